#include "salespipe/base/id.hpp"

#include <string>
#include <type_traits>
#include <unordered_set>

#include <gtest/gtest.h>

#include "salespipe/base/id_generator.hpp"
#include "thrown.hpp"

namespace salespipe {
namespace {

using test::code_of;
using test::message_of;

TEST(Id, IdsOfDifferentThingsDoNotMix) {
  static_assert(!std::is_convertible_v<std::string, AccountId>);
  static_assert(!std::is_convertible_v<AccountId, ContactId>);
  EXPECT_EQ(AccountId("acme").text(), "acme");
}

TEST(Id, DefaultIdMeansNone) {
  EXPECT_TRUE(OpportunityId().empty());
  EXPECT_FALSE(OpportunityId("1").empty());
  EXPECT_LT(OpportunityId(), OpportunityId("1"));
}

TEST(Id, TextIsOneTo200BytesOfUtf8) {
  EXPECT_EQ(code_of([] { TaskId{std::string(200, 'x')}; }), ErrorCode::ok);
  EXPECT_EQ(code_of([] { TaskId{std::string(201, 'x')}; }), ErrorCode::invalid_argument);
  EXPECT_EQ(code_of([] { TaskId{std::string()}; }), ErrorCode::invalid_argument);
  EXPECT_EQ(code_of([] { TaskId("\xC3\x85sa/7"); }), ErrorCode::ok);
  EXPECT_EQ(code_of([] {
              TaskId(
                  "\xC5"
                  "sa");
            }),
            ErrorCode::invalid_argument);
  EXPECT_EQ(code_of([] { TaskId("a\nb"); }), ErrorCode::invalid_argument);
  EXPECT_EQ(code_of([] { TaskId(std::string("a\0b", 3)); }), ErrorCode::invalid_argument);
}

TEST(Id, RefusalNamesTheKindOfIdAndTheText) {
  EXPECT_EQ(message_of([] { StageId("Le\tad"); }),
            "stage id \"Le\\x09ad\" holds a control character; give 1 to 200 bytes of UTF-8 "
            "without control characters");
}

TEST(Id, CanBeAKeyOfAHashTable) {
  const std::unordered_set<EventId> seen{EventId("e1"), EventId("e2"), EventId("e1")};
  EXPECT_EQ(seen.size(), 2U);
  EXPECT_TRUE(seen.contains(EventId("e2")));
}

TEST(SequentialIds, CountEachKindFromOne) {
  SequentialIds ids;
  EXPECT_EQ(ids.next("opportunity"), "opportunity-1");
  EXPECT_EQ(ids.next("opportunity"), "opportunity-2");
  EXPECT_EQ(ids.next("task"), "task-1");
  EXPECT_EQ(ids.next("opportunity"), "opportunity-3");
}

TEST(SequentialIds, GoOnAfterTheLastIdOfABookThatIsOpenedAgain) {
  SequentialIds ids;
  ids.continue_after("task", 41);
  EXPECT_EQ(ids.next("task"), "task-42");
  ids.continue_after("task", 7);
  EXPECT_EQ(ids.next("task"), "task-43") << "never goes back";
}

TEST(SequentialIds, RefuseAKindThatMakesNoId) {
  SequentialIds ids;
  EXPECT_EQ(code_of([&] { ids.next(""); }), ErrorCode::invalid_argument);
  EXPECT_EQ(code_of([&] { ids.next("a\nb"); }), ErrorCode::invalid_argument);
  EXPECT_EQ(code_of([&] { ids.next(std::string(199, 'x')); }), ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace salespipe
