#include "store/write_lock.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <string>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <utility>

#include "store/file_error.hpp"
#include "store/system_calls.hpp"

namespace salespipe {
namespace {

// Two bytes of the file: whoever wants the lock first waits for the turn, and keeps it until the
// lock is his. So there is one who waits for the lock, and the one who released it queues behind.
constexpr int kTurn = 0;
constexpr int kLock = 1;
// One more is held, for reading, by all who have the book open.
constexpr int kOpen = 2;

constexpr std::chrono::microseconds kShortest{50};
constexpr std::chrono::microseconds kLongest{2000};

struct flock range(short type, int byte) {
  struct flock lock {};
  lock.l_type = type;
  lock.l_whence = SEEK_SET;
  lock.l_start = byte;
  lock.l_len = 1;
  return lock;
}

}  // namespace

WriteLock::WriteLock(std::filesystem::path file)
    : file_(std::move(file)),
      descriptor_(
          system_calls().open(file_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666)) {
  if (descriptor_ < 0) fail_in_system(file_, "the lock file cannot be opened", errno);
}

WriteLock::~WriteLock() { system_calls().close(descriptor_); }

bool WriteLock::take(int byte, short type) const {
  struct flock lock = range(type, byte);
  int result = 0;
  do {
    result = system_calls().lock(descriptor_, &lock);
  } while (result != 0 && errno == EINTR);
  if (result == 0) return true;
  if (errno == EAGAIN || errno == EACCES) return false;
  fail_in_system(file_, "the lock cannot be taken", errno);
}

void WriteLock::give(int byte) const noexcept {
  struct flock lock = range(F_UNLCK, byte);
  system_calls().lock(descriptor_, &lock);
}

void WriteLock::wait_for(int byte, std::chrono::microseconds& patience, const Pause& pause) const {
  auto next = kShortest;
  while (!take(byte, F_WRLCK)) {
    wait_a_little(next, patience, pause);
    if (byte == kTurn) next = std::min(next * 2, kLongest);
  }
}

void WriteLock::wait_a_little(std::chrono::microseconds time, std::chrono::microseconds& patience,
                              const Pause& pause) const {
  if (patience <= std::chrono::microseconds::zero()) {
    fail_in(file_.string(), ErrorCode::io_error,
            "another program has been writing to the book all the time; wait, or find out "
            "which one holds this file");
  }
  if (pause) {
    pause(time);
  } else {
    std::this_thread::sleep_for(time);
  }
  patience -= time;
}

bool WriteLock::enter(std::chrono::milliseconds patience, const Pause& pause) {
  std::chrono::microseconds left = patience;
  for (;;) {
    if (take(kOpen, F_WRLCK)) return true;
    if (take(kOpen, F_RDLCK)) return false;
    wait_a_little(kLongest, left, pause);
  }
}

void WriteLock::let_others_in() {
  if (!take(kOpen, F_RDLCK)) {
    fail_in(file_.string(), ErrorCode::internal, "a lock that is held cannot be shared");
  }
}

void WriteLock::acquire(std::chrono::milliseconds patience, const Pause& pause) {
  // The system would give one descriptor the same lock twice.
  if (is_held_ || is_waiting_) {
    throw Error(ErrorCode::invalid_state,
                "another thread is writing through this store; give each thread its own");
  }
  is_waiting_ = true;
  std::chrono::microseconds left = patience;
  try {
    wait_for(kTurn, left, pause);
    wait_for(kLock, left, pause);
  } catch (...) {
    give(kTurn);
    is_waiting_ = false;
    throw;
  }
  give(kTurn);
  is_waiting_ = false;
  is_held_ = true;
}

void WriteLock::release() noexcept {
  if (std::exchange(is_held_, false)) give(kLock);
}

}  // namespace salespipe
