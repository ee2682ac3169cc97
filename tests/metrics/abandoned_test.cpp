// The deals behind the figures of what is neglected.
#include "salespipe/metrics/abandoned.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "metrics/random_data.hpp"
#include "metrics/support.hpp"

namespace salespipe::test {
namespace {

using metrics::abandoned_deals;
using metrics::AbandonedDeals;
using metrics::Dataset;

Dataset team() {
  DatasetBuilder b(model());
  Deal(b, "small", "2025-01-05", 100);
  Deal(b, "fresh", "2025-01-05", 900).stage("Qualified", "2025-03-20");
  Deal(b, "large", "2025-01-10", 700, "bob").stage("Proposal", "2025-02-01");
  Deal(b, "gone", "2025-01-05", 800).lost("2025-02-01");
  Deal(b, "later", "2025-04-05", 800);
  metrics::InteractionRow call;
  call.type = metrics::InteractionType::call;
  call.owner = "ann";
  call.opportunity = "small";
  call.at = day("2025-02-10");
  b.add(call);
  return b.build();
}

TEST(AbandonedDeals, StandByTheirValueWithTheirLastActivity) {
  const Dataset data = team();
  const AbandonedDeals found = abandoned_deals(query({}, "2025-Q1"), data, 10);
  EXPECT_EQ(found.last_day, day("2025-03-31"));
  EXPECT_EQ(found.count, 2U);
  EXPECT_EQ(found.value, Int128{800});
  ASSERT_EQ(found.deals.size(), 2U);
  EXPECT_EQ(found.deals[0].value, 700);
  EXPECT_EQ(found.deals[0].last_activity, day("2025-02-01"));
  EXPECT_EQ(found.deals[0].days, 58);
  EXPECT_EQ(data.owners.text(found.deals[0].owner), "bob");
  EXPECT_EQ(data.stages.at(found.deals[0].stage).name, "Proposal");
  EXPECT_EQ(found.deals[1].last_activity, day("2025-02-10"));  // the call
}

TEST(AbandonedDeals, AreCountedWholeWhereFewAreAskedFor) {
  const AbandonedDeals found = abandoned_deals(query({}, "2025-Q1"), team(), 1);
  EXPECT_EQ(found.count, 2U);
  ASSERT_EQ(found.deals.size(), 1U);
  EXPECT_EQ(found.deals[0].value, 700);
}

TEST(AbandonedDeals, AreThoseOfTheCutAndOfTheFilters) {
  const Dataset data = team();
  Query early = query({}, "2025-Q1");
  early.as_of = day("2025-03-10");
  EXPECT_EQ(abandoned_deals(early, data, 10).count, 2U);  // the fresh one and the large one
  Query of_ann = query({}, "2025-Q1");
  of_ann.filters = {{"owner", {"ann"}, false}};
  EXPECT_EQ(abandoned_deals(of_ann, data, 10).count, 1U);
  EXPECT_EQ(abandoned_deals(query({}, "2024"), data, 10).count, 0U);
}

RC_GTEST_PROP(AbandonedDeals, AreAsManyAndWorthWhatTheFiguresSay, ()) {
  const Dataset data = random_data();
  Query asked = random_query();
  asked.compare = metrics::Compare::none;
  asked.by.clear();
  asked.top.reset();
  asked.metrics = {"abandoned_count", "abandoned_value", "open_count"};
  if (*rc::gen::inRange(0, 2) == 0) asked.as_of = day("2025-01-01") + *rc::gen::inRange(0, 500);
  const Report report = metrics::evaluate(asked, data);
  const AbandonedDeals found = abandoned_deals(asked, data, data.opportunities.size());
  RC_ASSERT(found.deals.size() == found.count);
  RC_CLASSIFY(found.count > 0, "some");
  const std::int64_t count = whole(report, "abandoned_count");
  if (count == -999) return;  // neither a history nor interactions are known
  RC_ASSERT(count == static_cast<std::int64_t>(found.count));
  RC_ASSERT(Int128{whole(report, "abandoned_value")} == found.value);
}

}  // namespace
}  // namespace salespipe::test
