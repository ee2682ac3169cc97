#include "store/new_file.hpp"

#include <cerrno>
#include <fcntl.h>
#include <string>
#include <unistd.h>
#include <utility>

#include <sys/stat.h>

#include "store/file_error.hpp"
#include "store/system_calls.hpp"

namespace salespipe {
namespace {

[[noreturn]] void refuse_existing(const std::filesystem::path& file) {
  fail_in(file.string(), ErrorCode::already_exists,
          "there is such a file already; name another one");
}

void flush(const std::filesystem::path& path, int flags) {
  const int descriptor = system_calls().open(path.c_str(), flags | O_CLOEXEC, 0);
  if (descriptor < 0) fail_in_system(path, "it cannot be opened to be flushed", errno);
  const int result = system_calls().flush(descriptor);
  const int number = errno;
  system_calls().close(descriptor);
  if (result != 0) fail_in_system(path, "it cannot be flushed", number);
}

}  // namespace

NewFile::NewFile(std::filesystem::path file) : wanted_(std::move(file)) {
  if (std::filesystem::exists(std::filesystem::symlink_status(wanted_))) refuse_existing(wanted_);
  std::string pattern = wanted_.string() + ".XXXXXX";
  const int descriptor = system_calls().make_temporary(pattern.data(), O_CLOEXEC);
  if (descriptor < 0) fail_in_system(wanted_, "no file can be written there", errno);
  try {
    path_ = pattern;
  } catch (...) {
    system_calls().unlink(pattern.c_str());
    system_calls().close(descriptor);
    throw;
  }
  // mkostemp() makes the file private; a new book is as readable as the umask lets it be.
  const mode_t mask = ::umask(0);
  ::umask(mask);
  system_calls().set_mode(descriptor, 0666U & ~mask);
  system_calls().close(descriptor);
}

NewFile::~NewFile() {
  if (path_.empty()) return;
  remove_beside();
  system_calls().unlink(path_.c_str());
}

void NewFile::remove_beside() const noexcept {
  for (const char* ending : {"-wal", "-shm", "-journal", "-lock"}) {
    std::error_code ignored;
    std::filesystem::remove(path_.string() + ending, ignored);
  }
}

void NewFile::finish() {
  for (const char* ending : {"-wal", "-journal"}) {
    std::error_code missing;
    if (std::filesystem::file_size(path_.string() + ending, missing) > 0 && !missing) {
      fail_in(wanted_.string(), ErrorCode::io_error,
              "it cannot be finished: what was written last could not be moved into the file; is "
              "the disk full?");
    }
  }
  remove_beside();
  flush(path_, O_RDONLY);
  if (system_calls().rename_new(path_.c_str(), wanted_.c_str()) != 0) {
    if (errno == EEXIST) refuse_existing(wanted_);
    // Where the file system cannot say so, that has been looked at in the beginning.
    const bool can_tell = errno != EINVAL && errno != ENOSYS && errno != EOPNOTSUPP;
    if (can_tell || system_calls().rename(path_.c_str(), wanted_.c_str()) != 0) {
      fail_in_system(wanted_, "the file cannot be given its name", errno);
    }
  }
  path_.clear();
  const auto folder =
      wanted_.has_parent_path() ? wanted_.parent_path() : std::filesystem::path(".");
  flush(folder, O_RDONLY | O_DIRECTORY);
}

}  // namespace salespipe
