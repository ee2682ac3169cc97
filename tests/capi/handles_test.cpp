// Handles against a model: what is open can be used, everything else is told apart.
#include <random>

#include "calls.hpp"

namespace salespipe::c_test {
namespace {

/// Whether a handle stands for an open thing of a kind, by a function that only looks.
sp_status look(Thing thing, std::uint64_t handle) {
  std::uint64_t number = 0;
  switch (thing) {
    case Thing::error:
      return sp_error_code(handle);
    case Thing::buffer:
      return sp_buffer_data(handle) == nullptr ? SP_ERROR_INVALID_HANDLE : SP_OK;
    case Thing::book:
      return sp_book_last_sequence(handle, &number, 0);
    case Thing::state: {
      ArrowArrayStream stream{};
      const auto status = sp_state_arrow(handle, &stream, 0);
      if (stream.release != nullptr) stream.release(&stream);
      return status;
    }
    default:
      break;
  }
  return SP_ERROR_INTERNAL;
}

std::uint64_t make(Thing thing, const World& world) {
  if (thing == Thing::buffer) {
    sp_buffer lines = 0;
    EXPECT_EQ(sp_book_events(world[Thing::book], 1, 1, &lines, 0), SP_OK);
    return lines;
  }
  if (thing == Thing::book) {
    sp_book book = 0;
    EXPECT_EQ(sp_book_create(nullptr, &book, 0), SP_OK);
    return book;
  }
  return World::make(thing, &world);
}

TEST(Handles, RandomOpeningUsingAndClosingIsAlwaysToldRight) {
  constexpr Thing kKinds[] = {Thing::error, Thing::buffer, Thing::book, Thing::state};
  constexpr int kSteps = SALESPIPE_RANDOM_STEPS;
  constexpr std::size_t kMostOpen = 200;
  const World world;
  struct Known {
    Thing thing;
    std::uint64_t handle;
  };
  std::vector<Known> open;
  std::vector<Known> closed;
  std::mt19937_64 random(20261126);
  const auto below = [&random](std::size_t count) { return random() % count; };
  for (int step = 0; step < kSteps; ++step) {
    const auto what = below(16);
    if (what < 3 && open.size() < kMostOpen) {
      const Thing thing = kKinds[what == 0 ? below(4) : below(3)];
      if (thing == Thing::state && below(8) != 0) continue;  // dearer than the others
      open.push_back({thing, make(thing, world)});
    } else if (what < 5 && !open.empty()) {
      const auto at = below(open.size());
      const auto [thing, handle] = open[at];
      ASSERT_EQ(World::close(thing, handle), SP_OK);
      open[at] = open.back();
      open.pop_back();
      if (closed.size() < 5000) closed.push_back({thing, handle});
    } else if (what < 8 && !open.empty()) {
      const auto& [thing, handle] = open[below(open.size())];
      ASSERT_EQ(look(thing, handle), SP_OK);
    } else if (what < 11 && !closed.empty()) {
      const auto& [thing, handle] = closed[below(closed.size())];
      ASSERT_EQ(look(thing, handle), SP_ERROR_INVALID_HANDLE);
      ASSERT_EQ(World::close(thing, handle), SP_ERROR_INVALID_HANDLE);
    } else if (what < 13 && !open.empty()) {  // a right number of a wrong kind
      const auto& [thing, handle] = open[below(open.size())];
      const Thing other = kKinds[(static_cast<std::size_t>(thing == Thing::book) + 1) % 4];
      if (other == thing) continue;
      ASSERT_EQ(World::close(other, handle), SP_ERROR_INVALID_HANDLE);
      ASSERT_EQ(look(thing, handle), SP_OK);
    } else {
      const std::uint64_t made_up = random();
      const auto status = World::close(Thing::book, made_up);
      ASSERT_TRUE(status == SP_ERROR_INVALID_HANDLE || status == SP_ERROR_FORKED);
    }
  }
  for (const auto& [thing, handle] : open) EXPECT_EQ(World::close(thing, handle), SP_OK);
}

TEST(Handles, AHandleIsNeverGivenAgainWhereItsPlaceIs) {
  std::uint64_t before = 0;
  for (int i = 0; i < 1000; ++i) {
    const auto error = World::make(Thing::error);
    EXPECT_NE(error, before);
    EXPECT_EQ(sp_error_close(error), SP_OK);
    before = error;
  }
}

TEST(Handles, ABookThatIsWatchedMayBeClosedFirst) {
  auto book = book_with_a_deal();
  OwnedWatch watch;
  ASSERT_EQ(sp_watch_create(book, R"({"period":"2026","metrics":["open_value"]})", SP_TO_ZERO,
                            nullptr, watch.out(), 0),
            SP_OK);
  const auto closed = std::uint64_t{book};
  book.close();
  EXPECT_EQ(look(Thing::book, closed), SP_ERROR_INVALID_HANDLE);
  OwnedReport report;
  ASSERT_EQ(sp_watch_report(watch, report.out(), 0), SP_OK);
  EXPECT_EQ(report_json(report)["rows"][0]["metrics"]["open_value"], "12000.00");
}

TEST(Handles, AStreamLivesOnAfterEverythingElseIsClosed) {
  ArrowArrayStream stream{};
  {
    const World world;
    ASSERT_EQ(sp_report_arrow(world[Thing::report], &stream, 0), SP_OK);
  }
  ArrowSchema schema{};
  ASSERT_EQ(stream.get_schema(&stream, &schema), 0);
  EXPECT_STREQ(schema.format, "+s");
  ArrowArray batch{};
  ASSERT_EQ(stream.get_next(&stream, &batch), 0);
  EXPECT_EQ(batch.length, 1);
  stream.release(&stream);
  batch.release(&batch);
  schema.release(&schema);
}

}  // namespace
}  // namespace salespipe::c_test
