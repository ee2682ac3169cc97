#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>

#include "store/fault_scenarios.hpp"
#include "support/fast_folder.hpp"

namespace salespipe::test {
namespace {

using Random = std::mt19937_64;

std::string told(const FaultScenario& scenario, const Fault& fault, FileCall call) {
  return std::string(scenario.name) + ": call " + std::to_string(fault.at) + " (" +
         std::string(to_string(call)) + ") " + std::string(to_string(fault.failure)) +
         (fault.stays ? " from then on" : " once");
}

void copy_files(const std::filesystem::path& from, const std::filesystem::path& to) {
  std::filesystem::remove_all(to);
  std::filesystem::create_directories(to);
  for (const auto& entry : std::filesystem::directory_iterator(from)) {
    std::filesystem::copy_file(entry.path(), to / entry.path().filename());
  }
}

bool are_alike(const std::filesystem::path& one, const std::filesystem::path& other) {
  const auto bytes = [](const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(stream), {});
  };
  for (const char* name : {"sales.db", "sales.db-wal"}) {
    if (bytes(one / name) != bytes(other / name)) return false;
  }
  return true;
}

/// A scenario in a folder of its own.
class Stage {
 public:
  Stage(const FaultScenario& scenario, const FaultPlan& plan)
      : scenario_(scenario), plan_(plan), random_(plan.seed) {
    std::filesystem::create_directories(folder_ / "template");
    scenario.prepare(folder_ / "template");
    std::filesystem::remove(folder_ / "template/sales.db-lock");
    copy_files(folder_ / "template", folder_ / "first");
    if (!std::filesystem::exists(folder_ / "first/sales.db")) return;
    Book book = Book::open(folder_ / "first/sales.db");
    first_.believe(book);
    first_.believe_messages(book);
  }

  Random& random() noexcept { return random_; }

  /// The calls of a run in which nothing fails, or the problems that there are all the same.
  std::vector<FileCall> calls(FaultResult& result) {
    std::vector<FileCall> calls;
    run(
        {}, [&](const FaultyDisk& disk) { calls = disk.calls(); }, result, "nothing fails");
    return calls;
  }

  template <class After>
  void run(const Fault& fault, const After& after, FaultResult& result, const std::string& what) {
    const auto work = folder_ / "work";
    copy_files(folder_ / "template", work);
    Witness witness = first_;
    witness.moves_to(work);
    std::vector<std::filesystem::path> images;
    {
      FaultyDisk disk;
      const auto cut = [&] {
        const auto left = folder_ / ("left-" + std::to_string(images.size()));
        copy_files(folder_ / "template", left);  // what was never opened is as it was
        disk.lose_power(random_, left);
        images.push_back(left / "sales.db");
      };
      FaultRun now{disk, witness};
      now.speaks_early = plan_.speaks_early;
      // Promises that are made later are not held against what the disk has now.
      now.before_closing = [&] {
        if (!images.empty() || !disk.has_struck() || witness.promised() == 0) return;
        cut();
        Witness so_far = witness;
        earlier_.emplace(std::move(so_far));
      };
      earlier_.reset();
      disk.arm(fault);
      scenario_.act(now);
      after(disk);
      if (disk.flushed_again() > 0) witness.problem("a flush was tried again after it had failed");
      if (fault.at != 0 && random_() % 2 == 0 && !plan_.speaks_early) fail_again(disk, witness);
      disk.disarm();
      const auto left = folder_ / "left";
      copy_files(folder_ / "template", left);
      disk.lose_power(random_, left);
      images.insert(images.begin(), left / "sales.db");
      copies_ = std::move(now.copies_promised);
    }
    for (const auto& [file, book] : copies_) witness.promise_copy(file, book);
    witness.look_around();
    // Often the disk has what readers see.
    const bool is_one = are_alike(folder_ / "left", work);
    if (!is_one && std::filesystem::exists(images.front())) witness.hold_against(images.front());
    if (images.size() > 1) {
      earlier_->hold_against(images[1]);
      for (const auto& problem : earlier_->problems()) witness.problem("before: " + problem);
    }
    witness.hold_against(witness.file());
    ++result.runs;
    if (witness.refusals() > 0) ++result.refused;
    for (const std::string& problem : witness.problems()) {
      result.problems.push_back(what + ": " + problem);
    }
  }

 private:
  /// While the book is opened again.
  void fail_again(FaultyDisk& disk, Witness& witness) {
    Fault second;
    second.at = 1 + random_() % 120;
    second.failure = static_cast<Failure>(random_() % 4);
    second.stays = random_() % 2 == 0;
    disk.arm(second);
    witness.step("opening again", [&] {
      Book book = Book::open(witness.file());
      witness.believe_if_more(book);
    });
  }

  const FaultScenario& scenario_;
  const FaultPlan& plan_;
  Random random_;
  FastFolder folder_;
  Witness first_{folder_ / "first"};
  std::optional<Witness> earlier_;
  std::vector<std::pair<std::filesystem::path, Book>> copies_;
};

}  // namespace

FaultResult fail_everywhere(const FaultScenario& scenario, const FaultPlan& plan) {
  FaultResult result;
  Stage stage(scenario, plan);
  const std::vector<FileCall> calls = stage.calls(result);
  result.calls = calls.size();
  if (result.refused > 0) result.problems.push_back("something was refused though nothing failed");
  std::vector<Fault> faults;
  for (std::uint64_t at = 1; at <= calls.size(); ++at) {
    for (const Failure failure : FaultyDisk::failures_of(calls[at - 1])) {
      if (plan.hides_failed_flushes && failure != Failure::flush) continue;
      for (const bool stays : {false, true}) {
        faults.push_back({at, failure, stays, plan.hides_failed_flushes});
      }
    }
  }
  const auto begin = std::chrono::steady_clock::now();
  const auto is_over = [&] {
    const std::chrono::duration<double> past = std::chrono::steady_clock::now() - begin;
    return result.problems.size() > 20 ||
           (result.runs >= plan.least && past.count() > plan.seconds);
  };
  // Once all is done, what time is left goes into more: the second fault and what the power leaves
  // are others each time.
  do {
    std::shuffle(faults.begin(), faults.end(), stage.random());
    for (const Fault& fault : faults) {
      if (is_over()) break;
      stage.run(
          fault, [](const FaultyDisk&) {}, result, told(scenario, fault, calls[fault.at - 1]));
    }
  } while (plan.seconds > 0 && !is_over() && !faults.empty() &&
           std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count() <
               plan.seconds);
  result.faults = faults.size();
  return result;
}

}  // namespace salespipe::test
