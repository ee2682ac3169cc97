// Contracts and customers: what recurs, what is paid once, and by whom.
#include <gtest/gtest.h>

#include "metrics/support.hpp"

namespace salespipe::test {
namespace {

using metrics::evaluate;

metrics::OpportunityRow sale(std::string_view id, std::string_view account, std::int64_t value,
                             std::int64_t annual = metrics::kNoValue) {
  metrics::OpportunityRow out = row(id, "Won", "2025-01-01", "2025-02-01", value);
  out.annual_value = annual;
  out.dimensions = {{"account", account}};
  return out;
}

TEST(Customers, OfSeveralContractsCountOnce) {
  DatasetBuilder b(model());
  b.add(sale("1", "Acme", 2400, 1200));
  b.add(sale("2", "Acme", 600, 600));
  b.add(sale("3", "Birch", 900, 300));
  b.add(sale("4", "Birch", 50));
  b.add(sale("5", "Cedar", 70));
  const Report report =
      evaluate(query({"acv_value", "acv", "tcv_value", "apv", "arpa"}, "2025-Q1"), b.build());
  EXPECT_EQ(whole(report, "acv_value"), 2100);
  EXPECT_EQ(fraction(report, "acv"), "2100/2");
  EXPECT_EQ(whole(report, "tcv_value"), 3900);
  EXPECT_EQ(fraction(report, "apv"), "120/2");
  EXPECT_EQ(fraction(report, "arpa"), "4020/3");
}

TEST(Customers, ThatAreUnknownAreOnNeitherSideOfAMean) {
  DatasetBuilder b(model());
  b.add(sale("1", "Acme", 100));
  b.add(sale("2", "", 900));
  b.add(sale("3", "", 900, 900));
  const Report report = evaluate(query({"arpa", "apv", "acv", "acv_value"}, "2025-Q1"), b.build());
  EXPECT_EQ(fraction(report, "arpa"), "100/1");
  EXPECT_EQ(fraction(report, "apv"), "100/1");
  EXPECT_EQ(fraction(report, "acv"), "none");
  EXPECT_EQ(whole(report, "acv_value"), 900);
}

TEST(Customers, WithoutAnnualValuesNothingIsSaidOfContracts) {
  DatasetBuilder b(model());
  auto deal = row("1", "Won", "2025-01-01", "2025-02-01", 100);
  deal.dimensions = {{"account", "Acme"}};
  b.add(deal);
  const Report report = evaluate(query({"acv_value", "acv", "apv"}, "2025-Q1"), b.build());
  EXPECT_EQ(fraction(report, "acv_value"), "none");
  EXPECT_EQ(fraction(report, "acv"), "none");
  EXPECT_EQ(fraction(report, "apv"), "100/1");
  EXPECT_EQ(report.diagnostics.back().code, "metrics_without_data");
}

TEST(Customers, AreOfNoContractWhereTheColumnHasNoRows) {
  DatasetBuilder b(model());
  metrics::OpportunityColumns none;
  none.tells_annual_value = true;
  b.add_opportunities(none);
  EXPECT_EQ(whole(evaluate(query({"acv_value"}, "2025-Q1"), b.build()), "acv_value"), 0);
}

TEST(Customers, AnAnnualValueOf0IsNoContract) {
  DatasetBuilder b(model());
  b.add(sale("1", "Acme", 100, 0));
  EXPECT_EQ(fraction(evaluate(query({"apv"}, "2025-Q1"), b.build()), "apv"), "100/1");
}

TEST(Customers, OfPartsOfADataSetAreCountedByName) {
  const auto part = [](std::string_view id, std::string_view first, std::string_view second) {
    DatasetBuilder b(model());
    b.add(sale(std::string(id) + "a", first, 10));
    b.add(sale(std::string(id) + "b", second, 30));
    return b.build();
  };
  const metrics::Dataset one = part("1", "Acme", "Birch");
  const metrics::Dataset two = part("2", "Birch", "Cedar");
  const metrics::Plan plan = metrics::compile(query({"arpa"}, "2025-Q1"), one);
  metrics::State state = metrics::accumulate(plan, one);
  state.merge(metrics::accumulate(plan, two));
  EXPECT_EQ(fraction(metrics::finish(plan, state), "arpa"), "80/3");
}

}  // namespace
}  // namespace salespipe::test
