#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "metrics/deal_rows.hpp"
#include "metrics/live_watch.hpp"
#include "metrics/run_pool.hpp"
#include "salespipe/metrics/live.hpp"

namespace salespipe::metrics {

/// What is behind a Live. Opportunities, interactions, quotas and dictionaries are those of a
/// Dataset; histories and touches are lists that can grow.
struct Live::Data {
  struct Entry {
    std::int64_t payload = 0;  // a new value in minor units; else as in History
    Day day;
    ChangeKind kind = ChangeKind::stage;
  };
  struct Touch {
    Day day;
    std::uint32_t row = 0;  // of the interactions
  };
  struct Story {
    RunPool<Entry>::Run changes;
    RunPool<Touch>::Run touches;  // by day
    bool gone = false;
  };

  Data(Dataset dataset, bool follows_events);

  // Refusals.
  const LiveWatch& watched(WatchId id) const;
  DimensionColumn& column(int dimension);
  void check_deal(std::uint32_t deal) const;
  void check_fits(const Dataset& other, std::size_t row) const;

  // Codes.
  std::uint32_t intern(Dictionary& dictionary, std::string_view text);
  /// To be called before contributions of new codes are told.
  void grow_watches();

  // Deals.
  void add_row();
  void put(std::uint32_t deal, const Dataset& other, std::size_t row);
  Day last_day(std::uint32_t deal) const;
  /// The rows of a deal; valid until the next call.
  DealRows rows(std::uint32_t deal);
  void tell_whole(std::uint32_t deal, int sign);
  void tell_interactions(LiveWatch& watch, std::uint32_t deal, const DealRows& rows, int sign);
  void tell_all(LiveWatch& watch);

  // Events.
  void change(std::uint32_t deal, const LiveChange& change);
  void interaction(Day day, InteractionType type, std::uint32_t owner, std::uint32_t account,
                   std::uint32_t deal);
  /// Something happened on a day.
  void reach(Day day) {
    if (follows && day > columns.data_through) move_data_through(day);
  }
  void move_data_through(Day day);

  Dataset dataset() const;

  Dataset columns;  // its history and touches are empty
  bool follows;
  std::vector<Story> stories;  // by deal
  RunPool<Entry> entries;
  RunPool<Touch> touches;
  std::vector<std::unique_ptr<LiveWatch>> watches;  // nullptr: no longer watched
  std::vector<std::uint32_t> undated;               // deals that came without any day
  std::uint64_t version = 0;

 private:
  void apply(std::uint32_t deal, const LiveChange& change);
  void read_entries(std::uint32_t deal);
  void append_row(const Entry& entry);
  DealRows view(std::uint32_t deal) const;
  void read_touches(std::uint32_t deal);

  bool grown_ = false;
  // The deal at hand, as columns.
  std::vector<Day> day_;
  std::vector<ChangeKind> kind_;
  std::vector<std::uint32_t> payload_;
  std::vector<std::int64_t> values_;
  std::vector<Day> touch_;
  DealPass::Story story_;
  std::vector<std::size_t> from_;  // by watch, between taking out and putting in
};

}  // namespace salespipe::metrics
