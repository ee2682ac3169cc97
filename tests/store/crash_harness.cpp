#include "store/crash_harness.hpp"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstring>
#include <ctime>
#include <map>
#include <random>
#include <string_view>
#include <unistd.h>
#include <utility>

#include <sys/wait.h>

#include "book/book_fixture.hpp"
#include "salespipe/book/event_json.hpp"
#include "salespipe/book/transaction.hpp"
#include "salespipe/store/verify.hpp"

namespace salespipe::test {
namespace {

using Random = std::mt19937_64;

std::uint64_t below(Random& random, std::uint64_t limit) { return random() % limit; }

/// One report of a writer: its length, then the lines of the events that it says are safe. One that
/// was cut off by the kill promises nothing.
void report(int pipe, const std::string& lines) {
  const auto length = static_cast<std::uint32_t>(lines.size());
  std::string message(sizeof length, '\0');
  std::memcpy(message.data(), &length, sizeof length);
  message += lines;
  for (std::size_t at = 0; at < message.size();) {
    const ssize_t written = ::write(pipe, message.data() + at, message.size() - at);
    if (written <= 0) ::_exit(3);
    at += static_cast<std::size_t>(written);
  }
}

std::string lines_of(const Book& book, std::uint64_t first, std::uint64_t last) {
  std::string lines;
  for (std::uint64_t sequence = first; sequence <= last; ++sequence) {
    lines += event_to_json_line(book.event(sequence)) + '\n';
  }
  return lines;
}

/// The life of a writer, which only a kill ends.
class Writer {
 public:
  Writer(const std::filesystem::path& file, const std::string& name, std::uint64_t seed, int pipe,
         bool early)
      : book_(Book::open(file.string())), name_(name), random_(seed), pipe_(pipe), early_(early) {}

  [[noreturn]] void run() {
    begin();
    for (;; ++turn_) {
      if (below(random_, 3) == 0) {
        batch();
      } else {
        single();
      }
    }
  }

 private:
  void begin() {
    try {
      if (book_.pipelines().empty()) {
        book_.add_pipeline(Pipeline::standard("New business", Currency("EUR")), at("2026-01-01"));
      }
    } catch (const Error& error) {
      if (error.code() != ErrorCode::already_exists) throw;  // another writer was first
    }
    book_.refresh();
  }

  OpportunityId create(const std::string& name) {
    return book_.create_opportunity(book_.pipelines().front().id(), {.name = name},
                                    at("2026-01-02", name_.c_str()));
  }

  void single() {
    const std::string turn = name_ + "-" + std::to_string(turn_);
    if (book_.opportunities().empty() || below(random_, 4) == 0) {
      create("deal " + turn);
    } else {
      const auto& deals = book_.opportunities();
      const OpportunityId deal = deals[below(random_, deals.size())].id;
      if (!book_.rename(deal, "renamed " + turn, at("2026-01-03", name_.c_str()))) return;
    }
    report(pipe_, lines_of(book_, book_.last_sequence(), book_.last_sequence()));
  }

  void batch() {
    const std::uint64_t size = 2 + below(random_, 6);
    const std::string name =
        "batch " + name_ + "-" + std::to_string(turn_) + " of " + std::to_string(size);
    Transaction changes(book_);
    const std::uint64_t first = book_.last_sequence() + 1;
    for (std::uint64_t i = 0; i < size; ++i) create(name);
    if (early_) report(pipe_, lines_of(book_, first, book_.last_sequence()));
    changes.commit();
    if (!early_) report(pipe_, lines_of(book_, first, book_.last_sequence()));
  }

  Book book_;
  std::string name_;
  Random random_;
  int pipe_;
  bool early_;
  std::uint64_t turn_ = 0;
};

/// A writer's process and the end of its pipe that the model reads.
struct Victim {
  pid_t process = 0;
  int pipe = -1;
};

Victim start(const std::filesystem::path& file, const std::string& name, std::uint64_t seed,
             bool early) {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) throw Error(ErrorCode::io_error, "no pipe");
  const pid_t process = ::fork();
  if (process < 0) throw Error(ErrorCode::io_error, "no process");
  if (process == 0) {
    ::close(ends[0]);
    try {
      Writer(file, name, seed, ends[1], early).run();
    } catch (const std::exception& error) {
      // Whatever ends a writer but the kill is told as a line that no event is.
      report(ends[1], std::string("writer failed: ") + error.what() + '\n');
      ::_exit(2);
    }
  }
  ::close(ends[1]);
  return {process, ends[0]};
}

/// What was promised of one file, from outside of the library.
class Model {
 public:
  void hear(int pipe, CrashResult& result) {
    std::string heard;
    std::array<char, 65536> buffer;
    for (ssize_t got = 0; (got = ::read(pipe, buffer.data(), buffer.size())) > 0;) {
      heard.append(buffer.data(), static_cast<std::size_t>(got));
    }
    std::string_view rest = heard;
    std::uint32_t length = 0;
    while (rest.size() >= sizeof length) {
      std::memcpy(&length, rest.data(), sizeof length);
      rest.remove_prefix(sizeof length);
      if (rest.size() < length) break;
      take(rest.substr(0, length), result);
      rest.remove_prefix(length);
    }
  }

