#include "salespipe/exchange/state_arrow.hpp"

#include <array>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "salespipe/base/date.hpp"
#include "salespipe/base/error.hpp"
#include "salespipe/base/text.hpp"

namespace salespipe::exchange {
namespace {

constexpr std::string_view kPlan = "#plan";
constexpr std::string_view kDataThrough = "#data_through";
constexpr std::array kOwnColumns = {"slot", "period", "from", "to", "bin", "label", "value"};
constexpr std::int64_t kNoPeriod = -1;

/// A table under construction, column by column.
struct Rows {
  std::vector<std::string> slots;
  std::vector<std::int64_t> periods;
  std::vector<Day> from;
  std::vector<Day> to;
  std::vector<std::map<std::string, std::int32_t, std::less<>>> codes;
  std::vector<std::vector<std::string>> values;
  std::vector<std::vector<std::int32_t>> keys;
  std::vector<std::int64_t> bins;
  std::vector<std::string> labels;
  std::vector<Int128> amounts;

  explicit Rows(std::size_t dimensions) : codes(dimensions), values(dimensions), keys(dimensions) {}

  void add(std::string_view slot, std::int64_t period, std::int64_t bin, std::string_view label,
           Int128 amount) {
    slots.emplace_back(slot);
    periods.push_back(period);
    bins.push_back(bin);
    labels.emplace_back(label);
    amounts.push_back(amount);
  }

  void key(std::size_t dimension, std::string_view text) {
    auto& known = codes[dimension];
    auto found = known.find(text);
    if (found == known.end()) {
      found = known.emplace(text, static_cast<std::int32_t>(values[dimension].size())).first;
      values[dimension].emplace_back(text);
    }
    keys[dimension].push_back(found->second);
  }

  void no_cell() {
    from.push_back(kNoDay);
    to.push_back(kNoDay);
    for (auto& column : keys) column.push_back(-1);
  }
};

[[noreturn]] void fail_row(std::size_t row, const std::string& what) {
  throw Error(ErrorCode::schema_violation, "a state's row " + std::to_string(row) + ": " + what);
}

}  // namespace

ArrowWriter to_arrow(const PartialState& state) {
  const auto& plan = state.plan();
  for (const auto& dimension : plan.dimensions()) {
    for (const auto* own : kOwnColumns) {
      if (dimension != own) continue;
      throw Error(ErrorCode::unsupported,
                  "a state by " + quoted(dimension) +
                      " cannot be a table, which has a column of that name itself; rename the "
                      "dimension, or keep the state as bytes");
    }
  }
  Rows rows(plan.dimensions().size());
  rows.add(kPlan, kNoPeriod, 0, state.document(), 1);
  rows.no_cell();
  if (is_known(state.state().data_through())) {
    rows.add(kDataThrough, kNoPeriod, state.state().data_through().number, "", 1);
    rows.no_cell();
  }
  for (const auto& cell : state.state().cells()) {
    const bool whole = cell.period == metrics::kWholeQuery;
    rows.add(metrics::info(cell.slot).name, whole ? kNoPeriod : std::int64_t{cell.period}, cell.bin,
             cell.label, cell.amount);
    rows.from.push_back(whole ? kNoDay : plan.periods()[cell.period].period.from());
    rows.to.push_back(whole ? kNoDay : plan.periods()[cell.period].period.to());
    for (std::size_t i = 0; i < rows.keys.size(); ++i) {
      if (cell.keys.empty()) {
        rows.keys[i].push_back(-1);
      } else {
        rows.key(i, cell.keys[i]);
      }
    }
  }
  ArrowWriter out;
  out.text("slot", rows.slots);
  out.int64("period", std::move(rows.periods));
  out.dates("from", rows.from);
  out.dates("to", rows.to);
  for (std::size_t i = 0; i < rows.keys.size(); ++i) {
    out.dictionary(plan.dimensions()[i], std::move(rows.keys[i]), rows.values[i]);
  }
  out.int64("bin", std::move(rows.bins));
  out.text("label", rows.labels);
  out.decimals("value", std::move(rows.amounts), 0);
  return out;
}

PartialState state_from_arrow(const ArrowTable& table) {
  const auto slots = table.text("slot");
  const auto labels = table.text("label");
  const auto periods = table.integers("period");
  const auto bins = table.integers("bin");
  const auto amounts = table.whole_numbers("value");
  const auto text_of = [](const CodedText& column, std::size_t row) -> std::string_view {
    if (column.codes[row] < 0) return {};
    return column.values[static_cast<std::size_t>(column.codes[row])];
  };

  std::optional<PartialState> out;
  for (std::size_t row = 0; row < amounts.size(); ++row) {
    if (text_of(slots, row) != kPlan) continue;
    auto part = PartialState::empty_of(text_of(labels, row));
    if (out) {
      out->merge(part);
    } else {
      out = std::move(part);
    }
  }
  if (!out) {
    throw Error(ErrorCode::schema_violation,
                "the table is no state: it has no row whose slot is \"#plan\"");
  }
  auto& state = out->state();
  const auto& dimensions = out->plan().dimensions();
  std::vector<CodedText> columns;
  for (const auto& dimension : dimensions) columns.push_back(table.text(dimension));

  std::vector<std::string_view> keys;
  for (std::size_t row = 0; row < amounts.size(); ++row) {
    const auto name = text_of(slots, row);
    if (name == kPlan) continue;
    if (name == kDataThrough) {
      if (bins[row] < kFirstDay.number || bins[row] > kLastDay.number) {
        fail_row(row, "the last day of the data is outside the years 1400 to 9999");
      }
      state.extend_data_through(Day{static_cast<std::int32_t>(bins[row])});
      continue;
    }
    const auto slot = metrics::find_slot(name);
    if (!slot) fail_row(row, "there is no slot " + quoted(name));
    if (periods[row] < kNoPeriod || periods[row] >= std::int64_t{state.spec().periods}) {
      fail_row(row, "period " + std::to_string(periods[row]) + " is not one of the query's " +
                        std::to_string(state.spec().periods));
    }
    keys.clear();
    for (const auto& column : columns) {
      if (column.codes[row] >= 0) keys.push_back(text_of(column, row));
    }
    if (!keys.empty() && keys.size() != columns.size()) {
      fail_row(row, "some of its keys are null and some are not");
    }
    const auto period =
        periods[row] == kNoPeriod ? metrics::kWholeQuery : static_cast<std::uint32_t>(periods[row]);
    if (metrics::info(*slot).kind == metrics::SlotKind::labels) {
      state.add_label(period, keys, *slot, text_of(labels, row), amounts[row]);
    } else {
      state.add(period, keys, *slot, bins[row], amounts[row]);
    }
  }
  return std::move(*out);
}

}  // namespace salespipe::exchange
