#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "salespipe/base/day.hpp"
#include "salespipe/base/diagnostic.hpp"
#include "salespipe/metrics/deal_facts.hpp"
#include "salespipe/metrics/dictionary.hpp"
#include "salespipe/metrics/stage_model.hpp"

namespace salespipe::metrics {

/// "No value known": counts as 0 in sums and is told apart in the value_missing figures.
inline constexpr std::int64_t kNoValue = std::numeric_limits<std::int64_t>::min();
/// "No row": an interaction that belongs to no opportunity.
inline constexpr std::uint32_t kNoRow = std::numeric_limits<std::uint32_t>::max();

/// A column of texts as codes.
struct DimensionColumn {
  std::string name;
  Dictionary dictionary;
  std::vector<std::uint32_t> codes;  ///< One per opportunity.
};

/// One row per deal. `value` and `owner` are those the deal began with: the history changes them.
struct Opportunities {
  std::vector<Day> created;          ///< kNoDay: unknown.
  std::vector<std::int64_t> value;   ///< Minor units, or kNoValue.
  std::vector<StageCode> stage;      ///< The last known one. kNoStage: closed on an unknown day.
  std::vector<Day> expected_close;   ///< The one it began with, or kNoDay.
  std::vector<std::uint32_t> owner;  ///< Codes of Dataset::owners.
  std::vector<DimensionColumn> dimensions;  ///< account, source, product, pipeline, ..., custom.

  std::size_t size() const noexcept { return created.size(); }
};

enum class ChangeKind : std::uint8_t { stage, value, owner, expected_close };

/// What happened to each deal, in order: rows begin[i] to begin[i + 1] are those of deal i. Every
/// deal whose `created` is known has a stage entry on or before that day.
struct History {
  std::vector<std::uint64_t> begin;  ///< One more than there are deals.
  std::vector<Day> day;              ///< Local days, rising within a deal.
  std::vector<ChangeKind> kind;
  /// The new stage code, owner code, index into `values`, or day number (as unsigned).
  std::vector<std::uint32_t> payload;
  std::vector<std::int64_t> values;  ///< New values of the value changes, minor units.
};

enum class InteractionType : std::uint8_t {
  email_out,
  email_in,
  meeting,
  call,
  note,
  email_opened,
  link_clicked,
  web_visit,
};
inline constexpr int kInteractionTypes = 8;
/// "email_out", ...
std::string_view to_string(InteractionType type) noexcept;
/// Error(invalid_argument) lists the types there are.
InteractionType parse_interaction_type(std::string_view text);

struct Interactions {
  std::vector<Day> day;
  std::vector<InteractionType> type;
  std::vector<std::uint32_t> owner;        ///< Codes of Dataset::owners.
  std::vector<std::uint32_t> account;      ///< Codes of the "account" dimension's dictionary.
  std::vector<std::uint32_t> opportunity;  ///< Row, or kNoRow.

  std::size_t size() const noexcept { return day.size(); }
};

/// The days of each deal's interactions, rising: what "last activity" reads.
struct Touches {
  std::vector<std::uint64_t> begin;  ///< Empty when no deal has interactions.
  std::vector<Day> day;
};

struct Quotas {
  std::vector<std::uint32_t> owner;  ///< Codes of Dataset::owners; 0 is the team.
  std::vector<Day> from;
  std::vector<Day> to;              ///< First day after.
  std::vector<std::int64_t> value;  ///< Minor units.

  std::size_t size() const noexcept { return owner.size(); }
};

/// What the engine reads: plain columns. DatasetBuilder makes one and keeps its promises; whoever
/// fills one by hand must keep them too. Read-only while figures are computed, from any number of
/// threads.
struct Dataset {
  StageModel stages;
  std::string zone = "UTC";      ///< Zone whose days all days here are.
  std::string currency = "XXX";  ///< ISO 4217 code of every amount; XXX: none was named.
  int minor_digits = 2;
  Dictionary owners;
  Opportunities opportunities;
  History history;
  Interactions interactions;
  bool knows_history = false;       ///< A table of changes was given, be it empty.
  bool knows_interactions = false;  ///< Likewise.
  Touches touches;
  Quotas quotas;
  DealFacts facts;            ///< Empty, or what fold_facts() makes of the columns above.
  Day data_through = kNoDay;  ///< Last day that anything happened on; kNoDay when nothing did.
  Day known_at = kNoDay;      ///< Only what was recorded by then is in; kNoDay: everything is.
  Diagnostics diagnostics;    ///< What the builder found worth telling.

  /// Index in opportunities.dimensions, or -1.
  int dimension(std::string_view name) const noexcept;
  /// Names that a query may group and filter by: owner, stage and the columns.
  std::vector<std::string> dimension_names() const;
};

}  // namespace salespipe::metrics
