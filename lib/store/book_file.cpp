#include "salespipe/store/book_file.hpp"

#include <system_error>
#include <utility>

#include "salespipe/store/json_lines.hpp"
#include "store/sqlite_file.hpp"

namespace salespipe {

bool is_database_file(const std::filesystem::path& file) {
  std::error_code error;
  return std::filesystem::is_regular_file(file, error) && sqlite::is_database(file);
}

Book open_book_file(const std::filesystem::path& file, BookOptions options) {
  std::error_code error;
  const bool exists = std::filesystem::is_regular_file(file, error);
  // An empty file is a database that nothing was written to yet.
  const bool is_sqlite =
      exists ? sqlite::is_database(file) || std::filesystem::file_size(file, error) == 0
             : file.extension() != ".jsonl";
  return is_sqlite ? Book::open(file.string(), std::move(options))
                   : open_json_lines(file, std::move(options));
}

}  // namespace salespipe
