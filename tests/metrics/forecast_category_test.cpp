// The forecast category as a dimension: it follows from the stage.
#include <gtest/gtest.h>

#include "metrics/support.hpp"

namespace salespipe::test {
namespace {

using metrics::evaluate;

TEST(ForecastCategories, FollowFromTheStage) {
  std::vector<StageInfo> stages{{"", "New", StageOutcome::open, 0, false},
                                {"", "Offer", StageOutcome::open, 0, false},
                                {"", "Won", StageOutcome::won, 0, false},
                                {"", "Lost", StageOutcome::lost, 0, false}};
  stages[1].forecast_category = "commit";
  DatasetBuilder b((StageModel(stages)));
  b.add(row("1", "New", "2025-01-01", "", 1));
  b.add(row("2", "Offer", "2025-01-01", "", 10));
  b.add(row("3", "Won", "2025-01-01", "2025-01-02", 100));
  b.add(row("4", "Lost", "2025-01-01", "2025-01-02", 1000));
  const metrics::Dataset data = b.build();
  Query q = query({"open_value", "won_revenue", "lost_value"}, "2025-01", {"forecast_category"});
  const Report report = evaluate(q, data);
  EXPECT_EQ(whole(report, report.row({"pipeline"}), "open_value"), 1);
  EXPECT_EQ(whole(report, report.row({"commit"}), "open_value"), 10);
  EXPECT_EQ(whole(report, report.row({"closed"}), "won_revenue"), 100);
  EXPECT_EQ(whole(report, report.row({"omitted"}), "lost_value"), 1000);
  q.filters = {{"forecast_category", {"commit"}, false}};
  EXPECT_EQ(whole(evaluate(q, data), "open_value"), 10);
}

TEST(ForecastCategories, OfAColumnOfThatNameAreTheDealsOwn) {
  DatasetBuilder b(model());
  auto deal = row("1", "New", "2025-01-01", "", 1);
  deal.dimensions = {{"forecast_category", "best_case"}};
  b.add(deal);
  const Report report =
      evaluate(query({"open_value"}, "2025-01", {"forecast_category"}), b.build());
  EXPECT_EQ(whole(report, report.row({"best_case"}), "open_value"), 1);
}

}  // namespace
}  // namespace salespipe::test
