#pragma once

#include <cstdint>
#include <filesystem>

#include <sys/types.h>

namespace salespipe::sqlite {

/// The file that a path means, behind symbolic links, so that all who open the book agree on the
/// names of the files beside it. Error(io_error).
std::filesystem::path real_file(const std::filesystem::path& file);

/// Error unless the file may hold a book: none yet, or a SQLite file that has one name only (a
/// second one would have a log of its own), on a file system of this machine (the log is shared
/// memory). schema_violation for a file of another kind, otherwise io_error or unsupported.
void check_file(const std::filesystem::path& file);

/// Whether the file begins as a SQLite file does. Error(io_error) when it cannot be read.
bool is_database(const std::filesystem::path& file);

/// Writes what the log holds once more, byte for byte, and flushes it. Only while nobody else has
/// the book open. Whoever died or gave up may have left a log whose flush failed: the system shows
/// it to readers and takes it for written, so that no later flush would bring it to the disk, and
/// all that is written behind it would be lost with it.
void settle_log(const std::filesystem::path& log);

/// What tells a file from another one that takes its name.
struct FileIdentity {
  dev_t device = 0;
  ino_t number = 0;
  bool operator==(const FileIdentity&) const = default;
};
/// Zeros when there is no such file.
FileIdentity identity_of(const std::filesystem::path& file) noexcept;

}  // namespace salespipe::sqlite
