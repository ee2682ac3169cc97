// A live book of figures: whatever happens to the deals, in whatever order, its reports are those
// of the same data told from the start.
#include "salespipe/metrics/live.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "metrics/random_data.hpp"
#include "metrics/told_data.hpp"
#include "salespipe/metrics/accumulate.hpp"

namespace salespipe::test {
namespace {

using metrics::ChangeKind;
using metrics::Dataset;
using metrics::Live;
using metrics::LiveChange;
using metrics::WatchId;

int below(int limit) { return *rc::gen::inRange(0, limit); }

Day any_day() { return day("2024-12-20") + below(260); }

std::string any_owner() {
  return below(5) == 0
             ? "owner " + std::to_string(below(30))
             : std::array<std::string, 3>{"ann", "bob", ""}[static_cast<std::size_t>(below(3))];
}

std::string any_account() { return below(4) == 0 ? "" : "account " + std::to_string(below(30)); }

/// The cells of the first state that are not in the second, and the other way round.
std::string difference(const metrics::State& first, const metrics::State& second) {
  std::string out;
  const auto tell = [&out](std::string_view sign, const std::vector<metrics::Cell>& cells,
                           const std::vector<metrics::Cell>& others) {
    for (const metrics::Cell& cell : cells) {
      if (std::find(others.begin(), others.end(), cell) != others.end()) continue;
      out += std::string(sign) + ' ' + std::string(metrics::info(cell.slot).name) + " period " +
             std::to_string(cell.period) + " bin " + std::to_string(cell.bin) + ' ' +
             std::string(cell.label) + " =";
      for (const auto& key : cell.keys) out += ' ' + std::string(key);
      out += ": " + salespipe::to_string(cell.amount) + '\n';
    }
  };
  tell("+", first.cells(), second.cells());
  tell("-", second.cells(), first.cells());
  return out;
}

/// A live book and its slow twin, to which the same happens.
class Twins {
 public:
  explicit Twins(const Dataset& data) : live(data), told(data) {}

  void watch(const Query& query) {
    watches.push_back(live.watch(query));
    queries.push_back(query);
  }

  void happen() {
    const int what = below(20);
    if (what == 0) return add();
    if (what == 1) return contact();
    if (what == 2) {
      const Day to = any_day();
      live.extend_data_through(to);
      told.data_through = std::max(told.data_through, to);
      return;
    }
    const int deal = below(static_cast<int>(told.deals.size()) + 1) - 1;
    if (deal < 0) return contact();
    auto& its = told.deals[static_cast<std::size_t>(deal)];
    if (its.gone) return contact();
    if (what == 3) {
      live.remove(static_cast<std::uint32_t>(deal));
      its.gone = true;
      return;
    }
    if (what == 4) {
      const Dataset other = random_data();
      if (other.opportunities.size() == 0) return;
      const auto row =
          static_cast<std::size_t>(below(static_cast<int>(other.opportunities.size())));
      live.replace(static_cast<std::uint32_t>(deal), other, row);
      its = told.told(other, row);
      reach(its);
      return;
    }
    change(static_cast<std::uint32_t>(deal), its);
  }

  void compare() const {
    const Dataset data = told.dataset();
    const Dataset copy = live.dataset();
    for (std::size_t i = 0; i < watches.size(); ++i) {
      const metrics::Plan plan = metrics::compile(queries[i], data);
      const metrics::State kept = live.state(watches[i]);
      const metrics::State made = metrics::accumulate(plan, data, 1);
      RC_ASSERT(difference(kept, made) == "");
      RC_ASSERT(difference(kept, metrics::accumulate(plan, copy, 1)) == "");
      RC_ASSERT(kept == made);
      RC_ASSERT(text(live.report(watches[i])) == text(metrics::evaluate(queries[i], data)));
    }
  }

  Live live;
  ToldData told;
  std::vector<WatchId> watches;
  std::vector<Query> queries;

