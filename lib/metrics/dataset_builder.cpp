#include "salespipe/metrics/dataset_builder.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "metrics/dataset_tables.hpp"

namespace salespipe::metrics {
namespace {

constexpr std::size_t kMostRows = std::numeric_limits<std::uint32_t>::max() - 1;

void check_length(std::size_t given, std::size_t rows, std::string_view table,
                  std::string_view column) {
  if (given == 0 || given == rows) return;
  throw Error(ErrorCode::invalid_argument,
              std::string(table) + ": column " + quoted(column) + " has " + std::to_string(given) +
                  " cells, the table " + std::to_string(rows) + " rows");
}

void check_rows(std::size_t before, std::size_t rows, std::string_view table) {
  if (rows > kMostRows - before) {
    throw Error(ErrorCode::overflow, std::string(table) + ": more than 2^32 - 2 rows in one data " +
                                         "set; split it and merge the states");
  }
}

/// Appends a coded column to `out`; `codes` are those of its dictionary's values.
void append_codes(const TextColumn& column, std::string_view table, std::string_view name,
                  const std::vector<std::uint32_t>& codes, std::uint32_t null_code,
                  std::vector<std::uint32_t>& out) {
  out.reserve(out.size() + column.codes.size());
  for (std::size_t row = 0; row < column.codes.size(); ++row) {
    const std::int32_t code = column.codes[row];
    if (code >= 0 && static_cast<std::size_t>(code) >= codes.size()) {
      throw Error(ErrorCode::invalid_argument,
                  row_name(table, row) + ": code " + std::to_string(code) + " of column " +
                      quoted(name) + " lies outside its dictionary of " +
                      std::to_string(codes.size()));
    }
    out.push_back(code < 0 ? null_code : codes[static_cast<std::size_t>(code)]);
  }
}

/// Appends a text column to `out` as codes of `dictionary`; null and absent become `null_code`.
void append_texts(const TextColumn& column, std::size_t rows, std::string_view table,
                  std::string_view name, Dictionary& dictionary, std::uint32_t null_code,
                  std::vector<std::uint32_t>& out) {
  if (!column.given()) {
    out.resize(out.size() + rows, null_code);
    return;
  }
  const auto code_of = [&](std::string_view text) {
    return text.data() == nullptr ? null_code : dictionary.intern(text);
  };
  if (column.codes.empty()) {
    check_length(column.values.size(), rows, table, name);
    for (const std::string_view text : column.values) out.push_back(code_of(text));
    return;
  }
  check_length(column.codes.size(), rows, table, name);
  std::vector<std::uint32_t> codes;
  codes.reserve(column.values.size());
  for (const std::string_view text : column.values) codes.push_back(code_of(text));
  append_codes(column, table, name, codes, null_code, out);
}

/// Likewise ids; null is 0.
void append_ids(const TextColumn& column, std::size_t rows, std::string_view table,
                std::string_view name, DatasetTables& tables, std::vector<std::uint32_t>& out) {
  if (!column.given()) {
    out.resize(out.size() + rows, 0);
    return;
  }
  if (column.codes.empty()) {
    check_length(column.values.size(), rows, table, name);
    tables.ids.intern_all(column.values, 0, tables.options.threads, out);
    return;
  }
  check_length(column.codes.size(), rows, table, name);
  std::vector<std::uint32_t> codes;
  tables.ids.intern_all(column.values, 0, tables.options.threads, codes);
  append_codes(column, table, name, codes, 0, out);
}

void append_values(std::span<const std::int64_t> column, std::size_t rows, std::string_view table,
                   std::string_view name, std::vector<std::int64_t>& out) {
  check_length(column.size(), rows, table, name);
  if (column.empty()) {
    out.resize(out.size() + rows, kNoValue);
  } else {
    out.insert(out.end(), column.begin(), column.end());
  }
}

/// Appends a time column as local days, and, where asked, as a sort key in microseconds.
void append_times(const TimeColumn& column, std::size_t rows, std::string_view table,
                  std::string_view name, const TimeZone& zone, std::vector<Day>& days) {
  if (!column.given()) {
    days.resize(days.size() + rows, kNoDay);
    return;
  }
  if (!column.days.empty() && !column.instants.empty()) {
    throw Error(ErrorCode::invalid_argument, std::string(table) + ": column " + quoted(name) +
                                                 " has both days and instants; give one");
  }
  check_length(column.days.size() + column.instants.size(), rows, table, name);
  const std::size_t first = days.size();
  for (const Day day : column.days) days.push_back(day);
  for (const Instant instant : column.instants) days.push_back(zone.day_of(instant));
  for (std::size_t i = first; i < days.size(); ++i) {
    if (is_known(days[i]) && (days[i] < kFirstDay || days[i] > kLastDay)) {
      throw Error(ErrorCode::invalid_argument, row_name(table, i) + ": column " + quoted(name) +
                                                   " has a day outside the years 1400 to 9999");
    }
  }
}

/// Appends the days on which rows were recorded; where that is not told, `otherwise`. Returns how
/// many of a given column are not.
std::int64_t append_recorded(const TimeColumn& column, std::size_t rows, std::string_view table,
                             const TimeZone& zone, std::span<const Day> otherwise,
                             std::vector<Day>& days) {
  const std::size_t before = days.size();
  append_times(column, rows, table, "recorded_at", zone, days);
  std::int64_t unknown = 0;
  for (std::size_t row = 0; row < rows; ++row) {
    if (is_known(days[before + row])) continue;
    if (column.given()) ++unknown;
    if (!otherwise.empty()) days[before + row] = otherwise[row];
  }
  return unknown;
}

[[noreturn]] void missing(std::string_view table, std::size_t row, std::string_view column) {
  throw Error(ErrorCode::schema_violation,
              row_name(table, row) + ": column " + quoted(column) + " is empty but required");
}

}  // namespace

std::size_t DatasetTables::dimension(std::string_view name) {
  for (std::size_t i = 0; i < deals.dimensions.size(); ++i) {
    if (deals.dimensions[i].name == name) return i;
  }
  deals.dimensions.push_back({std::string(name), {}, {}});
  return deals.dimensions.size() - 1;
}

std::int64_t DatasetTables::start_of(Day day) {
  const auto [found, is_new] = day_starts.try_emplace(day.number, 0);
  if (is_new) found->second = options.zone.start_of(day).micros;
  return found->second;
}

DatasetBuilder::DatasetBuilder(StageModel stages, DatasetOptions options)
    : tables_(std::make_unique<DatasetTables>()) {
  tables_->stages = std::move(stages);
  tables_->options = std::move(options);
  tables_->row_of.push_back(kNoRow);
  tables_->currency_rows.push_back(0);
}

DatasetBuilder::~DatasetBuilder() = default;
DatasetBuilder::DatasetBuilder(DatasetBuilder&&) noexcept = default;
DatasetBuilder& DatasetBuilder::operator=(DatasetBuilder&&) noexcept = default;

void DatasetBuilder::add_opportunities(const OpportunityColumns& columns) {
  constexpr std::string_view kTable = "opportunities";
  auto& [id, pipeline, stage, owner, created, closed, expected_close, closed_order, value,
         annual_value, dimensions, currencies, first_value, recorded] = tables_->deals;
  const std::size_t before = id.size();
  const std::size_t rows = columns.rows;
  check_rows(before, rows, kTable);
  append_ids(columns.id, rows, kTable, "id", *tables_, id);
  tables_->row_of.resize(tables_->ids.size(), kNoRow);
  for (std::size_t row = before; row < id.size(); ++row) {
    if (id[row] == 0) missing(kTable, row, "id");
    std::uint32_t& known = tables_->row_of[id[row]];
    if (known != kNoRow) {
      throw Error(ErrorCode::already_exists, row_name(kTable, row) + ": id " +
                                                 quoted(std::string(tables_->ids.text(id[row]))) +
                                                 " is already that of row " +
                                                 std::to_string(known + 1));
    }
    known = static_cast<std::uint32_t>(row);
  }
  append_texts(columns.pipeline, rows, kTable, "pipeline", tables_->names, kNull, pipeline);
  append_texts(columns.stage, rows, kTable, "stage", tables_->names, kNull, stage);
  append_texts(columns.owner, rows, kTable, "owner", tables_->owners, 0, owner);
  const TimeZone& zone = tables_->options.zone;
  append_times(columns.created, rows, kTable, "created", zone, created);
  append_times(columns.closed, rows, kTable, "closed", zone, closed);
  append_times(columns.expected_close, rows, kTable, "expected_close", zone, expected_close);
  append_values(columns.value, rows, kTable, "value", value);
  append_values(columns.annual_value, rows, kTable, "annual_value", annual_value);
  if (columns.tells_annual_value || !columns.annual_value.empty()) {
    tables_->knows_annual_values = true;
  }
  closed_order.resize(id.size(), std::numeric_limits<std::int64_t>::max());
  for (std::size_t row = 0; row < columns.closed.instants.size(); ++row) {
    closed_order[before + row] = columns.closed.instants[row].micros;
  }

  std::vector<std::uint32_t> currency;
  append_texts(columns.currency, rows, kTable, "currency", tables_->currencies, 0, currency);
  tables_->currency_rows.resize(tables_->currencies.size(), 0);
  for (const std::uint32_t code : currency) ++tables_->currency_rows[code];
  if (tables_->options.rates.given()) {
    currencies.insert(currencies.end(), currency.begin(), currency.end());
  }
  if (is_known(tables_->options.known_at)) {
    append_recorded(columns.recorded_at, rows, kTable, zone, {}, recorded);
  }

  for (const auto& [name, column] : columns.dimensions) {
    if (name.empty() || name == "owner" || name == "stage" || name == "pipeline") {
      throw Error(ErrorCode::invalid_argument, "opportunities: a dimension cannot be called " +
                                                   quoted(name) + "; use the field of that name");
    }
    DimensionColumn& target = dimensions[tables_->dimension(name)];
    if (target.codes.size() > before) {
      throw Error(ErrorCode::invalid_argument,
                  "opportunities: column " + quoted(name) + " is there twice");
    }
    target.codes.resize(before, 0);
    append_texts(column, rows, kTable, name, target.dictionary, 0, target.codes);
  }
  for (DimensionColumn& column : dimensions) column.codes.resize(id.size(), 0);
}

void DatasetBuilder::add_history(const HistoryColumns& columns) {
  constexpr std::string_view kTable = "history";
  tables_->knows_history = true;
  auto& [id, pipeline, stage, owner, day, expected_close, order, value, currency, recorded,
         clustered] = tables_->changes;
  const std::size_t before = id.size();
  const std::size_t rows = columns.rows;
  check_rows(before, rows, kTable);
  append_ids(columns.opportunity, rows, kTable, "opportunity", *tables_, id);
  append_texts(columns.pipeline, rows, kTable, "pipeline", tables_->names, kNull, pipeline);
  append_texts(columns.stage, rows, kTable, "stage", tables_->names, kNull, stage);
  append_texts(columns.owner, rows, kTable, "owner", tables_->owners, kNull, owner);
  const TimeZone& zone = tables_->options.zone;
  append_times(columns.at, rows, kTable, "at", zone, day);
  append_times(columns.expected_close, rows, kTable, "expected_close", zone, expected_close);
  append_values(columns.value, rows, kTable, "value", value);
  if (tables_->options.rates.given()) {
    append_texts(columns.currency, rows, kTable, "currency", tables_->currencies, kNull, currency);
    tables_->currency_rows.resize(tables_->currencies.size(), 0);
  }
  if (is_known(tables_->options.known_at)) {
    tables_->recorded_unknown += append_recorded(columns.recorded_at, rows, kTable, zone,
                                                 std::span(day).subspan(before), recorded);
  }
  for (std::size_t row = before; row < id.size(); ++row) {
    if (id[row] == 0) missing(kTable, row, "opportunity");
    if (!is_known(day[row])) missing(kTable, row, "at");
    order.push_back(columns.at.instants.empty() ? tables_->start_of(day[row])
                                                : columns.at.instants[row - before].micros);
  }
}

void DatasetBuilder::add_interactions(const InteractionColumns& columns) {
  constexpr std::string_view kTable = "interactions";
  tables_->knows_interactions = true;
  auto& [day, type, owner, account, id, recorded] = tables_->interactions;
  const std::size_t before = day.size();
  const std::size_t rows = columns.rows;
  check_rows(before, rows, kTable);
  append_times(columns.at, rows, kTable, "at", tables_->options.zone, day);
  Dictionary type_names;
  std::vector<std::uint32_t> type_codes;
  append_texts(columns.type, rows, kTable, "type", type_names, 0, type_codes);
  std::vector<InteractionType> types(type_names.size(), InteractionType::note);
  for (std::uint32_t code = 1; code < type_names.size(); ++code) {
    types[code] = parse_interaction_type(type_names.text(code));
  }
  append_texts(columns.owner, rows, kTable, "owner", tables_->owners, 0, owner);
  append_ids(columns.opportunity, rows, kTable, "opportunity", *tables_, id);
  if (columns.account.given()) {
    DimensionColumn& accounts = tables_->deals.dimensions[tables_->dimension("account")];
    accounts.codes.resize(tables_->deals.size(), 0);
    append_texts(columns.account, rows, kTable, "account", accounts.dictionary, 0, account);
  } else {
    account.resize(account.size() + rows, 0);
  }
  if (is_known(tables_->options.known_at)) {
    append_recorded(columns.recorded_at, rows, kTable, tables_->options.zone,
                    std::span(day).subspan(before), recorded);
  }
  for (std::size_t row = before; row < day.size(); ++row) {
    if (!is_known(day[row])) missing(kTable, row, "at");
    const std::uint32_t code = type_codes[row - before];
    if (code == 0) missing(kTable, row, "type");
    type.push_back(types[code]);
  }
}

void DatasetBuilder::add_quotas(const QuotaColumns& columns) {
  constexpr std::string_view kTable = "quotas";
  auto& [owner, from, to, value] = tables_->quotas;
  const std::size_t before = owner.size();
  const std::size_t rows = columns.rows;
  check_rows(before, rows, kTable);
  append_texts(columns.owner, rows, kTable, "owner", tables_->owners, 0, owner);
  append_times(columns.from, rows, kTable, "from", tables_->options.zone, from);
  append_times(columns.to, rows, kTable, "to", tables_->options.zone, to);
  append_values(columns.value, rows, kTable, "value", value);
  if (tables_->options.rates.given()) {
    append_texts(columns.currency, rows, kTable, "currency", tables_->currencies, 0,
                 tables_->quota_currency);
    tables_->currency_rows.resize(tables_->currencies.size(), 0);
  }
  for (std::size_t row = before; row < owner.size(); ++row) {
    if (!is_known(from[row])) missing(kTable, row, "from");
    if (!is_known(to[row])) missing(kTable, row, "to");
    if (value[row] == kNoValue) missing(kTable, row, "value");
    if (from[row] >= to[row]) {
      throw Error(ErrorCode::schema_violation,
                  row_name(kTable, row) + ": the quota ends before it begins");
    }
  }
}

}  // namespace salespipe::metrics
