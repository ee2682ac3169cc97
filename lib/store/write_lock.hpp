#pragma once

#include <chrono>
#include <filesystem>
#include <functional>

namespace salespipe {

/// A lock between processes, and between the stores of one process, on a file that holds nothing
/// else. It is an open-file-description lock: other descriptors of the file that come and go take
/// nothing away from it, as they would from an ordinary POSIX lock. It goes when the process ends,
/// however it ends. Those who wait get their turn: one who releases the lock cannot take it again
/// before the next in the queue.
class WriteLock {
 public:
  /// Makes the file when there is none. Error(io_error).
  explicit WriteLock(std::filesystem::path file);
  WriteLock(const WriteLock&) = delete;
  WriteLock& operator=(const WriteLock&) = delete;
  ~WriteLock();

  using Pause = std::function<void(std::chrono::microseconds)>;

  /// Joins those who have the book open; the destructor leaves them. True for whoever finds nobody:
  /// the next ones wait until he calls let_others_in(). Error(io_error) as acquire().
  bool enter(std::chrono::milliseconds patience, const Pause& pause);
  void let_others_in();

  /// Error(io_error) when others hold it for longer than `patience`. Waits by calling `pause`, or
  /// by sleeping where that is empty.
  void acquire(std::chrono::milliseconds patience, const Pause& pause);
  void release() noexcept;
  bool is_held() const noexcept { return is_held_; }

 private:
  bool take(int byte, short type) const;
  void give(int byte) const noexcept;
  void wait_for(int byte, std::chrono::microseconds& patience, const Pause& pause) const;
  void wait_a_little(std::chrono::microseconds time, std::chrono::microseconds& patience,
                     const Pause& pause) const;

  std::filesystem::path file_;
  int descriptor_ = -1;
  bool is_held_ = false;
  bool is_waiting_ = false;
};

}  // namespace salespipe