 private:
  /// All that a report says.
  static std::string text(const Report& report) {
    std::string out;
    for (const Row& row : report.rows) {
      out +=
          row.period.to_string() + (row.is_total ? " total" : "") + (row.is_other ? " other" : "");
      for (const std::string& key : row.by) out += ' ' + key;
      for (const auto& figures : {row.metrics, row.previous}) {
        for (const auto& figure : figures) {
          out += figure ? ' ' + salespipe::to_string(figure->numerator) + '/' +
                              salespipe::to_string(figure->denominator)
                        : " -";
        }
      }
      out += '\n';
    }
    for (const auto& found : report.diagnostics) {
      out +=
          std::string(found.code) + ' ' + found.message + ' ' + std::to_string(found.rows) + '\n';
    }
    return out;
  }

  void reach(const ToldData::Told& deal) {
    told.data_through = std::max(told.data_through, deal.created);
    for (const auto& change : deal.changes) {
      told.data_through = std::max(told.data_through, change.day);
    }
  }

  void add() {
    const Dataset other = random_data();
    for (std::size_t row = 0; row < other.opportunities.size(); ++row) {
      RC_ASSERT(live.add(other, row) == told.deals.size());
      told.deals.push_back(told.told(other, row));
      reach(told.deals.back());
    }
  }

  void contact() {
    ToldData::Contact made;
    made.day = any_day();
    made.type = static_cast<metrics::InteractionType>(below(metrics::kInteractionTypes));
    made.owner = any_owner();
    made.deal = below(static_cast<int>(told.deals.size()) + 1) - 1;
    if (made.deal >= 0 && told.deals[static_cast<std::size_t>(made.deal)].gone) made.deal = -1;
    std::uint32_t account = 0;
    if (below(3) == 0) {
      made.account = any_account();
      account = live.code(live.dimension("account"), made.account);
    }
    if (account == 0 && made.deal >= 0) {  // then it is with the deal's account of that day
      made.account = told.deals[static_cast<std::size_t>(made.deal)]
                         .columns[static_cast<std::size_t>(live.dimension("account"))];
    }
    live.interaction(made.day, made.type, live.owner(made.owner), account,
                     made.deal < 0 ? metrics::kNoRow : static_cast<std::uint32_t>(made.deal));
    told.contacts.push_back(made);
    told.data_through = std::max(told.data_through, made.day);
  }

