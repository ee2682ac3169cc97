// The line of an event is what a library for JSON makes of it.
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <rapidcheck/gtest.h>

#include "book/salesroom.hpp"
#include "salespipe/book/event_json.hpp"

namespace salespipe::test {
namespace {

RC_GTEST_PROP(EventLine, IsTheSameAfterALibraryHasReadAndWrittenIt, ()) {
  Salesroom room;
  const int commands = *rc::gen::inRange(1, 60);
  for (int i = 0; i < commands; ++i) room.one_command();
  for (const Event& event : journal_of(room.book)) {
    const std::string line = event_to_json_line(event);
    RC_ASSERT(nlohmann::ordered_json::parse(line).dump() == line);
    RC_ASSERT(event_from_json_line(line) == event);
  }
}

TEST(EventLine, OfATextThatIsNotUtf8IsRefusedWithTheEventsNumber) {
  Event event;
  event.sequence = 7;
  event.stream = {StreamKind::opportunity, "opportunity-1"};
  event.payload = Renamed{"\xff"};
  EXPECT_EQ(error_of([&] { (void)event_to_json_line(event); }), ErrorCode::invalid_argument);
  EXPECT_NE(message_of([&] { (void)event_to_json_line(event); }).find("event 7"),
            std::string::npos);
}

}  // namespace
}  // namespace salespipe::test
