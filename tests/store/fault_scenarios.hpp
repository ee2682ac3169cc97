#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <iosfwd>
#include <string>
#include <utility>
#include <vector>

#include "store/fault_vfs.hpp"
#include "store/witness.hpp"

namespace salespipe::test {

/// One run of a scenario on a disk that fails.
struct FaultRun {
  FaultyDisk& disk;
  Witness& witness;
  /// A change is told to be kept before it is: what a test must find out.
  bool speaks_early = false;
  /// Called while the files are still open.
  std::function<void()> before_closing{};
  /// Copies that were told to be whole, of which book.
  std::vector<std::pair<std::filesystem::path, Book>> copies_promised{};
};

/// Something that is done with a book's file.
struct FaultScenario {
  const char* name;
  /// Makes the files that it begins with, in an empty folder, on a sound disk.
  void (*prepare)(const std::filesystem::path& folder);
  void (*act)(FaultRun& run);
  bool is_long = false;  ///< Too long for more than a tenth of the runs.
};

const std::vector<FaultScenario>& fault_scenarios();
void PrintTo(const FaultScenario& scenario, std::ostream* out);

struct FaultResult {
  std::uint64_t calls = 0;   ///< That SQLite makes of the disk when nothing fails.
  std::uint64_t faults = 0;  ///< That there are.
  std::uint64_t runs = 0;
  std::uint64_t refused = 0;  ///< Runs in which the book was told of the fault.
  std::vector<std::string> problems;
};

struct FaultPlan {
  std::uint64_t seed = 1;
  double seconds = 4;                 ///< 0: until each fault has had its turn.
  std::uint64_t least = 400;          ///< So many runs, or each fault once.
  bool hides_failed_flushes = false;  ///< Only those, and SQLite is not told.
  bool speaks_early = false;
};

/// Fails each call of a scenario in each way that it can fail, once and from then on, in an order
/// that the seed gives; after each, holds what the disk and what the cache have against what was
/// promised. Every other run fails a second time, while the files are opened again.
FaultResult fail_everywhere(const FaultScenario& scenario, const FaultPlan& plan);

}  // namespace salespipe::test
