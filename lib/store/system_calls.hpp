#pragma once

#include <cstddef>
#include <fcntl.h>

#include <sys/types.h>

namespace salespipe {

/// The calls of the system through which the floor of stores writes files of its own: journals in
/// JSON Lines, copies of books, the lock file. SQLite's files are its own business. A table of
/// functions so that tests can make each of them fail; nothing else changes it.
struct SystemCalls {
  int (*open)(const char* path, int flags, mode_t mode);
  int (*make_temporary)(char* pattern, int flags);  // mkostemp(3)
  ssize_t (*read)(int file, void* bytes, std::size_t size);
  ssize_t (*write)(int file, const void* bytes, std::size_t size);
  int (*flush)(int file);  // fsync(2)
  int (*set_mode)(int file, mode_t mode);
  int (*close)(int file);
  int (*rename)(const char* from, const char* to);
  int (*rename_new)(const char* from, const char* to);  // EEXIST where there is such a file
  int (*unlink)(const char* path);
  int (*lock)(int file, struct flock* range);  // fcntl(2) with F_OFD_SETLK
};

SystemCalls& system_calls() noexcept;

}  // namespace salespipe
