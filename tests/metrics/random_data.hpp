#pragma once

#include <algorithm>
#include <array>
#include <rapidcheck.h>

#include "metrics/support.hpp"

namespace salespipe::test {

/// Random deals with histories of every kind the rules speak of, over about six months, with
/// interactions and quotas. `*rc::gen` calls: only inside a property.
inline metrics::Dataset random_data() {
  static constexpr std::array kStages{"New", "Qualified", "Proposal", "Won", "Lost", "Fridge"};
  static constexpr std::array kOwners{"ann", "bob", ""};
  static constexpr std::array kSources{"Web", "Fair"};
  static constexpr std::array kAccounts{"Acme", "Birch", "Cedar", ""};
  const auto below = [](int limit) { return *rc::gen::inRange(0, limit); };
  const Day start = day("2025-01-01");
  DatasetBuilder b(model());
  metrics::OpportunityColumns no_rows;
  no_rows.dimensions = {{"source", {}},
                        {"account", {}}};  // the columns are there even when no deal is
  b.add_opportunities(no_rows);
  b.add_history({});  // tables that are there, if empty
  b.add_interactions({});
  const int deals = below(12);
  for (int i = 0; i < deals; ++i) {
    const std::string id = "deal " + std::to_string(i);
    const Day created = start + below(150);
    metrics::OpportunityRow deal;
    deal.id = id;
    deal.owner = kOwners[static_cast<std::size_t>(below(3))];
    deal.dimensions = {{"source", kSources[static_cast<std::size_t>(below(2))]},
                       {"account", kAccounts[static_cast<std::size_t>(below(4))]}};
    if (below(2) > 0) deal.expected_close = start + below(200);
    if (below(3) == 0) deal.annual_value = below(500);
    if (below(4) > 0) deal.value = below(1000) - 100;
    deal.stage = kStages[static_cast<std::size_t>(below(6))];
    const bool dated = below(6) > 0;
    if (dated) deal.created = created;
    if (below(3) > 0) deal.closed = created + below(40);
    b.add(deal);
    const int changes = dated ? below(8) : 0;
    Day at = created;
    for (int c = 0; c < changes; ++c) {
      at = at + below(25);
      metrics::HistoryRow change;
      change.opportunity = id;
      change.at = at;
      const int what = below(6);
      if (what <= 2) change.stage = kStages[static_cast<std::size_t>(below(6))];
      if (what == 3 || what == 0) change.value = below(1000) - 100;
      if (what == 5) change.expected_close = start + below(220);
      if (what == 4) change.owner = std::string_view(kOwners[static_cast<std::size_t>(below(3))]);
      b.add(change);
    }
    const int touches = below(3);
    for (int t = 0; t < touches; ++t) {
      metrics::InteractionRow touch;
      touch.opportunity = id;
      touch.type = static_cast<metrics::InteractionType>(below(metrics::kInteractionTypes));
      touch.owner = kOwners[static_cast<std::size_t>(below(3))];
      touch.at = start + below(200);
      b.add(touch);
    }
  }
  for (int q = below(3); q > 0; --q) {
    const Day from = start + below(60);
    b.add(metrics::QuotaRow{kOwners[static_cast<std::size_t>(below(3))], from,
                            from + 1 + below(120), below(100'000)});
  }
  return b.build();
}

/// A random query over the whole catalogue.
inline Query random_query() {
  const auto below = [](int limit) { return *rc::gen::inRange(0, limit); };
  static const std::array<std::vector<std::string>, 7> kBy{{{},
                                                            {"owner"},
                                                            {"stage"},
                                                            {"source"},
                                                            {"owner", "stage", "source"},
                                                            {"month", "owner"},
                                                            {"forecast_category", "account"}}};
  Query q = query({}, std::array{"2025-01", "2025-Q1", "2025-Q2",
                                 "2025-02-10..2025-04-20"}[static_cast<std::size_t>(below(4))]);
  q.by = kBy[static_cast<std::size_t>(below(7))];
  q.compare = static_cast<metrics::Compare>(below(3));
  if (below(3) == 0) q.as_of = day("2025-01-01") + below(220);
  if (below(4) == 0) q.filters.push_back({"owner", {"ann", ""}, below(2) == 0});
  if (below(6) == 0) q.filters.push_back({"stage", {"New", "Won"}, below(2) == 0});
  if (below(6) == 0) q.filters.push_back({"source", {"Web"}, false});
  q.outcome = static_cast<metrics::OutcomePolicy>(below(3));
  q.value_at = static_cast<metrics::ValueAt>(below(2));
  q.owner_at = static_cast<metrics::OwnerAt>(below(2));
  q.cycle_from = static_cast<metrics::CycleFrom>(below(3));
  q.exclude_closed_gap = below(2) == 0;
  q.abandoned_after_days = below(40);
  q.days = static_cast<metrics::CountDays>(below(2));
  for (int i = below(4); i > 0; --i) q.holidays.push_back(day("2025-01-01") + below(150));
  q.waterfall_window = static_cast<metrics::WaterfallWindow>(below(2));
  if (below(6) == 0) q.filters.push_back({"forecast_category", {"pipeline"}, below(2) == 0});
  return q;
}

}  // namespace salespipe::test
