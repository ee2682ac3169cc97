#include "salespipe/base/diagnostic.hpp"

#include <gtest/gtest.h>

namespace salespipe {
namespace {

Diagnostic finding(Severity severity) { return {severity, "too_few_open_stages", "", 0, {}}; }

TEST(Diagnostic, WarningsAloneAreNoErrors) {
  EXPECT_FALSE(has_errors({}));
  EXPECT_FALSE(has_errors({finding(Severity::info), finding(Severity::warning)}));
}

TEST(Diagnostic, OneErrorAmongManyIsFound) {
  EXPECT_TRUE(
      has_errors({finding(Severity::warning), finding(Severity::error), finding(Severity::info)}));
}

TEST(Diagnostic, SeveritiesHaveTheNamesOfTheReport) {
  EXPECT_EQ(to_string(Severity::info), "info");
  EXPECT_EQ(to_string(Severity::warning), "warning");
  EXPECT_EQ(to_string(Severity::error), "error");
}

}  // namespace
}  // namespace salespipe
