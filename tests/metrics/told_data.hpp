#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "metrics/support.hpp"

namespace salespipe::test {

/// Deals told anew from the start each time: the slow twin of a live book. Keeps texts, not codes,
/// and makes columns of them by hand.
class ToldData {
 public:
  struct Change {
    Day day;
    metrics::ChangeKind kind;
    std::int64_t number = 0;
    std::string text;
  };
  struct Told {
    Day created = kNoDay;
    std::int64_t value = metrics::kNoValue;
    std::string owner;
    std::int64_t annual_value = metrics::kNoValue;
    Day expected_close = kNoDay;
    metrics::StageCode stage = metrics::kNoStage;
    std::vector<std::string> columns;
    std::vector<Change> changes;
    bool gone = false;
  };
  struct Contact {
    Day day;
    metrics::InteractionType type;
    std::string owner;
    std::string account;
    int deal = -1;
  };

  explicit ToldData(const metrics::Dataset& data) : base_(data), data_through(data.data_through) {
    for (std::size_t row = 0; row < data.opportunities.size(); ++row) {
      deals.push_back(told(data, row));
    }
    const int account = data.dimension("account");
    for (std::size_t row = 0; row < data.interactions.size(); ++row) {
      const std::uint32_t deal = data.interactions.opportunity[row];
      contacts.push_back(
          {data.interactions.day[row], data.interactions.type[row],
           data.owners.text(data.interactions.owner[row]),
           account < 0
               ? ""
               : data.opportunities.dimensions[static_cast<std::size_t>(account)].dictionary.text(
                     data.interactions.account[row]),
           deal == metrics::kNoRow ? -1 : static_cast<int>(deal)});
    }
  }

  /// A row of a data set, as texts. Its columns are those of the first data set.
  Told told(const metrics::Dataset& data, std::size_t row) const {
    Told deal;
    deal.created = data.opportunities.created[row];
    deal.value = data.opportunities.value[row];
    deal.annual_value = data.opportunities.annual_value[row];
    deal.owner = data.owners.text(data.opportunities.owner[row]);
    deal.expected_close = data.opportunities.expected_close[row];
    deal.stage = data.opportunities.stage[row];
    for (const auto& column : base_.opportunities.dimensions) {
      const auto& theirs =
          data.opportunities.dimensions[static_cast<std::size_t>(data.dimension(column.name))];
      deal.columns.push_back(theirs.dictionary.text(theirs.codes[row]));
    }
    for (auto i = data.history.begin[row]; i < data.history.begin[row + 1]; ++i) {
      Change change{data.history.day[i], data.history.kind[i], data.history.payload[i], {}};
      if (change.kind == metrics::ChangeKind::value) {
        change.number = data.history.values[data.history.payload[i]];
      }
      if (change.kind == metrics::ChangeKind::owner) {
        change.text = data.owners.text(data.history.payload[i]);
      }
      deal.changes.push_back(change);
    }
    return deal;
  }

  /// Behind what happened up to its day.
  static void put(Told& deal, const Change& change) {
    const auto place =
        std::upper_bound(deal.changes.begin(), deal.changes.end(), change,
                         [](const Change& a, const Change& b) { return a.day < b.day; });
    deal.changes.insert(place, change);
    for (const Change& each : deal.changes) {
      if (each.kind == metrics::ChangeKind::stage && change.kind == metrics::ChangeKind::stage) {
        deal.stage = static_cast<metrics::StageCode>(each.number);
      }
    }
  }

  metrics::Dataset dataset() const {
    metrics::Dataset out;
    out.stages = base_.stages;
    out.zone = base_.zone;
    out.currency = base_.currency;
    out.minor_digits = base_.minor_digits;
    out.knows_history = base_.knows_history;
    out.knows_interactions = base_.knows_interactions;
    out.knows_annual_values = base_.knows_annual_values;
    out.diagnostics = base_.diagnostics;
    out.data_through = data_through;
    out.quotas = base_.quotas;
    for (std::uint32_t& owner : out.quotas.owner)
      owner = out.owners.intern(base_.owners.text(owner));
    for (const auto& column : base_.opportunities.dimensions) {
      out.opportunities.dimensions.push_back({column.name, {}, {}});
    }
    out.history.begin.push_back(0);
    out.touches.begin.push_back(0);
    std::vector<std::uint32_t> row_of;
    for (int number = 0; number < static_cast<int>(deals.size()); ++number) {
      const Told& deal = deals[static_cast<std::size_t>(number)];
      row_of.push_back(static_cast<std::uint32_t>(out.opportunities.size()));
      if (deal.gone) continue;
      add(deal, out);
      std::vector<Day> days;
      for (const Contact& contact : contacts) {
        if (contact.deal == number) days.push_back(contact.day);
      }
      std::sort(days.begin(), days.end());
      out.touches.day.insert(out.touches.day.end(), days.begin(), days.end());
      out.touches.begin.push_back(out.touches.day.size());
    }
    const int account = base_.dimension("account");
    for (const Contact& contact : contacts) {
      const auto deal = static_cast<std::size_t>(contact.deal);
      if (contact.deal >= 0 && deals[deal].gone) continue;
      out.interactions.day.push_back(contact.day);
      out.interactions.type.push_back(contact.type);
      out.interactions.owner.push_back(out.owners.intern(contact.owner));
      out.interactions.account.push_back(
          account < 0
              ? 0
              : out.opportunities.dimensions[static_cast<std::size_t>(account)].dictionary.intern(
                    contact.account));
      out.interactions.opportunity.push_back(contact.deal < 0 ? metrics::kNoRow : row_of[deal]);
    }
    return out;
  }

 private:
  static void add(const Told& deal, metrics::Dataset& out) {
    out.opportunities.created.push_back(deal.created);
    out.opportunities.value.push_back(deal.value);
    out.opportunities.annual_value.push_back(deal.annual_value);
    out.opportunities.owner.push_back(out.owners.intern(deal.owner));
    out.opportunities.expected_close.push_back(deal.expected_close);
    out.opportunities.stage.push_back(deal.stage);
    for (std::size_t i = 0; i < deal.columns.size(); ++i) {
      auto& column = out.opportunities.dimensions[i];
      column.codes.push_back(column.dictionary.intern(deal.columns[i]));
    }
    for (const Change& change : deal.changes) {
      out.history.day.push_back(change.day);
      out.history.kind.push_back(change.kind);
      if (change.kind == metrics::ChangeKind::value) {
        out.history.payload.push_back(static_cast<std::uint32_t>(out.history.values.size()));
        out.history.values.push_back(change.number);
      } else if (change.kind == metrics::ChangeKind::owner) {
        out.history.payload.push_back(out.owners.intern(change.text));
      } else {
        out.history.payload.push_back(static_cast<std::uint32_t>(change.number));
      }
    }
    out.history.begin.push_back(out.history.day.size());
  }

  metrics::Dataset base_;

 public:
  std::vector<Told> deals;
  std::vector<Contact> contacts;
  Day data_through;
};

}  // namespace salespipe::test
