#include "salespipe/store/book_file.hpp"

#include <array>
#include <fstream>
#include <string_view>

#include "salespipe/store/json_lines.hpp"

namespace salespipe {
namespace {

constexpr std::string_view kSqlite = "SQLite format 3";

bool begins_as_sqlite(const std::filesystem::path& file) {
  std::array<char, kSqlite.size()> first{};
  std::ifstream in(file, std::ios::binary);
  in.read(first.data(), first.size());
  // An empty file is a database that nothing was written to yet.
  return in.gcount() == 0 || std::string_view(first.data(), first.size()) == kSqlite;
}

}  // namespace

Book open_book_file(const std::filesystem::path& file, BookOptions options) {
  std::error_code error;
  const bool exists = std::filesystem::is_regular_file(file, error);
  const bool is_sqlite = exists ? begins_as_sqlite(file) : file.extension() != ".jsonl";
  return is_sqlite ? Book::open(file.string(), options) : open_json_lines(file, options);
}

}  // namespace salespipe
