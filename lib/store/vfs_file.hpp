#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

struct sqlite3_file;

namespace salespipe::sqlite {

/// A file of a book, reached as SQLite reaches it. When a process closes a file, the system drops
/// all locks that the process has on it, those of other connections too; SQLite knows of them and
/// closes late. So nothing else may open the file of a book.
class VfsFile {
 public:
  enum class Kind : std::uint8_t { database, log };
  /// An existing file. Error(io_error).
  VfsFile(const std::filesystem::path& file, Kind kind);
  VfsFile(const VfsFile&) = delete;
  VfsFile& operator=(const VfsFile&) = delete;
  ~VfsFile();

  std::int64_t size();
  /// As many bytes as asked for, or those up to the end of the file.
  std::string read(std::int64_t offset, std::size_t size);
  void write(std::int64_t offset, const std::string& bytes);
  void flush();

 private:
  void must(int result, const char* what) const;

  std::string path_;  // ends with more zeros than one, as SQLite wants it
  std::unique_ptr<std::byte[]> memory_;
  sqlite3_file* handle_;
};

}  // namespace salespipe::sqlite
