#pragma once

#include <filesystem>

namespace salespipe {

/// A file that is made beside the one that is wanted, and takes its name once it is whole. What is
/// not finished is removed, with the files that SQLite puts beside it.
class NewFile {
 public:
  /// Error(already_exists) when `file` is there, Error(io_error) when none can be made beside it.
  explicit NewFile(std::filesystem::path file);
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;
  ~NewFile();

  /// An empty file so far.
  const std::filesystem::path& path() const noexcept { return path_; }
  /// Flushes it, gives it the wanted name, flushes the folder. Error(already_exists) when somebody
  /// else was faster.
  void finish();

 private:
  void remove_beside() const noexcept;

  std::filesystem::path wanted_;
  std::filesystem::path path_;
};

}  // namespace salespipe
