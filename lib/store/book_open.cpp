// Book::open: declared with the Book because hosts look for it there, made on the floor that knows
// where a journal can be kept.
#include <utility>

#include "salespipe/book/book.hpp"
#include "salespipe/store/sqlite_journal.hpp"

namespace salespipe {

Book Book::open(const std::string& file, BookOptions options) {
  return Book(std::make_unique<SqliteJournal>(file), std::move(options));
}

}  // namespace salespipe
