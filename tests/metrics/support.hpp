#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "salespipe/base/date.hpp"
#include "salespipe/base/error.hpp"
#include "salespipe/metrics/dataset_builder.hpp"
#include "salespipe/metrics/funnel.hpp"
#include "salespipe/metrics/report.hpp"

namespace salespipe::test {

using metrics::DatasetBuilder;
using metrics::Figure;
using metrics::Query;
using metrics::Report;
using metrics::Row;
using metrics::StageInfo;
using metrics::StageModel;
using metrics::StageOutcome;

inline Day day(std::string_view iso) { return parse_day(iso); }
inline Period period(std::string_view text) { return Period::parse(text); }

/// New (10%), Qualified (40%, qualified), Proposal (60%), Won, Lost, Fridge (parked).
inline StageModel model() {
  return StageModel({{"P", "New", StageOutcome::open, 100'000, false},
                     {"P", "Qualified", StageOutcome::open, 400'000, true},
                     {"P", "Proposal", StageOutcome::open, 600'000, false},
                     {"P", "Won", StageOutcome::won, 1'000'000, false},
                     {"P", "Lost", StageOutcome::lost, 0, false},
                     {"P", "Fridge", StageOutcome::parked, 0, false}});
}

/// A deal told change by change, in order, for a builder.
class Deal {
 public:
  Deal(DatasetBuilder& builder, std::string id, std::string_view created, std::int64_t value,
       std::string owner = "ann")
      : builder_(builder), id_(std::move(id)) {
    metrics::OpportunityRow row;
    row.id = id_;
    row.created = day(created);
    row.value = value;
    row.owner = owner;
    builder_.add(row);
    stage("New", created);
  }
  Deal& stage(std::string_view name, std::string_view at) {
    metrics::HistoryRow row;
    row.opportunity = id_;
    row.at = day(at);
    row.stage = name;
    builder_.add(row);
    return *this;
  }
  /// The first one also tells what came before it: give the first value with the creation.
  Deal& value(std::int64_t value, std::string_view at) {
    metrics::HistoryRow row;
    row.opportunity = id_;
    row.at = day(at);
    row.value = value;
    builder_.add(row);
    return *this;
  }
  /// As value(): the first one also tells what was expected before it.
  Deal& closing(std::string_view expected, std::string_view at) {
    metrics::HistoryRow row;
    row.opportunity = id_;
    row.at = day(at);
    row.expected_close = day(expected);
    builder_.add(row);
    return *this;
  }
  Deal& owner(std::string_view name, std::string_view at) {
    metrics::HistoryRow row;
    row.opportunity = id_;
    row.at = day(at);
    row.owner = name;
    builder_.add(row);
    return *this;
  }
  Deal& won(std::string_view at) { return stage("Won", at); }
  Deal& lost(std::string_view at) { return stage("Lost", at); }

 private:
  DatasetBuilder& builder_;
  std::string id_;
};

/// A row of an opportunities table without history.
inline metrics::OpportunityRow row(std::string_view id, std::string_view stage,
                                   std::string_view created, std::string_view closed,
                                   std::int64_t value, std::string_view owner = "ann") {
  metrics::OpportunityRow result;
  result.id = id;
  result.stage = stage;
  if (!created.empty()) result.created = day(created);
  if (!closed.empty()) result.closed = day(closed);
  result.value = value;
  result.owner = owner;
  return result;
}

inline Query query(std::vector<std::string> names, std::string_view when,
                   std::vector<std::string> by = {}) {
  Query result;
  result.metrics = std::move(names);
  result.periods = {period(when)};
  result.by = std::move(by);
  return result;
}

/// A money or count figure of a row; -999 where there is no value.
inline std::int64_t whole(const Report& report, const Row& row, std::string_view metric) {
  const auto& figure = report.figure(row, metric);
  return figure ? figure->whole() : -999;
}
/// The same of the total.
inline std::int64_t whole(const Report& report, std::string_view metric) {
  return whole(report, report.row(), metric);
}

/// "3/5" of the total, as it stands, not reduced; "none" without a value.
inline std::string fraction(const Report& report, const Row& row, std::string_view metric) {
  const auto& figure = report.figure(row, metric);
  if (!figure) return "none";
  return salespipe::to_string(figure->numerator) + "/" + salespipe::to_string(figure->denominator);
}
inline std::string fraction(const Report& report, std::string_view metric) {
  return fraction(report, report.row(), metric);
}

/// One figure of one metric over a period.
inline std::int64_t whole(const metrics::Dataset& data, const std::string& metric,
                          std::string_view when) {
  return whole(metrics::evaluate(query({metric}, when), data), metric);
}

/// The code of the Error that `call` throws, or ok.
template <class Call>
ErrorCode refusal(Call&& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.code();
  }
  return ErrorCode::ok;
}
/// Its message, or "".
template <class Call>
std::string refusal_text(Call&& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace salespipe::test
