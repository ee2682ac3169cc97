#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "salespipe/metrics/dataset.hpp"
#include "salespipe/metrics/query.hpp"
#include "salespipe/metrics/report.hpp"

namespace salespipe::metrics {

/// "As it was": an owner that a change does not touch.
inline constexpr std::uint32_t kSameOwner = 0xFFFFFFFF;

/// What happened to a deal on a day. What is given holds from then on; like the cells of one row of
/// a history, it happens together, the stage last.
struct LiveChange {
  Day day = kNoDay;
  StageCode stage = kNoStage;        ///< kNoStage: as it was.
  std::int64_t value = kNoValue;     ///< kNoValue: as it was.
  std::uint32_t owner = kSameOwner;  ///< A code from Live::owner().
  Day expected_close = kNoDay;       ///< kNoDay: as it was.
  int dimension = -1;                ///< A column whose value is another one now, or -1.
  std::uint32_t dimension_code = 0;  ///< The value: a code from Live::code().
};

/// Which question a Live keeps the answer to.
struct WatchId {
  std::uint32_t number = 0;
  bool operator==(const WatchId&) const = default;
};

/// Deals that change, and the figures that are watched over them. Each event takes the deal's
/// contributions out of the watched cells, changes the deal, and puts the new ones in; only those
/// that the event can touch. A report is what evaluate() says over dataset(), to the bit.
///
/// Made from a Dataset; its stages, zone, currency, quotas, names of dimensions, and whether it
/// knows a history and interactions, stay. Cost of an event: some 3 microseconds for eight watches
/// of a million deals (benchmarks/live_events.cpp), when it is the latest of its deal; in
/// proportion to the deal's history and the periods watched otherwise. Memory allocation only while
/// something grows. One thread at a time.
class Live {
 public:
  /// `follows`: the last day of the data moves on with what happens; otherwise only by
  /// extend_data_through().
  explicit Live(Dataset dataset, bool follows = true);
  Live(Live&&) noexcept;
  Live& operator=(Live&&) noexcept;
  ~Live();

  /// Keeps the answer to a query from now on. Errors as compile(). Cost: one pass over all deals.
  WatchId watch(const Query& query);
  /// Error(not_found) for a watch that there is not, here and below.
  void unwatch(WatchId id);
  /// The figures as they are now. Cost: in cells, as finish().
  Report report(WatchId id) const;
  /// The cells as they are now, for merging with those of other parts.
  State state(WatchId id) const;
  const Plan& plan(WatchId id) const;
  /// How many events there were; the same number means that no report can have changed.
  std::uint64_t version() const noexcept;

  // Codes: what events name owners and values by. A new text gets a new code.

  std::uint32_t owner(std::string_view text);
  /// Index of a dimension, for LiveChange and code(). Error(not_found).
  int dimension(std::string_view name) const;
  std::uint32_t code(int dimension, std::string_view text);

  // Events. Errors: not_found for a deal or code that there is not, invalid_argument for a day that
  // is none; then nothing has changed.

  /// A change of a deal. Days may come in any order: a late change takes its place behind what
  /// happened up to its day.
  void change(std::uint32_t deal, const LiveChange& change);
  /// A further deal: a row of another data set with the same stages, zone, currency and no
  /// dimension that is unknown here, else Error(invalid_argument). Its interactions are not taken.
  /// Returns its number; deals of the first data set are numbered by their rows.
  std::uint32_t add(const Dataset& dataset, std::size_t row);
  /// A deal told anew, as add(). Its interactions stay.
  void replace(std::uint32_t deal, const Dataset& dataset, std::size_t row);
  /// Takes a deal and its interactions out for good. Its number is not given again.
  void remove(std::uint32_t deal);
  /// An email, call, ... `account` 0: the deal's account of now, which it keeps;
  /// `deal` kNoRow: of no deal.
  void interaction(Day day, InteractionType type, std::uint32_t owner, std::uint32_t account,
                   std::uint32_t deal);
  /// The data are through up to a later day: time passed and nothing happened.
  void extend_data_through(Day day);

  /// What stays of the first data set, and the columns of the deals; histories are not in it.
  const Dataset& columns() const noexcept;
  /// How many deal numbers there are, those taken out included.
  std::size_t size() const noexcept;
  /// What is there now, as columns. Cost: a copy of all.
  Dataset dataset() const;

 private:
  struct Data;
  std::unique_ptr<Data> data_;
};

}  // namespace salespipe::metrics
