#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "salespipe/base/day.hpp"
#include "salespipe/base/instant.hpp"
#include "salespipe/base/time_zone.hpp"
#include "salespipe/metrics/dataset.hpp"
#include "salespipe/metrics/exchange_rates.hpp"

namespace salespipe::metrics {

/// A text column of `rows` cells, as one text per row, or as codes into a dictionary (`values`)
/// when `codes` is given. Null is a text without data() (string_view{}), or a negative code. An
/// absent column has neither. A view: the builder copies what it needs before add_...() returns.
struct TextColumn {
  std::span<const std::string_view> values;
  std::span<const std::int32_t> codes;
  bool given() const noexcept { return !values.empty() || !codes.empty(); }
};

/// A column of times: local days or instants, never both. Null is kNoDay or kNoInstant.
struct TimeColumn {
  std::span<const Day> days;
  std::span<const Instant> instants;
  bool given() const noexcept { return !days.empty() || !instants.empty(); }
};

/// Opportunities as columns. Required: id, and stage unless the history tells it. Any further text
/// column is a dimension; "owner" has its own field because it changes over time, and "pipeline"
/// and "stage" theirs. The columns of all add_opportunities() calls are united; absent cells are
/// null.
struct OpportunityColumns {
  std::size_t rows = 0;
  TextColumn id;
  TextColumn pipeline;  ///< Absent or null: the pipeline that has the stage, which must be one.
  TextColumn stage;     ///< The current one.
  TextColumn owner;     ///< The current one.
  TextColumn currency;  ///< Of `value`; null: the one that the options name.
  TimeColumn created;
  TimeColumn closed;  ///< When it was won or lost; ignored for open deals.
  TimeColumn expected_close;
  std::span<const std::int64_t> value;  ///< Minor units of its currency, kNoValue; the current one.
  /// What a year of the recurring part is worth, minor units; kNoValue or 0: it is paid once.
  std::span<const std::int64_t> annual_value;
  bool tells_annual_value = false;  ///< There is such a column, which without rows cannot be seen.
  TimeColumn recorded_at;           ///< When the row was made; null: with the creation of the deal.
  std::vector<std::pair<std::string, TextColumn>> dimensions;  ///< "account", "source", ...
};

/// Changes. A cell that is not null means "from `at` on, it is this". Cells of one row happen
/// together; the stage comes last, so that a close sees the value and owner of its own row.
struct HistoryColumns {
  std::size_t rows = 0;
  TextColumn opportunity;
  TimeColumn at;
  TextColumn pipeline;  ///< Of the stage; null: the deal's pipeline, else the one that has it.
  TextColumn stage;
  TextColumn owner;
  std::span<const std::int64_t> value;  ///< Minor units; kNoValue is null.
  TextColumn currency;                  ///< Of `value`; null: the deal's.
  TimeColumn expected_close;
  TimeColumn recorded_at;  ///< When it was learned of; null: when it happened.
};

struct InteractionColumns {
  std::size_t rows = 0;
  TimeColumn at;
  TextColumn type;  ///< Names of InteractionType.
  TextColumn owner;
  TextColumn account;      ///< Null: the account of the opportunity.
  TextColumn opportunity;  ///< Null: none.
  TimeColumn recorded_at;  ///< When it was learned of; null: when it happened.
};

struct QuotaColumns {
  std::size_t rows = 0;
  TextColumn owner;  ///< Null or "": the team.
  TimeColumn from;
  TimeColumn to;  ///< First day after.
  std::span<const std::int64_t> value;
  TextColumn currency;  ///< Of `value`; null: the report's.
};

/// A point in time or a day, for the row-wise calls.
class When {
 public:
  When() = default;
  When(Day day) : day_(day) {}                  // NOLINT(google-explicit-constructor)
  When(Instant instant) : instant_(instant) {}  // NOLINT(google-explicit-constructor)
  Day day() const noexcept { return day_; }
  Instant instant() const noexcept { return instant_; }

 private:
  Day day_ = kNoDay;
  Instant instant_ = kNoInstant;
};

struct OpportunityRow {
  std::string_view id;
  std::string_view pipeline;  ///< Default (no data): null. So for every text here.
  std::string_view stage;
  std::string_view owner;
  std::string_view currency;
  When created;
  When closed;
  When expected_close;
  std::int64_t value = kNoValue;
  std::optional<std::int64_t> annual_value;  ///< Absent: as if there were no such column.
  std::vector<std::pair<std::string, std::string_view>> dimensions;
  When recorded_at;
};

struct HistoryRow {
  std::string_view opportunity;
  When at;
  std::string_view stage;
  std::optional<std::int64_t> value;
  std::optional<std::string_view> owner;
  When expected_close;
  std::string_view pipeline;
  std::string_view currency;
  When recorded_at;
};

struct InteractionRow {
  When at;
  InteractionType type = InteractionType::note;
  std::string_view owner;
  std::string_view account;
  std::string_view opportunity;
  When recorded_at;
};

struct QuotaRow {
  std::string_view owner;
  Day from;
  Day to;
  std::int64_t value = 0;
  std::string_view currency = {};
};

struct DatasetOptions {
  TimeZone zone = TimeZone::utc();  ///< Zone whose days instants become.
  std::string currency;       ///< Of the report, and of rows that name none; "" then means XXX.
  Day data_through = kNoDay;  ///< Data is known up to here; kNoDay: the last day seen.
  int threads = 1;            ///< That share the work of build().
  /// Only what had been recorded by the end of this day exists; kNoDay: everything. Which cells of
  /// a deal that hides is told in docs/tables.md.
  Day known_at = kNoDay;
  /// Amounts of other currencies are converted with these, each with the rate of its own day:
  /// changes that of the change, first values that of the creation, quotas that of their first day.
  /// Not given: several currencies are refused.
  ExchangeRates rates = {};
};

struct DatasetTables;  // lib/metrics: the tables as they came in

/// Collects tables in any order and makes a Dataset of them. Row numbers in messages count from 1
/// over all calls for that table. Cost: linear, plus sorting the deals whose history is out of
/// order. One thread at a time.
class DatasetBuilder {
 public:
  explicit DatasetBuilder(StageModel stages, DatasetOptions options = {});
  ~DatasetBuilder();
  DatasetBuilder(DatasetBuilder&&) noexcept;
  DatasetBuilder& operator=(DatasetBuilder&&) noexcept;

  /// These refuse, with what is wrong, where and what to do: columns of unequal lengths or codes
  /// outside their dictionary (invalid_argument), a missing required column or cell
  /// (schema_violation), an id twice (already_exists). A call that throws leaves the builder unfit
  /// for anything but destruction.
  void add_opportunities(const OpportunityColumns& columns);
  void add_history(const HistoryColumns& columns);
  void add_interactions(const InteractionColumns& columns);
  void add_quotas(const QuotaColumns& columns);

  void add(const OpportunityRow& row);
  void add(const HistoryRow& row);
  void add(const InteractionRow& row);
  void add(const QuotaRow& row);

  /// Resolves, sorts, synthesises the history of deals without stage entries, checks. Errors:
  /// not_found (unknown stage or opportunity), ambiguous (a stage of several pipelines),
  /// currency_mismatch (lists currencies and how many rows have each; with rates, which are missing
  /// from when to when for how many amounts), schema_violation (closed before created, no stage at
  /// all), overflow (more than 2^32 - 2 rows, a converted amount). The builder is spent.
  Dataset build();

 private:
  std::unique_ptr<DatasetTables> tables_;
};

}  // namespace salespipe::metrics
