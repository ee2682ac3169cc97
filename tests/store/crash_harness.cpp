#include "store/crash_harness.hpp"

#include <algorithm>
#include <csignal>
#include <ctime>
#include <poll.h>
#include <random>
#include <string>
#include <unistd.h>
#include <vector>

#include <sys/wait.h>

#include "store/killed_writer.hpp"
#include "store/power_loss_vfs.hpp"
#include "store/promises.hpp"

namespace salespipe::test {
namespace {

void sleep_micros(std::uint64_t micros) {
  const timespec time{0, static_cast<long>(micros * 1000)};
  ::nanosleep(&time, nullptr);
}

void wait_for_words(const Victim& victim) {
  pollfd pipe{victim.pipe, POLLIN, 0};
  ::poll(&pipe, 1, 5000);
}

/// One writer works on the file in `from` until its power goes; what is left is in `to`.
void work_until_dark(const std::filesystem::path& from, const std::filesystem::path& to,
                     const std::string& name, bool disk_lies, Random& random, Promises& promises,
                     CrashResult& result) {
  std::filesystem::create_directories(to);
  PowerLoss loss;
  loss.seed = random();
  loss.after = 1 + below(random, 250);
  loss.left_in = to;
  loss.disk_lies = disk_lies;
  const Victim victim = start((from / "sales.db").string(), name, random(), {}, [&] { arm(loss); });
  int status = 0;
  promises.hear(victim.pipe, result);
  ::close(victim.pipe);
  ::waitpid(victim.process, &status, 0);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != kPowerIsOut) {
    result.problems.push_back("the writer ended otherwise, status " + std::to_string(status));
  }
  ++result.kills;
}

}  // namespace

CrashResult crash(const CrashPlan& plan) {
  CrashResult result;
  Random random(plan.seed);
  // On a busy machine many are killed before they get to say anything: those do not count.
  const auto goes_on = [&] {
    const bool enough =
        result.kills >= plan.kills && result.acknowledged > static_cast<std::uint64_t>(plan.kills);
    return !enough && result.kills < 20 * plan.kills && result.problems.empty();
  };
  for (int file_number = 0; goes_on(); ++file_number) {
    const std::string book = plan.place(file_number);
    Promises promises;
    for (int cycle = 0; cycle < plan.cycles_per_file && goes_on(); ++cycle) {
      std::vector<Victim> victims;
      const std::uint64_t writers = 1 + below(random, 4);
      for (std::uint64_t i = 0; i < writers; ++i) {
        const std::string name = "writer" + std::to_string(cycle) + "." + std::to_string(i);
        victims.push_back(
            start(book, name, random(), {plan.acknowledges_early, plan.crash_server != nullptr}));
      }
      if (plan.hears_first && below(random, 4) != 0) wait_for_words(victims.front());
      sleep_micros(500 + below(random, 30'000));
      if (plan.crash_server && below(random, 3) == 0) {
        plan.crash_server();
        ++result.server_crashes;
        sleep_micros(below(random, 300'000));
      }
      std::shuffle(victims.begin(), victims.end(), random);
      for (const Victim& victim : victims) {
        ::kill(victim.process, SIGKILL);
        ++result.kills;
        if (below(random, 2) == 0) sleep_micros(below(random, 3'000));
      }
      for (const Victim& victim : victims) {
        ::waitpid(victim.process, nullptr, 0);
        promises.hear(victim.pipe, result);
        ::close(victim.pipe);
      }
      promises.hold_against(book, result);
    }
    if (is_there(book)) result.kept += Book::open(book).last_sequence();
  }
  return result;
}

CrashResult cut_power(const std::filesystem::path& folder, const CrashPlan& plan) {
  CrashResult result;
  Random random(plan.seed);
  for (int book = 0; result.kills < plan.kills && result.problems.empty(); ++book) {
    Promises promises;
    std::filesystem::path from = folder / ("book-" + std::to_string(book) + ".0");
    std::filesystem::create_directories(from);
    for (int cycle = 1; cycle <= plan.cycles_per_file && result.kills < plan.kills; ++cycle) {
      const std::filesystem::path to =
          folder / ("book-" + std::to_string(book) + "." + std::to_string(cycle));
      work_until_dark(from, to, "writer" + std::to_string(cycle), plan.disk_lies, random, promises,
                      result);
      promises.hold_against((to / "sales.db").string(), result);
      if (!result.problems.empty()) break;
      std::filesystem::remove_all(from);
      from = to;
    }
    if (std::filesystem::exists(from / "sales.db")) {
      result.kept += Book::open((from / "sales.db").string()).last_sequence();
    }
  }
  return result;
}

}  // namespace salespipe::test
