#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "allocations.hpp"
#include "c_support.hpp"

// A workload of calls, of which each is given too little memory at each of its allocations before
// it is let do its work.
namespace salespipe::memory_test {

using c_test::json;

/// What calls are given, and where they put what they give.
struct Desk {
  Desk();
  Desk(const Desk&) = delete;
  Desk& operator=(const Desk&) = delete;
  ~Desk();

  sp_error error = 0;
  c_test::OwnedBook book;
  c_test::OwnedDataset dataset;
  c_test::OwnedReport report;
  c_test::OwnedState state;
  c_test::OwnedState other_state;
  c_test::OwnedWatch watch;
  std::array<ArrowArrayStream, 3> in{};   // to be taken over
  std::array<ArrowArrayStream, 4> out{};  // that were given
  // Outputs of the call.
  sp_buffer buffer = 0;
  std::uint64_t given = 0;  // a handle
  std::uint64_t number = 0;
  std::int32_t allowed = 0;
  // What callbacks have seen.
  std::uint64_t called = 0;
  int released = 0;
  std::string file;  // of the book; empty: in memory
};

/// One call of a workload.
struct Step {
  std::string name;
  /// The call that is disturbed; does nothing else.
  std::function<sp_status(Desk&)> call;
  /// Puts away what it gave, and tells it as a text: the same one in each run.
  std::function<std::string(Desk&)> told;
  bool changes_book = false;
  /// Before each try: makes what the call takes over.
  std::function<void(Desk&)> prepare = {};
  bool tells_error = true;  ///< In the desk's error.
};

struct Workload {
  std::vector<Step> steps;
  /// Opens what the first step needs.
  std::function<void(Desk&)> open;
  /// How many allocations of a call fail one by one; of those behind, about sixteen for each
  /// doubling. Every one where SALESPIPE_EVERY_ALLOCATION is set.
  std::uint64_t each = SALESPIPE_EACH_ALLOCATION;
};

/// Runs it undisturbed, then with memory lacking; afterwards nothing may be left of either. Says
/// how many calls have failed.
void run_disturbed(const Workload& workload, Lacking how);

// Steps.

Step command(const json& document);
Step query(const json& document);
/// A call that gives a document.
Step document(std::string name, std::function<sp_status(Desk&)> call);
std::string take_buffer(Desk& desk);

}  // namespace salespipe::memory_test
