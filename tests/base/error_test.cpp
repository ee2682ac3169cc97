#include "salespipe/base/error.hpp"

#include <set>
#include <string>

#include <gtest/gtest.h>

namespace salespipe {
namespace {

TEST(Error, CodesHaveDistinctStableNames) {
  std::set<std::string_view> names;
  for (int code = 0; code <= static_cast<int>(ErrorCode::not_allowed); ++code) {
    names.insert(to_string(static_cast<ErrorCode>(code)));
  }
  EXPECT_EQ(names.size(), 16U);
  EXPECT_FALSE(names.contains("unknown"));
  EXPECT_EQ(to_string(ErrorCode::parse_error), "parse_error");
  EXPECT_EQ(to_string(ErrorCode::currency_mismatch), "currency_mismatch");
  EXPECT_EQ(to_string(ErrorCode::internal), "internal");
}

TEST(Error, CodeFromTheFutureIsUnknownRatherThanACrash) {
  EXPECT_EQ(to_string(static_cast<ErrorCode>(999)), "unknown");
  EXPECT_EQ(to_string(static_cast<ErrorCode>(-1)), "unknown");
}

TEST(Error, WithoutPlaceSaysOnlyItsMessage) {
  const Error error(ErrorCode::not_found, "no stage Lead");
  EXPECT_EQ(std::string(error.what()), "no stage Lead");
  EXPECT_EQ(error.code(), ErrorCode::not_found);
  EXPECT_EQ(error.place(), ErrorPlace{});
}

TEST(Error, WithPlaceSaysWhereBeforeWhat) {
  const Error error(ErrorCode::parse_error, "no date", {"deals.csv", 12, "closed", "/x"});
  EXPECT_EQ(std::string(error.what()), "deals.csv, line 12, column closed, field /x: no date");
  EXPECT_EQ(error.message(), "no date");
  EXPECT_EQ(error.place().line, 12);
}

TEST(Error, LeavesOutThePartsOfItsPlaceThatAreNotKnown) {
  const Error error(ErrorCode::schema_violation, "is not a text", {"", 0, "", "/stages/2/name"});
  EXPECT_EQ(std::string(error.what()), "field /stages/2/name: is not a text");
}

}  // namespace
}  // namespace salespipe
