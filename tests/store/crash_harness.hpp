#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace salespipe::test {

/// How writers of a book are killed, again and again.
struct CrashPlan {
  /// The address of a book that is not there yet, by its number.
  std::function<std::string(int)> place;
  /// Kills what keeps the books, and starts it again: done now and then while writers write.
  std::function<void()> crash_server;
  /// Where opening takes long: three times of four a writer has said something before they are
  /// killed. Otherwise few would get so far.
  bool hears_first = false;
  std::uint64_t seed = 1;
  int kills = 100;           ///< At least so many processes die by SIGKILL.
  int cycles_per_file = 40;  ///< Then a new file is begun: opening is interrupted too.
  /// A writer that reports changes before they are committed: what the harness must find out.
  bool acknowledges_early = false;
  /// cut_power() only: a disk that says flushed and is not, likewise.
  bool disk_lies = false;
};

struct CrashResult {
  int kills = 0;
  int server_crashes = 0;
  std::uint64_t denied = 0;        ///< Changes that a writer was told are not kept.
  std::uint64_t acknowledged = 0;  ///< Events that a writer was told are safe.
  std::uint64_t kept = 0;          ///< Events that were in the files in the end.
  std::vector<std::string> problems;
};

/// Forks one to four processes that write to one book, each telling over a pipe what it was told is
/// safe; kills them at random moments; then opens the book and holds it against what was told:
/// every acknowledged event is there, byte for byte, none of those that were said not to be kept,
/// every batch whole or not at all, the chain verifies, and the book is what its events give.
CrashResult crash(const CrashPlan& plan);

/// The same with one writer after the other, each of which loses its power at a random write (see
/// power_loss_vfs.hpp); the next one goes on with the files that are left.
CrashResult cut_power(const std::filesystem::path& folder, const CrashPlan& plan);

}  // namespace salespipe::test