  void hold_against(const std::filesystem::path& file, CrashResult& result) const {
    if (!std::filesystem::exists(file) && lines_.empty()) return;  // killed before it was made
    try {
      compare(file, result);
    } catch (const std::exception& error) {
      result.problems.push_back(std::string("cannot be read: ") + error.what());
    }
  }

 private:
  void compare(const std::filesystem::path& file, CrashResult& result) const {
    const Verification verified = verify(file);
    for (const Damage& damage : verified.damages) result.problems.push_back(damage.what);
    const Book book = Book::open(file.string());
    for (const auto& [sequence, line] : lines_) {
      if (sequence > book.last_sequence()) {
        result.problems.push_back("lost: event " + std::to_string(sequence) + ", " + line);
      } else if (event_to_json_line(book.event(sequence)) != line) {
        result.problems.push_back("changed: event " + std::to_string(sequence) + ", " + line);
      }
    }
    check_batches(book, result);
    std::vector<Event> events;
    book.visit_events([&](const Event& event) { events.push_back(event); });
    if (Book::replay(events).state_json() != book.state_json()) {
      result.problems.push_back("the book is not what its events give");
    }
  }

  void take(std::string_view lines, CrashResult& result) {
    while (!lines.empty()) {
      const std::string line(lines.substr(0, lines.find('\n')));
      lines.remove_prefix(line.size() + 1);
      if (!line.starts_with('{')) {
        result.problems.push_back(line);
        continue;
      }
      ++result.acknowledged;
      const auto [known, is_new] = lines_.emplace(event_from_json_line(line).sequence, line);
      if (!is_new) result.problems.push_back("promised twice: " + known->second + " and " + line);
    }
  }

  /// Deals of a batch are called alike and say how many they are.
  static void check_batches(const Book& book, CrashResult& result) {
    std::map<std::string, std::size_t> batches;
    book.visit_events([&](const Event& event) {
      const auto* created = std::get_if<OpportunityCreated>(&event.payload);
      if (created != nullptr && created->name.starts_with("batch ")) ++batches[created->name];
    });
    for (const auto& [name, size] : batches) {
      if (std::to_string(size) != name.substr(name.rfind(' ') + 1)) {
        result.problems.push_back("half a batch: " + std::to_string(size) + " deals of \"" + name +
                                  "\"");
      }
    }
  }

  std::map<std::uint64_t, std::string> lines_;
};

void sleep_micros(std::uint64_t micros) {
  const timespec time{0, static_cast<long>(micros * 1000)};
  ::nanosleep(&time, nullptr);
}

}  // namespace

CrashResult crash(const std::filesystem::path& folder, const CrashPlan& plan) {
  CrashResult result;
  Random random(plan.seed);
  for (int file_number = 0; result.kills < plan.kills && result.problems.empty(); ++file_number) {
    const std::filesystem::path file = folder / ("book-" + std::to_string(file_number) + ".db");
    Model model;
    for (int cycle = 0; cycle < plan.cycles_per_file && result.kills < plan.kills; ++cycle) {
      std::vector<Victim> victims;
      const std::uint64_t writers = 1 + below(random, 4);
      for (std::uint64_t i = 0; i < writers; ++i) {
        const std::string name = "writer" + std::to_string(cycle) + "." + std::to_string(i);
        victims.push_back(start(file, name, random(), plan.acknowledges_early));
      }
      sleep_micros(500 + below(random, 30'000));
      std::shuffle(victims.begin(), victims.end(), random);
      for (const Victim& victim : victims) {
        ::kill(victim.process, SIGKILL);
        ++result.kills;
        if (below(random, 2) == 0) sleep_micros(below(random, 3'000));
      }
      for (const Victim& victim : victims) {
        ::waitpid(victim.process, nullptr, 0);
        model.hear(victim.pipe, result);
        ::close(victim.pipe);
      }
      model.hold_against(file, result);
      if (!result.problems.empty()) break;
    }
    if (std::filesystem::exists(file)) result.kept += Book::open(file.string()).last_sequence();
  }
  return result;
}

}  // namespace salespipe::test
