// Four processes that change one book at the same time: what each was told is counted outside of
// the library. SALESPIPE_WRITER_SECONDS sets for how long, SALESPIPE_SEED what they do.
#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

#include <gmock/gmock.h>
#include <sys/wait.h>

#include "salespipe/book/conflict.hpp"
#include "salespipe/book/transaction.hpp"
#include "salespipe/store/verify.hpp"
#include "store/store_fixture.hpp"

namespace salespipe::test {
namespace {

using Clock = std::chrono::steady_clock;
using testing::IsEmpty;

constexpr int kWriters = 4;
constexpr int kDeals = 5;

long setting(const char* name, long otherwise) {
  const char* given = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): no thread changes it
  return given == nullptr ? otherwise : std::strtol(given, nullptr, 10);
}

OpportunityId deal(std::uint64_t number) {
  return OpportunityId("opportunity-" + std::to_string(number));
}

long count_of(const Book& book, const OpportunityId& id) {
  const auto& fields = book.opportunity(id).fields;
  const auto found = fields.find("count");
  return found == fields.end() ? 0 : std::stol(found->second);
}

/// One of those who count. What it is told goes to a file of its own.
class Counter {
 public:
  Counter(const std::filesystem::path& file, const std::filesystem::path& told, int number,
          bool is_careful)
      : book_(Book::open(file)),
        told_(told),
        name_("writer" + std::to_string(number)),
        random_(static_cast<std::uint64_t>(setting("SALESPIPE_SEED", 4)) * 100 +
                static_cast<std::uint64_t>(number)),
        is_careful_(is_careful) {}

  void run_until(Clock::time_point end) {
    while (Clock::now() < end) {
      try {
        switch (random_() % 4) {
          case 0:
            transfer();
            break;
          case 1:
            post();
            break;
          default:
            count();
        }
      } catch (const Conflict& conflict) {
        if (conflict.meanwhile().empty()) tell("odd a conflict in which nothing happened");
        tell("conflict");
        book_.refresh();
      }
    }
    book_.close();
    tell("end");
  }

 private:
  void tell(const std::string& line) { told_ << line << '\n'; }

  CommandContext context(const OpportunityId& id) const {
    CommandContext made = at("2026-01-03", name_.c_str());
    if (is_careful_) made.expected_version = book_.opportunity(id).version;
    return made;
  }

  void set(const OpportunityId& id, long count) {
    book_.set_field(id, "count", std::to_string(count), context(id));
  }

  /// Reads, adds one, writes: what a careless program loses.
  void count() {
    const OpportunityId id = deal(1 + random_() % kDeals);
    const long next = count_of(book_, id) + 1;
    set(id, next);
    tell("counted " + id.text() + " " + std::to_string(next));
  }

  /// One up, one down: both or neither.
  void transfer() {
    const std::uint64_t from = 1 + random_() % kDeals;
    const OpportunityId one = deal(from);
    const OpportunityId other = deal(1 + from % kDeals);
    const long down = count_of(book_, one) - 1;
    const long up = count_of(book_, other) + 1;
    const CommandContext of_one = context(one);
    const CommandContext of_other = context(other);
    Transaction changes(book_);
    book_.set_field(one, "count", std::to_string(down), of_one);
    book_.set_field(other, "count", std::to_string(up), of_other);
    changes.commit();
    tell("moved");
  }

  void post() {
    const std::string key = name_ + "/" + std::to_string(++posted_);
    book_.post({key, "email", "{}"});
    tell("posted " + key);
    for (const Delivery& leased :
         book_.outbox()->lease(name_, noon("2026-01-04"), noon("2026-01-05"), 2)) {
      tell("leased " + leased.message.key);
      if (book_.outbox()->delivered(leased.number, name_)) tell("sent " + leased.message.key);
    }
  }

