// Many threads, each with handles of its own and all with shared ones, as convention 10 of the
// header allows. What it shows, it shows under the thread sanitizer: ./dev test tsan.
#include <algorithm>
#include <array>
#include <atomic>
#include <thread>

#include "calls.hpp"
#include "invented_team.hpp"
#include "support/fast_folder.hpp"

namespace salespipe::c_test {
namespace {

constexpr int kThreads = 8;
constexpr const char* kFigures =
    R"({"period":"2024","by":["owner"],"metrics":["won_revenue","won_count","open_value","cycle_days_median"]})";
constexpr const char* kOfBook =
    R"({"period":"2026","by":["owner"],"metrics":["won_revenue","open_count","open_value"]})";

template <class Work>
void in_threads(const Work& work, int count = kThreads) {
  std::vector<std::thread> threads;
  for (int i = 0; i < count; ++i) threads.emplace_back([&work, i] { work(i); });
  for (auto& thread : threads) thread.join();
}

void tag(sp_book book, const std::string& text, sp_status expected = SP_OK) {
  const auto document = json{
      {"command", "tag"},
      {"at", "2026-07-01T09:00:00Z"},
      {"opportunity", "opportunity-1"},
      {"tag", text}}.dump();
  EXPECT_EQ(sp_book_command(book, document.data(), document.size(), nullptr, 0), expected) << text;
}

std::string bytes_of(sp_state state) {
  sp_buffer bytes = 0;
  EXPECT_EQ(sp_state_write(state, "part", SP_TO_ZERO, &bytes, 0), SP_OK);
  return take(bytes);
}

OwnedDataset invented_team(int seed) {
  return Team(0, 0, team_of(30, static_cast<std::uint64_t>(seed), 2)).dataset();
}

/// A day's work with a book, a data set, a state and a watch of one's own; everything it was told.
std::string work_alone(int number) {
  const ErrorText error;
  std::string told;
  const OwnedBook book = book_with_a_deal();
  int called = 0;
  sp_watch_options watching{};
  watching.struct_size = sizeof watching;
  watching.user_data = &called;
  watching.callback = [](void* count, sp_watch, std::uint64_t) { ++*static_cast<int*>(count); };
  OwnedWatch watch;
  EXPECT_EQ(sp_watch_create(book, kOfBook, SP_TO_ZERO, &watching, watch.out(), error), SP_OK);
  std::int32_t allowed = 0;
  for (const char* stage : {"Contacted", "Qualified", number % 2 == 0 ? "Won" : "Nowhere"}) {
    sp_buffer decision = 0;
    const auto status = move(book, stage, &allowed, &decision, error);
    told += std::to_string(status) + error.message() + take(decision);
  }
  tag(book, "number " + std::to_string(number));
  told += query(book, {{"query", "state"}}).dump() + std::to_string(called);
  OwnedReport report;
  EXPECT_EQ(sp_watch_report(watch, report.out(), error), SP_OK);
  told += report_json(report)["rows"].dump();

  const OwnedDataset dataset = invented_team(number);
  sp_query_options two{};
  two.struct_size = sizeof two;
  two.threads = 2;
  OwnedReport figures;
  EXPECT_EQ(sp_dataset_report(dataset, kFigures, SP_TO_ZERO, &two, figures.out(), error), SP_OK);
  told += report_json(figures).dump();
  OwnedState state;
  EXPECT_EQ(sp_state_create(dataset, kFigures, SP_TO_ZERO, &two, state.out(), error), SP_OK);
  const auto bytes = bytes_of(state);
  OwnedState read;
  EXPECT_EQ(sp_state_read(bytes.data(), bytes.size(), read.out(), error), SP_OK);
  EXPECT_EQ(sp_state_merge(read, state, error), SP_OK);
  OwnedReport twice;
  EXPECT_EQ(sp_state_finish(read, twice.out(), error), SP_OK);
  return told + report_json(twice).dump();
}

TEST(ManyThreads, EachWithThingsOfItsOwnIsToldWhatOneAloneIsTold) {
  std::vector<std::string> alone;
  for (int i = 0; i < kThreads; ++i) alone.push_back(work_alone(i));
  EXPECT_NE(alone[0], alone[1]);
  in_threads([&](int number) {
    for (int i = 0; i < 3; ++i) {
      const int which = (number + i) % kThreads;
      EXPECT_EQ(work_alone(which), alone[static_cast<std::size_t>(which)]);
    }
  });
}

TEST(ManyThreads, EachErrorIsOfTheCallsOfItsThread) {
  const auto book = book_with_a_deal();
  in_threads([&](int number) {
    for (int i = 0; i < 100; ++i) {
      const ErrorText error;
      const auto stage = "stage " + std::to_string(number) + "." + std::to_string(i);
      std::int32_t allowed = 0;
      EXPECT_EQ(move(book, stage.c_str(), &allowed, nullptr, error), SP_ERROR_NOT_FOUND);
      EXPECT_EQ(sp_error_code(error), SP_ERROR_NOT_FOUND);
      EXPECT_NE(error.message().find(stage), std::string::npos) << error.message();
      EXPECT_EQ(move(book, "Lost", &allowed, nullptr, error), SP_OK);
      EXPECT_EQ(error.message(), "");
    }
  });
}

/// Every question about the book that there is, asked in turn.
void ask(sp_book book, int turn) {
  static const std::vector<json> questions = {
      {{"query", "state"}},
      {{"query", "pipelines"}},
      {{"query", "accounts"}},
      {{"query", "contacts"}},
      {{"query", "opportunities"}, {"owner", "ann"}},
      {{"query", "opportunity"}, {"opportunity", "opportunity-1"}},
      {{"query", "board"}, {"pipeline", "new-business"}},
      {{"query", "tasks"}, {"at", "2026-08-01T09:00:00Z"}, {"due", "overdue"}},
      {{"query", "interactions"}, {"opportunity", "opportunity-1"}},
      {{"query", "timeline"}, {"opportunity", "opportunity-1"}},
      {{"query", "history"}, {"opportunity", "opportunity-1"}},
      {{"query", "access"}},
      {{"query", "audit"}},
      {{"query", "can"}, {"actor", "ann"}, {"verb", "read"}},
      {{"query", "stale"}, {"at", "2026-12-01T09:00:00Z"}, {"inactive_days", 30}},
      {{"query", "suggestions"}, {"at", "2026-12-01T09:00:00Z"}},
      {{"query", "fridge"}},
      {{"query", "automation"}},
      {{"query", "lint_automation"}},
      {{"query", "evaluate"},
       {"opportunity", "opportunity-1"},
       {"to", "Won"},
       {"at", "2026-07-02T09:00:00Z"}},
  };
  (void)query(book, questions[static_cast<std::size_t>(turn) % questions.size()]);
}

void figures_of(sp_book book) {
  OwnedDataset dataset;
  ASSERT_EQ(sp_dataset_from_book(book, nullptr, nullptr, dataset.out(), 0), SP_OK);
  OwnedReport report;
  ASSERT_EQ(sp_dataset_report(dataset, kOfBook, SP_TO_ZERO, nullptr, report.out(), 0), SP_OK);
  OwnedReport funnel;
  EXPECT_EQ(sp_dataset_funnel(dataset, "{}", SP_TO_ZERO, nullptr, funnel.out(), 0), SP_OK);
  OwnedReport series;
  EXPECT_EQ(sp_dataset_series(dataset, R"({"period":"2026","every":"month"})", SP_TO_ZERO, nullptr,
                              series.out(), 0),
            SP_OK);
}

TEST(ManyThreads, AllAskEverythingOfABookThatSomeOfThemChange) {
  const auto book = book_with_a_deal();
  OwnedWatch watch;
  ASSERT_EQ(sp_watch_create(book, kOfBook, SP_TO_ZERO, nullptr, watch.out(), 0), SP_OK);
  in_threads([&](int number) {
    for (int i = 0; i < 60; ++i) {
      if (number < 2) {
        std::int32_t allowed = 0;
        EXPECT_EQ(move(book, i % 2 == 0 ? "Qualified" : "Lead", &allowed), SP_OK);
        tag(book, std::to_string(number) + "-" + std::to_string(i));
        continue;
      }
      ask(book, i * kThreads + number);
      if (i % 6 == number % 6) figures_of(book);
      OwnedReport report;
      EXPECT_EQ(sp_watch_report(watch, report.out(), 0), SP_OK);
      sp_buffer lines = 0;
      EXPECT_EQ(sp_book_events(book, 1, 20, &lines, 0), SP_OK);
      EXPECT_FALSE(take(lines).empty());
    }
  });
  // What came of it is a book like any other: its events alone make the same one.
  sp_buffer lines = 0;
  ASSERT_EQ(sp_book_events(book, 1, 0, &lines, 0), SP_OK);
  const auto events = take(lines);
  OwnedBook again;
  ASSERT_EQ(sp_book_create(nullptr, again.out(), 0), SP_OK);
  ASSERT_EQ(sp_book_append(again, events.data(), events.size(), nullptr, 0), SP_OK);
  EXPECT_EQ(query(again, {{"query", "state"}}), query(book, {{"query", "state"}}));
}

/// What the callbacks of a watch are given.
struct Listener {
  std::atomic<int> called{0};
  std::atomic<int> released{0};
  bool closes_itself = false;

