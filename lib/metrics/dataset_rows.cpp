// The row-wise calls of DatasetBuilder: a row is a table of one row, with its views on the stack.
#include "salespipe/metrics/dataset_builder.hpp"

namespace salespipe::metrics {
namespace {

TextColumn text(const std::string_view& cell) {
  return cell.data() == nullptr ? TextColumn{} : TextColumn{{&cell, 1}, {}};
}

/// A When as a column of one cell; holds what the column looks at.
class TimeCell {
 public:
  explicit TimeCell(const When& when) : day_(when.day()), instant_(when.instant()) {}
  TimeColumn column() const {
    TimeColumn column;
    if (is_known(instant_)) {
      column.instants = {&instant_, 1};
    } else if (is_known(day_)) {
      column.days = {&day_, 1};
    }
    return column;
  }

 private:
  Day day_;
  Instant instant_;
};

}  // namespace

void DatasetBuilder::add(const OpportunityRow& row) {
  const TimeCell created(row.created);
  const TimeCell closed(row.closed);
  const TimeCell expected_close(row.expected_close);
  const TimeCell recorded_at(row.recorded_at);
  OpportunityColumns columns;
  columns.rows = 1;
  columns.id = text(row.id);
  columns.pipeline = text(row.pipeline);
  columns.stage = text(row.stage);
  columns.owner = text(row.owner);
  columns.currency = text(row.currency);
  columns.created = created.column();
  columns.closed = closed.column();
  columns.expected_close = expected_close.column();
  columns.value = {&row.value, 1};
  columns.recorded_at = recorded_at.column();
  for (const auto& [name, value] : row.dimensions)
    columns.dimensions.emplace_back(name, text(value));
  add_opportunities(columns);
}

void DatasetBuilder::add(const HistoryRow& row) {
  const TimeCell at(row.at);
  const TimeCell expected_close(row.expected_close);
  const TimeCell recorded_at(row.recorded_at);
  const std::int64_t value = row.value.value_or(kNoValue);
  const std::string_view owner = row.owner.value_or(std::string_view{});
  HistoryColumns columns;
  columns.rows = 1;
  columns.opportunity = text(row.opportunity);
  columns.at = at.column();
  columns.pipeline = text(row.pipeline);
  columns.stage = text(row.stage);
  columns.owner = text(owner);
  columns.value = {&value, 1};
  columns.currency = text(row.currency);
  columns.expected_close = expected_close.column();
  columns.recorded_at = recorded_at.column();
  add_history(columns);
}

void DatasetBuilder::add(const InteractionRow& row) {
  const TimeCell at(row.at);
  const TimeCell recorded_at(row.recorded_at);
  const std::string_view type = to_string(row.type);
  InteractionColumns columns;
  columns.rows = 1;
  columns.at = at.column();
  columns.type = text(type);
  columns.owner = text(row.owner);
  columns.account = text(row.account);
  columns.opportunity = text(row.opportunity);
  columns.recorded_at = recorded_at.column();
  add_interactions(columns);
}

void DatasetBuilder::add(const QuotaRow& row) {
  QuotaColumns columns;
  columns.rows = 1;
  columns.owner = text(row.owner);
  columns.from.days = {&row.from, 1};
  columns.to.days = {&row.to, 1};
  columns.value = {&row.value, 1};
  columns.currency = text(row.currency);
  add_quotas(columns);
}

}  // namespace salespipe::metrics
