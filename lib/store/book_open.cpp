// Book::open: declared with the Book because hosts look for it there, made on the floor that knows
// where a journal can be kept.
#include <utility>

#include "salespipe/book/book.hpp"
#include "salespipe/store/open_journal.hpp"

namespace salespipe {

Book Book::open(const std::string& address, BookOptions options) {
  return Book(open_journal(address), std::move(options));
}

}  // namespace salespipe
