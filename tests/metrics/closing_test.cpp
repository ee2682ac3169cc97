// Deals that are expected to close in a period: pushed, slipped, and the waterfall of them.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "metrics/random_data.hpp"

namespace salespipe::test {
namespace {

using metrics::evaluate;

std::string slipped(const metrics::Dataset& data, std::string_view as_of = "") {
  Query q = query({"slip_rate"}, "2025-Q1");
  if (!as_of.empty()) q.as_of = day(as_of);
  return fraction(evaluate(q, data), "slip_rate");
}

std::string pushed(const metrics::Dataset& data) {
  return fraction(evaluate(query({"push_rate"}, "2025-Q1"), data), "push_rate");
}

TEST(Slipping, BeforeThePeriodIsOverNeedsAnExpectedCloseAfterIt) {
  DatasetBuilder b(model());
  Deal(b, "1", "2024-12-01", 100).closing("2025-02-01", "2024-12-01");
  Deal(b, "2", "2024-12-01", 100)
      .closing("2025-02-01", "2024-12-01")
      .closing("2025-04-01", "2025-01-20");
  const metrics::Dataset data = b.build();
  EXPECT_EQ(slipped(data, "2025-01-10"), "0/2");
  EXPECT_EQ(slipped(data, "2025-02-10"), "1/2") << "the overdue one may still close in time";
  EXPECT_EQ(slipped(data, "2025-03-31"), "2/2");
  EXPECT_EQ(slipped(data), "2/2");
}

TEST(Slipping, AParkedOrLostDealHasNotSlipped) {
  DatasetBuilder b(model());
  Deal(b, "parked", "2024-12-01", 100)
      .closing("2025-02-01", "2024-12-01")
      .stage("Fridge", "2025-01-20");
  Deal(b, "lost", "2024-12-01", 100).closing("2025-02-01", "2024-12-01").lost("2025-01-20");
  EXPECT_EQ(slipped(b.build()), "0/2");
}

TEST(Slipping, ADealThatWasCreatedInThePeriodIsNotOfItsStart) {
  DatasetBuilder b(model());
  Deal(b, "1", "2025-01-01", 100).closing("2025-02-01", "2025-01-01");
  EXPECT_EQ(slipped(b.build()), "none");
}

TEST(Pushing, OutOfThePeriodCountsOncePerDealAndWithinItNever) {
  DatasetBuilder b(model());
  Deal(b, "within", "2025-01-02", 100)
      .closing("2025-02-01", "2025-01-02")
      .closing("2025-03-01", "2025-01-20");
  Deal(b, "twice", "2025-01-02", 100)
      .closing("2025-02-01", "2025-01-02")
      .closing("2025-04-01", "2025-01-20")
      .closing("2025-03-01", "2025-01-25")
      .closing("2025-05-01", "2025-02-20");
  Deal(b, "earlier", "2025-01-02", 100)
      .closing("2025-02-01", "2025-01-02")
      .closing("2024-12-31", "2025-01-20");
  EXPECT_EQ(pushed(b.build()), "1/3");
}

TEST(Pushing, TheDateOfAClosedDealIsNoPush) {
  DatasetBuilder b(model());
  Deal(b, "1", "2025-01-02", 100)
      .closing("2025-02-01", "2025-01-02")
      .won("2025-01-20")
      .closing("2025-04-20", "2025-01-25");
  EXPECT_EQ(pushed(b.build()), "0/1");
}

TEST(Pushing, ByOwnerCountsForWhoHadTheDealWhenItWasDue) {
  DatasetBuilder b(model());
  Deal(b, "1", "2025-01-02", 100)
      .closing("2025-02-01", "2025-01-02")
      .owner("ann", "2025-01-02")
      .owner("bob", "2025-01-20")
      .closing("2025-04-20", "2025-01-25");
  const Report report = evaluate(query({"push_rate"}, "2025-Q1", {"owner"}), b.build());
  EXPECT_EQ(fraction(report, report.row({"ann"}), "push_rate"), "1/1");
}

RC_GTEST_PROP(Pushing, NeverLeavesARowWithMorePartThanWhole, ()) {
  Query q = random_query();
  q.metrics = {"push_rate", "slip_rate"};
  const Report report = evaluate(q, random_data());
  for (const Row& row : report.rows) {
    for (const auto& figure : row.metrics) {
      RC_ASSERT(!figure || figure->numerator <= figure->denominator);
    }
  }
}

RC_GTEST_PROP(ClosingWaterfall, EndsWithTheOpenValueThatIsExpectedToClose, ()) {
  const metrics::Dataset data = random_data();
  Query q = query({"waterfall_end", "open_value_closing"}, "2025-Q1");
  q.waterfall_window = metrics::WaterfallWindow::closing;
  q.as_of = day("2025-02-10");  // before the data are through
  const Report report = evaluate(q, data);
  if (data.data_through <= day("2025-02-10")) return;
  RC_ASSERT(whole(report, "waterfall_end") == whole(report, "open_value_closing"));
}

}  // namespace
}  // namespace salespipe::test