  Book book_;
  std::ofstream told_;
  std::string name_;
  std::mt19937_64 random_;
  bool is_careful_;
  std::uint64_t posted_ = 0;
};

/// What all of them were told, put together.
struct Told {
  std::map<std::string, std::multiset<long>> counted;  // values, by deal
  std::multiset<std::string> posted;
  std::multiset<std::string> leased;
  std::uint64_t counts = 0;
  std::uint64_t conflicts = 0;
  std::vector<std::uint64_t> changes;  // by writer
  std::vector<std::string> problems;
};

void take_down(const std::filesystem::path& file, Told& told) {
  std::ifstream stream(file);
  std::string line;
  std::uint64_t changes = 0;
  bool has_ended = false;
  while (std::getline(stream, line)) {
    const std::string what = line.substr(0, line.find(' '));
    const std::string of = line.substr(std::min(what.size() + 1, line.size()));
    if (what == "counted") {
      const auto gap = of.find(' ');
      told.counted[of.substr(0, gap)].insert(std::stol(of.substr(gap + 1)));
      ++told.counts;
      ++changes;
    } else if (what == "posted") {
      told.posted.insert(of);
      ++changes;
    } else if (what == "leased") {
      told.leased.insert(of);
    } else if (what == "conflict") {
      ++told.conflicts;
    } else if (what == "end") {
      has_ended = true;
    } else if (what == "moved") {
      ++changes;
    } else if (what != "sent") {
      told.problems.push_back(line);
    }
  }
  if (!has_ended) told.problems.push_back(file.filename().string() + " did not come to its end");
  told.changes.push_back(changes);
}

void work(const std::filesystem::path& file, const std::filesystem::path& told, int number,
          bool is_careful, Clock::time_point end) {
  try {
    Counter(file, told, number, is_careful).run_until(end);
  } catch (const std::exception& error) {
    std::ofstream(told, std::ios::app) << "odd " << error.what() << '\n';
  }
}

class FourWriters : public testing::Test {
 protected:
  FourWriters() {
    Book book = Book::open(file());
    const auto pipeline =
        book.add_pipeline(Pipeline::standard("New business", Currency("EUR")), at("2026-01-01"));
    for (int i = 0; i < kDeals; ++i) {
      book.create_opportunity(pipeline, {.name = "Acme"}, at("2026-01-02"));
    }
  }
  std::filesystem::path file() const { return folder / "sales.db"; }

  Told write_for(std::chrono::seconds time, bool is_careful) const {
    const auto end = Clock::now() + time;
    std::vector<pid_t> writers;
    Told told;
    for (int number = 0; number < kWriters; ++number) {
      const pid_t writer = ::fork();
      if (writer == 0) {
        work(file(), told_to(number), number, is_careful, end);
        ::_exit(0);
      }
      writers.push_back(writer);
    }
    for (int number = 0; number < kWriters; ++number) {
      const auto patience = end + std::chrono::seconds(60);
      while (::waitpid(writers[static_cast<std::size_t>(number)], nullptr, WNOHANG) == 0) {
        if (Clock::now() > patience) ::kill(writers[static_cast<std::size_t>(number)], SIGKILL);
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
      }
      take_down(told_to(number), told);
    }
    return told;
  }

  TemporaryFolder folder;

 private:
  std::filesystem::path told_to(int number) const {
    return folder / ("told-" + std::to_string(number)).c_str();
  }
};

TEST_F(FourWriters, LoseNoUpdateAndEndWithoutADeadlock) {
  const std::chrono::seconds time(setting("SALESPIPE_WRITER_SECONDS", 5));
  const Told told = write_for(time, true);
  EXPECT_THAT(told.problems, IsEmpty());
  EXPECT_TRUE(verify(file()).is_whole());
  Book book = Book::open(file());

  // Every count that was told is in the book: one up for each, and none for anything else.
  long sum = 0;
  for (const Opportunity& counted : book.opportunities()) sum += count_of(book, counted.id);
  EXPECT_EQ(sum, static_cast<long>(told.counts));
  // Each is an event with that value, by whoever was told of it.
  std::map<std::string, std::multiset<long>> recorded;
  book.visit_events([&](const Event& event) {
    const auto* changed = std::get_if<FieldSet>(&event.payload);
    if (changed != nullptr) recorded[event.stream.id].insert(std::stol(changed->value));
  });
  for (const auto& [id, values] : told.counted) {
    EXPECT_TRUE(
        std::includes(recorded[id].begin(), recorded[id].end(), values.begin(), values.end()))
        << id;
  }
  // No message was lost, and none was leased by two.
  std::multiset<std::string> there;
  for (const auto state : {MessageState::waiting, MessageState::delivered}) {
    for (const Delivery& message : book.outbox()->list(state, 0, 10'000'000)) {
      there.insert(message.message.key);
    }
  }
  EXPECT_EQ(there, told.posted);
  EXPECT_EQ(std::set<std::string>(told.leased.begin(), told.leased.end()).size(),
            told.leased.size());
  // All of them got somewhere, and in each other's way.
  for (const std::uint64_t changes : told.changes) EXPECT_GE(changes, 10U);
  EXPECT_GT(told.conflicts, 0U);
  std::uint64_t changes = 0;
  for (const std::uint64_t one : told.changes) changes += one;
  RecordProperty("changes", std::to_string(changes));
  RecordProperty("conflicts", std::to_string(told.conflicts));
  std::cout << changes << " changes, " << told.conflicts << " conflicts\n";
}

// A control: who does not say what he expects loses updates, and it is seen.
TEST_F(FourWriters, AreSeenToLoseUpdatesWhenTheyDoNotSayWhatTheyExpect) {
  const Told told = write_for(std::chrono::seconds(3), false);
  EXPECT_THAT(told.problems, IsEmpty());
  const Book book = Book::open(file());
  long sum = 0;
  for (const Opportunity& counted : book.opportunities()) sum += count_of(book, counted.id);
  EXPECT_NE(sum, static_cast<long>(told.counts));
}

}  // namespace
}  // namespace salespipe::test
