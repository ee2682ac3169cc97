// DatasetBuilder::build(): from the tables as they came to columns that the kernels can trust.
#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <utility>

#include "metrics/amount_conversion.hpp"
#include "metrics/cluster_changes.hpp"
#include "metrics/dataset_tables.hpp"
#include "metrics/deal_diagnostics.hpp"
#include "metrics/fold_facts.hpp"
#include "metrics/history_maker.hpp"
#include "metrics/known_at.hpp"
#include "salespipe/base/money.hpp"

namespace salespipe::metrics {
namespace {

/// Rows of a child table by opportunity: the rows of deal i are order[begin[i]] to
/// order[begin[i + 1] - 1], in the table's order.
struct Children {
  std::vector<std::uint64_t> begin;
  std::vector<std::uint32_t> order;
};

Children by_opportunity(std::span<const std::uint32_t> deal_of, std::size_t deals) {
  Children children;
  children.begin.assign(deals + 1, 0);
  for (const std::uint32_t deal : deal_of) {
    if (deal != kNoRow) ++children.begin[deal + 1];
  }
  std::partial_sum(children.begin.begin(), children.begin.end(), children.begin.begin());
  children.order.resize(children.begin.back());
  std::vector<std::uint64_t> next(children.begin.begin(), children.begin.end() - 1);
  for (std::size_t row = 0; row < deal_of.size(); ++row) {
    if (deal_of[row] != kNoRow) {
      children.order[next[deal_of[row]]++] = static_cast<std::uint32_t>(row);
    }
  }
  return children;
}

/// Id codes of a child table to rows of opportunities. Error(not_found) for ids that are none.
std::vector<std::uint32_t> deals_of(const std::vector<std::uint32_t>& ids, const IdIndex& names,
                                    const std::vector<std::uint32_t>& row_of,
                                    std::string_view table) {
  std::vector<std::uint32_t> deals;
  deals.reserve(ids.size());
  std::size_t unknown = 0;
  std::size_t first_unknown = 0;
  for (std::size_t row = 0; row < ids.size(); ++row) {
    const std::uint32_t id = ids[row];
    const bool none = id == kNull || id == 0;
    const std::uint32_t deal = none || id >= row_of.size() ? kNoRow : row_of[id];
    if (!none && deal == kNoRow && unknown++ == 0) first_unknown = row;
    deals.push_back(deal);
  }
  if (unknown > 0) {
    throw Error(ErrorCode::not_found,
                row_name(table, first_unknown) + ": no opportunity has the id " +
                    quoted(std::string(names.text(ids[first_unknown]))) +
                    (unknown > 1 ? " (and so for " + std::to_string(unknown - 1) + " more rows)"
                                 : std::string()) +
                    "; give the opportunities table of the same deals, or leave these rows out");
  }
  return deals;
}

void report(const HistoryMaker::Counts& counts, Diagnostics& diagnostics) {
  note(diagnostics, "created_unknown", counts.created_unknown);
  note(diagnostics, "closed_unknown", counts.closed_unknown);
  note(diagnostics, "value_missing", counts.value_missing);
  note(diagnostics, "stage_differs_from_history", counts.stage_differs);
  note(diagnostics, "value_differs_from_history", counts.value_differs);
  note(diagnostics, "owner_differs_from_history", counts.owner_differs);
}

/// One currency for all amounts, or none. With rates, the one that the report is in.
void settle_currency(const Dictionary& currencies, const std::vector<std::int64_t>& rows,
                     const DatasetOptions& options, Dataset& data) {
  const std::string& assumed = options.currency;
  std::map<std::string, std::int64_t> named;
  std::int64_t unnamed = 0;
  for (std::uint32_t code = 0; code < currencies.size(); ++code) {
    const std::string& name = currencies.text(code);
    (name.empty() || name == "XXX" ? unnamed : named[name]) += rows[code];
  }
  if (!assumed.empty() && assumed != "XXX") named[assumed] += unnamed;
  if (options.rates.given() && !assumed.empty() && assumed != "XXX") {
    named = {{assumed, 0}};  // the others are converted
  }
  if (named.size() > 1) {
    std::string list;
    for (const auto& [name, count] : named) {
      list += (list.empty() ? "" : ", ") + quoted(name) + " (" + std::to_string(count) + " rows)";
    }
    throw Error(ErrorCode::currency_mismatch,
                "opportunities: amounts in several currencies: " + list +
                    (options.rates.given()
                         ? "; name the currency of the report, into which the rates convert"
                         : "; give rates, convert them to one, or compute each by itself"));
  }
  if (!named.empty()) {
    const Currency currency(named.begin()->first);
    data.currency = currency.code();
    data.minor_digits = currency.minor_digits();
  }
}

/// The days of each deal's interactions, rising.
void gather_touches(const std::vector<std::uint32_t>& deal_of, Dataset& data) {
  const Children children = by_opportunity(deal_of, data.opportunities.size());
  if (children.order.empty()) return;
  data.touches.begin = children.begin;
  data.touches.day.reserve(children.order.size());
  for (const std::uint32_t row : children.order) {
    data.touches.day.push_back(data.interactions.day[row]);
  }
  auto& days = data.touches.day;
  for (std::size_t deal = 0; deal < data.opportunities.size(); ++deal) {
    std::sort(days.begin() + static_cast<std::ptrdiff_t>(children.begin[deal]),
              days.begin() + static_cast<std::ptrdiff_t>(children.begin[deal + 1]));
  }
}

Day last_day(const Dataset& data, const std::vector<Day>& closed) {
  Day last = kNoDay;
  for (const Day day : data.opportunities.created) last = std::max(last, day);
  for (const Day day : data.history.day) last = std::max(last, day);
  for (const Day day : data.interactions.day) last = std::max(last, day);
  for (const Day day : closed) last = std::max(last, day);
  return last;
}

}  // namespace

Dataset DatasetBuilder::build() {
  if (tables_ == nullptr) {
    throw Error(ErrorCode::invalid_state, "this builder has made its data set; make a new builder");
  }
  const std::unique_ptr<DatasetTables> tables = std::move(tables_);
  auto& deals = tables->deals;
  tables->row_of.resize(tables->ids.size(), kNoRow);

  Dataset data;
  data.zone = tables->options.zone.name();
  data.stages = tables->stages;
  std::vector<std::uint32_t> changed =
      deals_of(tables->changes.id, tables->ids, tables->row_of, "history");
  std::vector<std::uint32_t> touched =
      deals_of(tables->interactions.id, tables->ids, tables->row_of, "interactions");
  std::vector<bool> unknown;  // deals that did not exist at known_at; empty: all do
  if (is_known(tables->options.known_at)) {
    unknown = forget_later(*tables, changed, touched, data.diagnostics);
    data.known_at = tables->options.known_at;
  }
  const std::vector<std::uint64_t> begin =
      cluster_changes(*tables, changed, tables->options.threads);
  std::vector<std::uint32_t>().swap(changed);
  settle_currency(tables->currencies, tables->currency_rows, tables->options, data);
  std::optional<AmountConversion> conversion;
  if (tables->options.rates.given() && data.currency != "XXX") {
    conversion.emplace(*tables, data.currency);
    conversion->quotas();
  }
  HistoryMaker maker(*tables, data);
  std::vector<std::uint32_t> rows;
  for (std::size_t deal = 0; deal < deals.size(); ++deal) {
    if (!unknown.empty() && unknown[deal]) continue;
    rows.resize(begin[deal + 1] - begin[deal]);
    std::iota(rows.begin(), rows.end(), static_cast<std::uint32_t>(begin[deal]));
    if (conversion) conversion->deal(deal, rows);
    maker.add(deal, rows);
  }
  report(maker.counts(), data.diagnostics);
  if (conversion) conversion->finish(data.diagnostics);

  data.opportunities.annual_value = std::move(deals.annual_value);
  if (!unknown.empty() && !data.opportunities.annual_value.empty()) {
    leave_out(unknown, data.opportunities.annual_value);
  }
  data.opportunities.dimensions = std::move(deals.dimensions);
  for (DimensionColumn& column : data.opportunities.dimensions) {
    column.codes.resize(deals.size(), 0);
    if (!unknown.empty()) leave_out(unknown, column.codes);
  }
  if (!unknown.empty()) renumber(unknown, touched);
  data.opportunities.dimensions.push_back(maker.take_pipelines());

  auto& source = tables->interactions;
  data.interactions.day = std::move(source.day);
  data.interactions.type = std::move(source.type);
  data.interactions.owner = std::move(source.owner);
  data.interactions.opportunity = touched;
  const int accounts = data.dimension("account");
  for (std::size_t row = 0; row < touched.size(); ++row) {
    std::uint32_t account = source.account[row];
    if (account == 0) {
      account = accounts < 0 || touched[row] == kNoRow
                    ? 0
                    : data.opportunities.dimensions[static_cast<std::size_t>(accounts)]
                          .codes[touched[row]];
    }
    data.interactions.account.push_back(account);
  }
  gather_touches(touched, data);
  data.quotas = std::move(tables->quotas);
  data.owners = std::move(tables->owners);
  data.data_through = is_known(tables->options.data_through) ? tables->options.data_through
                                                             : last_day(data, deals.closed);
  if (is_known(data.known_at)) data.data_through = std::min(data.data_through, data.known_at);
  data.knows_history = tables->knows_history;
  data.knows_interactions = tables->knows_interactions;
  data.knows_annual_values = tables->knows_annual_values;
  if (data.currency == "XXX") {
    note(data.diagnostics, "currency_unknown",
         static_cast<std::int64_t>(data.opportunities.size()));
  }
  fold_facts(data, tables->options.threads);
  return data;
}

}  // namespace salespipe::metrics
