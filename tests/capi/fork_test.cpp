// A process that forks: what was open before belongs to the parent.
#include <functional>
#include <thread>
#include <unistd.h>

#include <sys/wait.h>

#include "calls.hpp"

namespace salespipe::c_test {
namespace {

/// Runs `test` in a child process; what it returns must be 0.
void in_child(const std::function<int()>& test) {
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) _exit(test());
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

TEST(Fork, InTheChildEveryCallOnSomethingOfTheParentsIsTold) {
  const World world;
  // Made before: in the child, a thing to be closed must be one of the parent's.
  in_child([&world] {
    int wrong = 0;
    std::uint64_t number = 0;
    sp_buffer buffer = 0;
    const auto told = [&wrong](sp_status status) { wrong += status == SP_ERROR_FORKED ? 0 : 1; };
    told(sp_book_last_sequence(world[Thing::book], &number, 0));
    told(sp_book_query(world[Thing::book], R"({"query":"state"})", SP_TO_ZERO, &buffer, 0));
    told(sp_dataset_report(world[Thing::dataset], "{}", 2, nullptr, &number, 0));
    told(sp_report_json(world[Thing::report], 0, &buffer, 0));
    told(sp_state_finish(world[Thing::state], &number, 0));
    told(sp_watch_report(world[Thing::watch], &number, 0));
    told(sp_error_code(world[Thing::error]));
    told(sp_book_create(nullptr, &number, world[Thing::error]));
    for (std::size_t i = 0; i < kThings; ++i) {
      const auto thing = static_cast<Thing>(i);
      told(World::close(thing, world[thing]));
    }
    wrong += sp_buffer_data(world[Thing::buffer]) == nullptr ? 0 : 1;
    return wrong;
  });
}

TEST(Fork, TheChildOpensItsOwnAndTheParentNoticesNothing) {
  const auto book = book_with_a_deal();
  in_child([] {
    const auto own = book_with_a_deal();
    std::int32_t allowed = 0;
    if (move(own, "Contacted", &allowed) != SP_OK || allowed != 1) return 1;
    // And a grandchild, for which the child's are the parent's.
    const pid_t child = fork();
    if (child == 0) {
      std::uint64_t number = 0;
      _exit(sp_book_last_sequence(own, &number, 0) == SP_ERROR_FORKED ? 0 : 1);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 2;
  });
  std::int32_t allowed = 0;
  EXPECT_EQ(move(book, "Contacted", &allowed), SP_OK);
  EXPECT_EQ(allowed, 1);
}

TEST(Fork, AChildOfABusyParentNeverWaitsForALockThatNobodyWillOpen) {
  const auto book = book_with_a_deal();
  std::atomic<bool> stop{false};
  std::vector<std::thread> writers;
  for (int i = 0; i < 3; ++i) {
    writers.emplace_back([&book, &stop] {
      while (!stop) {
        std::int32_t allowed = 0;
        EXPECT_EQ(move(book, "Contacted", &allowed), SP_OK);
        EXPECT_EQ(move(book, "Lead", &allowed), SP_OK);
        (void)query(book, {{"query", "opportunity"}, {"opportunity", "opportunity-1"}});
      }
    });
  }
  for (int i = 0; i < 50; ++i) {
    in_child([&book] {
      std::uint64_t number = 0;
      if (sp_book_last_sequence(book, &number, 0) != SP_ERROR_FORKED) return 1;
      sp_book own = 0;
      return sp_book_create(nullptr, &own, 0) == SP_OK && sp_book_close(own, 0) == SP_OK ? 0 : 2;
    });
  }
  stop = true;
  for (auto& writer : writers) writer.join();
}

TEST(Fork, AChildForkedInACallbackEndsNothingOfTheParents) {
  const auto book = book_with_a_deal();
  sp_watch_options options{};
  options.struct_size = sizeof options;
  options.callback = [](void*, sp_watch watch, std::uint64_t) {
    in_child([watch] { return sp_watch_close(watch, 0) == SP_ERROR_FORKED ? 0 : 1; });
  };
  OwnedWatch watch;
  ASSERT_EQ(sp_watch_create(book, R"({"period":"2026"})", SP_TO_ZERO, &options, watch.out(), 0),
            SP_OK);
  std::int32_t allowed = 0;
  EXPECT_EQ(move(book, "Contacted", &allowed), SP_OK);
}

}  // namespace
}  // namespace salespipe::c_test