  OwnedWatch watch(sp_book book) {
    sp_watch_options options{};
    options.struct_size = sizeof options;
    options.user_data = this;
    options.callback = [](void* data, sp_watch handle, std::uint64_t) {
      auto& self = *static_cast<Listener*>(data);
      EXPECT_EQ(self.released, 0);
      ++self.called;
      if (!self.closes_itself) return;
      const auto status = sp_watch_close(handle, 0);
      EXPECT_TRUE(status == SP_OK || status == SP_ERROR_INVALID_HANDLE);
    };
    options.release = [](void* data) { ++static_cast<Listener*>(data)->released; };
    OwnedWatch made;
    EXPECT_EQ(sp_watch_create(book, kOfBook, SP_TO_ZERO, &options, made.out(), 0), SP_OK);
    return made;
  }
};

TEST(ManyThreads, WatchesComeAndGoWhileTheirBookChanges) {
  const auto book = book_with_a_deal();
  std::deque<Listener> listeners(kThreads * 12U);
  in_threads([&](int number) {
    for (int i = 0; i < 12; ++i) {
      auto& listener = listeners[static_cast<std::size_t>(number * 12 + i)];
      listener.closes_itself = i % 3 == 0;
      OwnedWatch watch = listener.watch(book);
      tag(book, std::to_string(number) + "-" + std::to_string(i));
      if (listener.closes_itself) {
        *watch.out() = 0;  // closed, or going to be: another thread's change calls it as well
        continue;
      }
      OwnedReport report;
      EXPECT_EQ(sp_watch_report(watch, report.out(), 0), SP_OK);
    }
  });
  for (const auto& listener : listeners) {
    EXPECT_GE(listener.called, 1);
    EXPECT_EQ(listener.released, 1);
  }
}

TEST(ManyThreads, ABookIsClosedWhileOthersListenToItAndChangeIt) {
  for (int round = 0; round < 10; ++round) {
    OwnedBook book = book_with_a_deal();
    std::array<Listener, kThreads> listeners;
    std::vector<OwnedWatch> watches;
    for (auto& listener : listeners) watches.push_back(listener.watch(book));
    const sp_book handle = book;
    std::atomic<int> ready{0};
    in_threads([&](int number) {
      ++ready;
      while (ready < kThreads) std::this_thread::yield();
      if (number == 0) {
        EXPECT_EQ(sp_book_close(handle, 0), SP_OK);
        return;
      }
      const auto& watch = watches[static_cast<std::size_t>(number)];
      for (int i = 0; i < 5; ++i) {
        std::int32_t allowed = 0;
        const auto status = move(handle, i % 2 == 0 ? "Qualified" : "Lead", &allowed);
        EXPECT_TRUE(status == SP_OK || status == SP_ERROR_INVALID_HANDLE) << status;
        OwnedReport report;
        EXPECT_EQ(sp_watch_report(watch, report.out(), 0), SP_OK);
      }
    });
    *book.out() = 0;
    watches.clear();
    for (const auto& listener : listeners) EXPECT_EQ(listener.released, 1);
  }
}

/// A change of `from` is a change of `to`, by a callback.
struct Link {
  sp_book to = 0;
  std::atomic<int> passed{0};
  std::atomic<int> refused{0};
  OwnedWatch watch;

