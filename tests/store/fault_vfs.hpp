#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "store/disk_model.hpp"

namespace salespipe::test {

/// What SQLite asks of its files.
enum class FileCall : std::uint8_t {
  open,
  read,
  write,
  truncate,
  flush,
  size,
  lock,
  unlock,
  map,       ///< A part of the memory that connections share.
  map_lock,  ///< A lock on it.
  remove,
  look,  ///< Whether a file is there.
  path,
};
std::string_view to_string(FileCall call) noexcept;

enum class Failure : std::uint8_t {
  broken,  ///< The disk does nothing and says so (EIO).
  full,    ///< No space: whatever makes a file longer fails, the rest works.
  torn,    ///< Half of a write is done.
  flush,   ///< A flush fails; what it should have kept is gone from the disk for good, though who
           ///< reads still sees it. So Linux does it.
};
std::string_view to_string(Failure failure) noexcept;

struct Fault {
  std::uint64_t at = 0;  ///< Number of the call, from 1; 0: nothing fails.
  Failure failure = Failure::broken;
  bool stays = false;      ///< From then on, whatever it concerns.
  bool is_hidden = false;  ///< SQLite is told that all went well: what a test must find out.
};

/// While it lives, SQLite in this process reaches its files through a layer that fails as it is
/// told, and that knows of each file what the disk has kept. One at a time; connections that were
/// opened under it must be closed before it goes.
class FaultyDisk {
 public:
  FaultyDisk();
  FaultyDisk(const FaultyDisk&) = delete;
  FaultyDisk& operator=(const FaultyDisk&) = delete;
  ~FaultyDisk();

  /// Counts calls from 1 again.
  void arm(const Fault& fault);
  void disarm() { arm({}); }
  /// The calls since, in order.
  const std::vector<FileCall>& calls() const noexcept { return calls_; }
  bool has_struck() const noexcept { return has_struck_; }
  /// Flushes of the book's file or of its log that failed, since arm().
  std::uint64_t failed_flushes() const noexcept { return failed_flushes_; }
  /// How often a file was flushed once more after that had failed.
  std::uint64_t flushed_again() const noexcept { return flushed_again_; }
  /// Writes, truncations and flushes of the book's file and of its log, since arm().
  std::uint64_t changes() const noexcept { return changes_; }

  /// Which failures a call can have.
  static std::vector<Failure> failures_of(FileCall call);

  /// Writes what is left when the power goes now: the files as the disk has them, over those that
  /// are in the folder.
  void lose_power(std::mt19937_64& random, const std::filesystem::path& into) const;

 private:
  struct Layer;
  bool strikes(FileCall call);

  std::unique_ptr<Layer> layer_;
  Fault fault_;
  std::vector<FileCall> calls_;
  std::map<std::string, DiskFile> disks_;  // by path
  std::uint64_t failed_flushes_ = 0;
  std::uint64_t flushed_again_ = 0;
  std::uint64_t changes_ = 0;
  bool has_struck_ = false;
};

}  // namespace salespipe::test
