// Many threads on the same and on different things. What it shows, it shows under the thread
// sanitizer: ./dev test tsan.
#include <atomic>
#include <thread>

#include "calls.hpp"

namespace salespipe::c_test {
namespace {

constexpr int kThreads = 8;
constexpr int kRounds = 200;

template <class Work>
void in_threads(const Work& work) {
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) threads.emplace_back([&work, i] { work(i); });
  for (auto& thread : threads) thread.join();
}

TEST(Threads, OneBookTakesCommandsAndQueriesFromAllOfThem) {
  const auto book = book_with_a_deal();
  std::atomic<int> told{0};
  sp_watch_options options{};
  options.struct_size = sizeof options;
  options.user_data = &told;
  options.callback = [](void* data, sp_watch watch, std::uint64_t) {
    OwnedReport report;
    EXPECT_EQ(sp_watch_report(watch, report.out(), 0), SP_OK);
    ++*static_cast<std::atomic<int>*>(data);
  };
  OwnedWatch watch;
  ASSERT_EQ(sp_watch_create(book, R"({"period":"2026","metrics":["open_count"]})", SP_TO_ZERO,
                            &options, watch.out(), 0),
            SP_OK);
  in_threads([&](int number) {
    const ErrorText error;
    for (int i = 0; i < kRounds; ++i) {
      if (number % 2 == 0) {
        const auto text = json{{"command", "tag"},
                               {"at", "2026-07-01T09:00:00Z"},
                               {"opportunity", "opportunity-1"},
                               {"tag", std::to_string(number) + "-" + std::to_string(i)}}
                              .dump();
        EXPECT_EQ(sp_book_command(book, text.data(), text.size(), nullptr, error), SP_OK);
      } else {
        (void)query(book, {{"query", "opportunity"}, {"opportunity", "opportunity-1"}});
        std::int32_t allowed = 0;
        EXPECT_EQ(move(book, "Lost", &allowed, nullptr, error), SP_OK);
      }
    }
  });
  std::uint64_t sequence = 0;
  ASSERT_EQ(sp_book_last_sequence(book, &sequence, 0), SP_OK);
  EXPECT_EQ(sequence, 2U + kThreads / 2 * kRounds);
  EXPECT_EQ(told, kThreads / 2 * kRounds);
}

TEST(Threads, ManyHandlesAreOpenedUsedAndClosedByAllOfThem) {
  const World world;
  const OwnedState sum(World::make(Thing::state, &world));
  in_threads([&](int) {
    for (int i = 0; i < kRounds; ++i) {
      OwnedReport report;
      EXPECT_EQ(
          sp_dataset_report(world[Thing::dataset], R"({"period":"2024","metrics":["won_count"]})",
                            SP_TO_ZERO, nullptr, report.out(), 0),
          SP_OK);
      (void)report_json(report);
      EXPECT_EQ(sp_state_merge(sum, world[Thing::state], 0), SP_OK);
      if (i % 20 != 0) continue;
      EXPECT_GT(take(World::make(Thing::buffer)).size(), 100U);
    }
  });
}

TEST(Threads, AHandleThatOneClosesIsGoneForTheOthersAndWhatTheyDoComesToItsEnd) {
  for (int round = 0; round < 30; ++round) {
    sp_book book = 0;
    {
      OwnedBook made = book_with_a_deal();
      std::swap(book, *made.out());
    }
    std::atomic<int> closed{0};
    in_threads([&](int number) {
      for (int i = 0; i < 50; ++i) {
        if (number == 0 && i == 5) closed += sp_book_close(book, 0) == SP_OK ? 1 : 0;
        std::int32_t allowed = 0;
        const auto status = move(book, "Lost", &allowed);
        EXPECT_TRUE(status == SP_OK || status == SP_ERROR_INVALID_HANDLE);
      }
    });
    EXPECT_EQ(closed, 1);
  }
}

}  // namespace
}  // namespace salespipe::c_test