  void change(std::uint32_t deal, ToldData::Told& its) {
    LiveChange change;
    change.day = any_day();
    if (below(3) > 0 && !its.changes.empty()) {
      change.day = std::max(its.created, its.changes.back().day) + below(20);
    }
    if (below(4) == 0) {
      const std::string owner = any_owner();
      change.owner = live.owner(owner);
      ToldData::put(its, {change.day, ChangeKind::owner, 0, owner});
    }
    if (below(3) == 0) {
      change.value = below(1000) - 100;
      ToldData::put(its, {change.day, ChangeKind::value, change.value, {}});
    }
    if (below(5) == 0) {
      change.expected_close = any_day();
      ToldData::put(its,
                    {change.day, ChangeKind::expected_close, change.expected_close.number, {}});
    }
    if (below(2) == 0) {
      change.stage = static_cast<metrics::StageCode>(below(6));
      ToldData::put(its, {change.day, ChangeKind::stage, change.stage, {}});
    }
    const bool happened = change.owner != metrics::kSameOwner ||
                          change.value != metrics::kNoValue || is_known(change.expected_close) ||
                          change.stage != metrics::kNoStage;
    if (happened) told.data_through = std::max(told.data_through, change.day);
    if (below(4) == 0) {
      const bool moves = below(3) == 0;
      const std::string text = moves ? any_account() : "source " + std::to_string(below(40));
      change.dimension = live.dimension(moves ? "account" : "source");
      change.dimension_code = live.code(change.dimension, text);
      its.columns[static_cast<std::size_t>(change.dimension)] = text;
    }
    live.change(deal, change);
  }
};

/// A query of a live book: any, or one whose groups grow. Half of them ask for a few metrics, which
/// leaves many unconcerned by the past of a deal: what follows from its latest change alone.
Query any_query() {
  Query q = random_query();
  if (below(2) == 0) {
    const auto all = metrics::catalogue();
    for (int i = below(4); i >= 0; --i) {
      const std::string name(
          all[static_cast<std::size_t>(below(static_cast<int>(all.size())))].name);
      if (std::find(q.metrics.begin(), q.metrics.end(), name) == q.metrics.end()) {
        q.metrics.push_back(name);
      }
    }
    q.days = metrics::CountDays::calendar;
    q.holidays.clear();
    if (below(3) > 0) q.waterfall_window = metrics::WaterfallWindow::rolling;
    if (q.cycle_from == metrics::CycleFrom::first_contact && below(3) > 0) {
      q.cycle_from = metrics::CycleFrom::created;
    }
  }
  if (below(3) == 0) q.by = {"month", "source", "owner"};
  if (below(6) == 0) q.filters.push_back({"source", {"source 1", "Web"}, below(2) == 0});
  if (below(6) == 0) q.filters.push_back({"owner", {"owner 3", "bob"}, true});
  return q;
}

RC_GTEST_PROP(LiveFigures, AreThoseOfTheDataToldFromTheStart, ()) {
  Twins twins(random_data());
  for (int i = 0; i < 3; ++i) twins.watch(any_query());
  twins.compare();
  for (int i = 0; i < 12; ++i) {
    twins.happen();
    twins.compare();
  }
}

RC_GTEST_PROP(LiveFigures, AreTheSameForAWatchThatCameLater, ()) {
  Twins twins(random_data());
  for (int i = 0; i < 12; ++i) twins.happen();
  twins.watch(any_query());
  twins.compare();
}

RC_GTEST_PROP(LiveFigures, AreNoneOnceEveryDealIsTakenOut, ()) {
  Twins twins(random_data());
  twins.watch(any_query());
  for (int i = 0; i < 12; ++i) twins.happen();
  for (std::uint32_t deal = 0; deal < twins.live.size(); ++deal) {
    if (twins.told.deals[deal].gone) continue;
    twins.live.remove(deal);
    twins.told.deals[deal].gone = true;
  }
  twins.compare();
  for (const auto& cell : twins.live.state(twins.watches[0]).cells()) {
    const std::string name(metrics::info(cell.slot).name);
    const bool without_deal = name.find("quota") != std::string::npos || name == "emails_sent" ||
                              name == "calls_made" || name == "meetings_held" ||
                              name == "notes_taken" || name == "active_owner";
    RC_ASSERT(without_deal);
  }
}

Dataset two_deals() {
  DatasetBuilder b(model());
  b.add_history({});
  Deal(b, "a", "2025-01-10", 100).stage("Qualified", "2025-01-20");
  Deal(b, "b", "2025-02-01", 50, "bob");
  return b.build();
}

TEST(LiveFigures, ADealThatIsWonLeavesTheOpenOnesAndJoinsTheWonOnes) {
  Live live(two_deals());
  const WatchId watch = live.watch(query({"open_value", "won_revenue"}, "2025-Q1"));
  EXPECT_EQ(whole(live.report(watch), "open_value"), 150);
  LiveChange won;
  won.day = day("2025-03-05");
  won.value = 120;
  won.stage = live.plan(watch).stages().find("Won");
  live.change(0, won);
  EXPECT_EQ(whole(live.report(watch), "open_value"), 50);
  EXPECT_EQ(whole(live.report(watch), "won_revenue"), 120);
  EXPECT_EQ(live.version(), 1U);
}

TEST(LiveFigures, ADealThatGoesToAnotherAccountTakesItsCustomerAlong) {
  DatasetBuilder b(model());
  auto deal = row("a", "Won", "2025-01-05", "2025-02-05", 100);
  deal.dimensions = {{"account", "Acme"}};
  b.add(deal);
  deal.id = "b";
  deal.value = 60;
  b.add(deal);
  Live live(b.build());
  const WatchId watch = live.watch(query({"arpa"}, "2025-Q1"));
  EXPECT_EQ(whole(live.report(watch), "arpa"), 160);
  LiveChange handed;
  handed.day = day("2025-03-05");
  handed.dimension = live.dimension("account");
  handed.dimension_code = live.code(handed.dimension, "Birch");
  live.change(1, handed);
  EXPECT_EQ(whole(live.report(watch), "arpa"), 80);  // 160 over Acme and Birch
}

TEST(LiveFigures, AnInteractionWithoutAnAccountIsWithThatOfItsDeal) {
  DatasetBuilder b(model());
  auto deal = row("a", "New", "2025-01-05", "", 100);
  deal.dimensions = {{"account", "Acme"}};
  b.add(deal);
  b.add_interactions({});
  Live live(b.build());
  const WatchId watch = live.watch(query({"calls_made"}, "2025-Q1", {"account"}));
  live.interaction(day("2025-02-01"), metrics::InteractionType::call, live.owner("ann"), 0, 0);
  const Report report = live.report(watch);
  const auto calls = [&](const Row& each) { return whole(report, each, "calls_made"); };
  const auto acme = std::find_if(report.rows.begin(), report.rows.end(), [](const Row& each) {
    return each.by == std::vector<std::string>{"Acme"};
  });
  ASSERT_NE(acme, report.rows.end());
  EXPECT_EQ(calls(*acme), 1);
  EXPECT_EQ(calls(report.row()), 1);
}

TEST(LiveFigures, AChangeThatComesLateTakesItsPlaceInThePast) {
  Live live(two_deals());
  const WatchId watch = live.watch(query({"open_value"}, "2025-01"));
  LiveChange late;
  late.day = day("2025-01-15");
  late.value = 70;
  live.change(0, late);
  EXPECT_EQ(whole(live.report(watch), "open_value"), 70);
  late.day = day("2025-02-15");
  late.value = 90;
  live.change(0, late);
  EXPECT_EQ(whole(live.report(watch), "open_value"), 70);
}

TEST(LiveFigures, TimeThatPassesShowsInWhatOnlyTimeDecides) {
  DatasetBuilder b(model());
  b.add(row("undated", "New", "", "", 10));
  b.add(row("dated", "New", "2025-01-05", "", 5));
  Live live(b.build());
  const WatchId watch = live.watch(query({"open_value"}, "2025-02"));
  EXPECT_EQ(whole(live.report(watch), "open_value"), 15);
  live.extend_data_through(day("2025-03-10"));  // and the day of the cut is no longer today
  EXPECT_EQ(whole(live.report(watch), "open_value"), 5);
}

TEST(LiveFigures, RefuseWhatIsNotThereAndStayAsTheyAre) {
  Live live(two_deals());
  const WatchId watch = live.watch(query({"open_count"}, "2025-Q1"));
  LiveChange change;
  EXPECT_EQ(refusal([&] { live.change(0, change); }), ErrorCode::invalid_argument);
  change.day = day("2025-02-02");
  EXPECT_EQ(refusal([&] { live.change(7, change); }), ErrorCode::not_found);
  change.owner = 99;
  EXPECT_EQ(refusal([&] { live.change(0, change); }), ErrorCode::not_found);
  EXPECT_EQ(refusal([&] { live.report({3}); }), ErrorCode::not_found);
  EXPECT_EQ(refusal([&] { live.dimension("colour"); }), ErrorCode::not_found);
  DatasetBuilder other(StageModel({{"P", "Only", StageOutcome::open, 0, false}}));
  other.add(row("x", "Only", "2025-01-01", "", 1));
  const Dataset strange = other.build();
  EXPECT_EQ(refusal([&] { live.add(strange, 0); }), ErrorCode::invalid_argument);
  live.remove(1);
  EXPECT_EQ(refusal([&] { live.remove(1); }), ErrorCode::not_found);
  EXPECT_EQ(whole(live.report(watch), "open_count"), 1);
  live.unwatch(watch);
  EXPECT_EQ(refusal([&] { live.report(watch); }), ErrorCode::not_found);
}

}  // namespace
}  // namespace salespipe::test