  void listen(sp_book from, sp_book target) {
    to = target;
    sp_watch_options options{};
    options.struct_size = sizeof options;
    options.user_data = this;
    options.callback = [](void* data, sp_watch, std::uint64_t sequence) {
      auto& self = *static_cast<Link*>(data);
      const auto document = json{{"command", "add_account"},
                                 {"at", "2026-07-01T09:00:00Z"},
                                 {"name", "echo of " + std::to_string(sequence)}}
                                .dump();
      const auto status = sp_book_command(self.to, document.data(), document.size(), nullptr, 0);
      EXPECT_TRUE(status == SP_OK || status == SP_ERROR_REENTRANT) << status;
      ++(status == SP_OK ? self.passed : self.refused);
    };
    EXPECT_EQ(sp_watch_create(from, kOfBook, SP_TO_ZERO, &options, watch.out(), 0), SP_OK);
  }
};

TEST(ManyThreads, BooksThatChangeEachOtherInCallbacksDoNotWaitForEachOther) {
  constexpr int kChanges = 20;
  const auto one = book_with_a_deal();
  const auto other = book_with_a_deal();
  Link there;
  Link back;
  there.listen(one, other);
  back.listen(other, one);
  in_threads([&](int number) {
    for (int i = 0; i < kChanges; ++i) {
      tag(number % 2 == 0 ? one : other, std::to_string(number) + "-" + std::to_string(i));
    }
  });
  // Each change was passed on once, and not back to where it came from.
  EXPECT_EQ(there.passed, kThreads / 2 * kChanges);
  EXPECT_EQ(back.passed, kThreads / 2 * kChanges);
  EXPECT_EQ(there.refused, back.passed);
  EXPECT_EQ(back.refused, there.passed);
}

TEST(ManyThreads, StatesAreMergedReadAndWrittenByAll) {
  constexpr int kMerges = 20;
  const OwnedDataset dataset = invented_team(1);
  const auto state = [&] {
    OwnedState made;
    EXPECT_EQ(sp_state_create(dataset, kFigures, SP_TO_ZERO, nullptr, made.out(), 0), SP_OK);
    return made;
  };
  const OwnedState part = state();
  const OwnedState sum = state();
  const OwnedState left = state();
  const OwnedState right = state();
  in_threads([&](int number) {
    for (int i = 0; i < kMerges; ++i) {
      EXPECT_EQ(sp_state_merge(sum, part, 0), SP_OK);
      EXPECT_FALSE(bytes_of(sum).empty());
    }
    // Into each other, from both sides at once.
    const bool to_left = number % 2 == 0;
    EXPECT_EQ(sp_state_merge(to_left ? left : right, to_left ? right : left, 0), SP_OK);
  });
  OwnedState expected = state();
  for (int i = 0; i < kThreads * kMerges; ++i) {
    EXPECT_EQ(sp_state_merge(expected, part, 0), SP_OK);
  }
  EXPECT_EQ(bytes_of(sum), bytes_of(expected));
}

TEST(ManyThreads, TablesLiveOnInAnotherThread) {
  std::array<ArrowArrayStream, kThreads> streams{};
  in_threads([&](int number) {
    const OwnedDataset dataset = invented_team(number);
    OwnedReport report;
    ASSERT_EQ(sp_dataset_report(dataset, kFigures, SP_TO_ZERO, nullptr, report.out(), 0), SP_OK);
    ASSERT_EQ(sp_report_arrow(report, &streams[static_cast<std::size_t>(number)], 0), SP_OK);
  });
  in_threads([&](int number) {
    auto& stream = streams[static_cast<std::size_t>((number + 1) % kThreads)];
    ArrowArray batch{};
    ASSERT_EQ(stream.get_next(&stream, &batch), 0);
    EXPECT_GT(batch.length, 0);
    stream.release(&stream);
    batch.release(&batch);
  });
}

/// What any thread may find in a place that all of them change.
sp_status use(Thing thing, std::uint64_t handle) {
  std::uint64_t given = 0;
  sp_status status = SP_OK;
  switch (thing) {
    case Thing::error:
    case Thing::buffer:
      return sp_buffer_size(handle) > 0 ? SP_OK : SP_ERROR_INVALID_HANDLE;
    case Thing::book: {
      std::int32_t allowed = 0;
      return move(handle, "Contacted", &allowed);
    }
    case Thing::dataset:
      status = sp_dataset_report(handle, kFigures, SP_TO_ZERO, nullptr, &given, 0);
      break;
    case Thing::report:
      status = sp_report_json(handle, 0, &given, 0);
      if (status == SP_OK) take(given);
      return status;
    case Thing::state:
      status = sp_state_finish(handle, &given, 0);
      break;
    case Thing::watch:
      status = sp_watch_report(handle, &given, 0);
      break;
  }
  if (status == SP_OK) {
    EXPECT_EQ(sp_report_close(given, 0), SP_OK);
  }
  return status;
}

TEST(ManyThreads, HandlesThatAllMakeUseAndCloseAreUsedOrGone) {
  constexpr std::array kShared = {Thing::buffer, Thing::book,  Thing::dataset,
                                  Thing::report, Thing::state, Thing::watch};
  std::array<std::atomic<std::uint64_t>, kShared.size()> places{};
  in_threads([&](int number) {
    for (int i = 0; i < 48; ++i) {
      const auto which = static_cast<std::size_t>(number + i) % kShared.size();
      const Thing thing = kShared[which];
      if ((number + i / static_cast<int>(kShared.size())) % 3 == 0) {
        const auto before = places[which].exchange(World::make(thing));
        if (before != 0) {
          EXPECT_EQ(World::close(thing, before), SP_OK);
        }
        continue;
      }
      const auto handle = places[which].load();
      const auto status = use(thing, handle);
      EXPECT_TRUE(status == SP_OK || status == SP_ERROR_INVALID_HANDLE) << status;
      // As something else than it is: never.
      EXPECT_EQ(use(thing == Thing::book ? Thing::state : Thing::book, handle),
                SP_ERROR_INVALID_HANDLE);
    }
  });
  for (std::size_t i = 0; i < kShared.size(); ++i) {
    if (const auto left = places[i].load(); left != 0) {
      EXPECT_EQ(World::close(kShared[i], left), SP_OK);
    }
  }
}

TEST(ManyThreads, HandlesAreNeverGivenTwice) {
  std::array<std::vector<sp_error>, kThreads> made;
  in_threads([&](int number) {
    auto& own = made[static_cast<std::size_t>(number)];
    for (int i = 0; i < 300; ++i) {
      ASSERT_EQ(sp_error_create(&own.emplace_back()), SP_OK);
      if (i % 3 == 0) {
        EXPECT_EQ(sp_error_close(own.back()), SP_OK);
      }
    }
  });
  std::vector<sp_error> all;
  for (const auto& own : made) all.insert(all.end(), own.begin(), own.end());
  std::sort(all.begin(), all.end());
  EXPECT_EQ(std::adjacent_find(all.begin(), all.end()), all.end());
  for (const auto& own : made) {
    for (std::size_t i = 0; i < own.size(); ++i) {
      EXPECT_EQ(sp_error_close(own[i]), i % 3 == 0 ? SP_ERROR_INVALID_HANDLE : SP_OK);
    }
  }
}

TEST(ManyThreads, EachOpensTheSameFileAndNoChangeIsLost) {
  constexpr int kWriters = 4;
  constexpr int kChanges = 10;
  const test::FastFolder folder;
  const std::string path = (folder / "sales.db").string();
  {
    OwnedBook book;
    ASSERT_EQ(sp_book_open(path.c_str(), SP_TO_ZERO, nullptr, book.out(), 0), SP_OK);
    add_a_deal(book);
  }
  in_threads(
      [&](int number) {
        const ErrorText error;
        OwnedBook book;
        ASSERT_EQ(sp_book_open(path.c_str(), SP_TO_ZERO, nullptr, book.out(), error), SP_OK)
            << error.message();
        for (int i = 0; i < kChanges; ++i) {
          tag(book, std::to_string(number) + "-" + std::to_string(i));
          EXPECT_EQ(sp_book_refresh(book, nullptr, error), SP_OK) << error.message();
        }
      },
      kWriters);
  OwnedBook book;
  ASSERT_EQ(sp_book_open(path.c_str(), SP_TO_ZERO, nullptr, book.out(), 0), SP_OK);
  std::uint64_t sequence = 0;
  ASSERT_EQ(sp_book_last_sequence(book, &sequence, 0), SP_OK);
  EXPECT_EQ(sequence, 2U + kWriters * kChanges);
}

}  // namespace
}  // namespace salespipe::c_test
