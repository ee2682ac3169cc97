// Watched figures and callbacks: when they are called, what they may do, what happens when they
// misbehave.
#include <functional>
#include <stdexcept>

#include "calls.hpp"

namespace salespipe::c_test {
namespace {

constexpr const char* kOpen = R"({"period":"2026","metrics":["open_value","open_count"]})";

/// A callback that does what a test says.
struct Host {
  std::function<void(sp_watch, std::uint64_t)> act = [](sp_watch, std::uint64_t) {};
  std::vector<std::uint64_t> called;
  int released = 0;

  static void call(void* self, sp_watch watch, std::uint64_t sequence) {
    auto& host = *static_cast<Host*>(self);
    host.called.push_back(sequence);
    host.act(watch, sequence);
  }
  static void release(void* self) { ++static_cast<Host*>(self)->released; }

  sp_status watch(sp_book book, sp_watch* out, sp_error error = 0) {
    sp_watch_options options{};
    options.struct_size = sizeof options;
    options.callback = &call;
    options.release = &release;
    options.user_data = this;
    return sp_watch_create(book, kOpen, SP_TO_ZERO, &options, out, error);
  }
};

std::string open_value(sp_watch watch) {
  OwnedReport report;
  EXPECT_EQ(sp_watch_report(watch, report.out(), 0), SP_OK);
  return report_json(report)["rows"][0]["metrics"]["open_value"];
}

sp_status tag(sp_book book, const std::string& tag) {
  const auto text = json{
      {"command", "tag"},
      {"at", "2026-07-01T09:00:00Z"},
      {"opportunity", "opportunity-1"},
      {"tag", tag}}.dump();
  return sp_book_command(book, text.data(), text.size(), nullptr, 0);
}

TEST(Watch, FiguresFollowTheBookAndEachChangeIsTold) {
  const auto book = book_with_a_deal();
  Host host;
  OwnedWatch watch;
  ASSERT_EQ(host.watch(book, watch.out()), SP_OK);
  EXPECT_EQ(open_value(watch), "12000.00");
  EXPECT_TRUE(host.called.empty());
  std::int32_t allowed = 0;
  ASSERT_EQ(move(book, "Lost", &allowed), SP_OK);  // refused: nothing to tell
  EXPECT_TRUE(host.called.empty());
  ASSERT_EQ(move(book, "Won", &allowed), SP_OK);
  EXPECT_EQ(host.called, std::vector<std::uint64_t>{3});
  EXPECT_EQ(open_value(watch), "0.00");
  watch.close();
  EXPECT_EQ(host.released, 1);
  ASSERT_EQ(tag(book, "later"), SP_OK);
  EXPECT_EQ(host.called.size(), 1U);
}

TEST(Watch, ACallbackReadsWhatItLikesAndChangesOtherBooksButNotItsOwn) {
  const auto book = book_with_a_deal();
  const auto other = book_with_a_deal();
  Host host;
  OwnedWatch watch;
  std::vector<sp_status> changes;
  std::string seen;
  host.act = [&](sp_watch self, std::uint64_t) {
    seen = open_value(self);
    EXPECT_EQ(query(book, {{"query", "opportunities"}})["opportunities"].size(), 1U);
    changes = {tag(book, "inside"), tag(other, "inside")};
  };
  ASSERT_EQ(host.watch(book, watch.out()), SP_OK);
  EXPECT_EQ(tag(book, "outside"), SP_OK);
  EXPECT_EQ(seen, "12000.00");
  EXPECT_EQ(changes, (std::vector<sp_status>{SP_ERROR_REENTRANT, SP_OK}));
  EXPECT_EQ(tag(book, "again"), SP_OK);
}

TEST(Watch, EveryFunctionMayBeCalledFromACallbackSaveThoseThatChangeTheBook) {
  const World world;
  Host host;
  OwnedWatch watch;
  int told = 0;
  host.act = [&](sp_watch, std::uint64_t) {
    for (const auto& call : calls()) {
      Probe probe(world, Probe::kNothingWrong, Wrong::null);
      Outputs out{};
      const auto status = call.run(probe, out);
      EXPECT_EQ(status, call.changes_book ? SP_ERROR_REENTRANT : SP_OK) << call.name;
      if (status == SP_OK && call.gives != Thing::error) (void)World::close(call.gives, out.handle);
      ++told;
    }
  };
  ASSERT_EQ(host.watch(world[Thing::book], watch.out()), SP_OK);
  ASSERT_EQ(tag(world[Thing::book], "now"), SP_OK);
  EXPECT_EQ(told, static_cast<int>(calls().size()));
}

TEST(Watch, AWatchAndItsBookMayBeClosedInTheCallback) {
  auto book = book_with_a_deal();
  Host closing;
  Host another;
  OwnedWatch watch;
  OwnedWatch other;
  ASSERT_EQ(another.watch(book, other.out()), SP_OK);
  ASSERT_EQ(closing.watch(book, watch.out()), SP_OK);
  closing.act = [&](sp_watch self, std::uint64_t) {
    EXPECT_EQ(sp_watch_close(self, 0), SP_OK);
    EXPECT_EQ(sp_watch_close(self, 0), SP_ERROR_INVALID_HANDLE);
    EXPECT_EQ(closing.released, 0);  // it is still being called
    other.close();
    book.close();
    *watch.out() = 0;
  };
  EXPECT_EQ(tag(book, "x"), SP_OK);
  EXPECT_EQ(closing.released, 1);
  EXPECT_EQ(another.released, 1);
  EXPECT_EQ(closing.called.size(), 1U);
  EXPECT_TRUE(another.called.empty());
}

TEST(Watch, AnExceptionOutOfACallbackIsToldAndTheWorkIsDone) {
  const auto book = book_with_a_deal();
  Host host;
  OwnedWatch watch;
  host.act = [](sp_watch, std::uint64_t) { throw std::runtime_error("host"); };
  ASSERT_EQ(host.watch(book, watch.out()), SP_OK);
  std::int32_t allowed = 0;
  const ErrorText error;
  EXPECT_EQ(move(book, "Contacted", &allowed, nullptr, error), SP_ERROR_CALLBACK_FAILED);
  EXPECT_EQ(allowed, 1);
  EXPECT_EQ(query(book, {{"query", "state"}})["sequence"], 3);
  host.act = [](sp_watch, std::uint64_t) {};
  EXPECT_EQ(move(book, "Qualified", &allowed, nullptr, error), SP_OK);
}

TEST(Watch, UserDataIsReleasedAlsoWhenThereWillBeNoWatch) {
  const auto book = book_with_a_deal();
  Host host;
  sp_watch watch = 7;
  EXPECT_EQ(host.watch(0, &watch), SP_ERROR_INVALID_HANDLE);
  EXPECT_EQ(host.released, 1);
  sp_watch_options options{};
  options.struct_size = sizeof options;
  options.release = &Host::release;
  options.user_data = &host;
  EXPECT_EQ(sp_watch_create(book, "{}", SP_TO_ZERO, &options, &watch, 0),
            SP_ERROR_SCHEMA_VIOLATION);
  EXPECT_EQ(host.released, 2);
  EXPECT_EQ(watch, 0U);
}

}  // namespace
}  // namespace salespipe::c_test
