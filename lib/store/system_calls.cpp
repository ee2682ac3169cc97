#include "store/system_calls.hpp"

#include <cstdio>
#include <cstdlib>
#include <unistd.h>

#include <sys/stat.h>

namespace salespipe {

SystemCalls& system_calls() noexcept {
  static SystemCalls calls{
      [](const char* path, int flags, mode_t mode) { return ::open(path, flags, mode); },
      ::mkostemp,
      ::read,
      ::write,
      ::fsync,
      ::fchmod,
      ::close,
      ::rename,
      [](const char* from, const char* to) {
        return ::renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE);
      },
      ::unlink,
      [](int file, struct flock* range) { return ::fcntl(file, F_OFD_SETLK, range); },
  };
  return calls;
}

}  // namespace salespipe
