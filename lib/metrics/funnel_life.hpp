#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "metrics/stage_looks.hpp"
#include "salespipe/metrics/funnel.hpp"

namespace salespipe::metrics {

/// The durations that a funnel counts, in days.
enum class FunnelDays : std::uint8_t { visit, open_visit, advance, lost, waiting };
inline constexpr std::array kFunnelDays{Slot::funnel_visit_days, Slot::funnel_open_visit_days,
                                        Slot::funnel_advance_days, Slot::funnel_lost_days,
                                        Slot::funnel_waiting_days};
/// The counts.
inline constexpr std::array kFunnelCounts{Slot::funnel_reached,   Slot::funnel_entered,
                                          Slot::funnel_strict,    Slot::funnel_still_there,
                                          Slot::funnel_lost_from, Slot::funnel_skipped,
                                          Slot::funnel_advanced,  Slot::funnel_lost_before_next};

/// What one way through the stages says in a funnel, whatever the days on which it was taken: the
/// rules of the funnel live here. Moments are numbered; which day each was, the caller knows.
class FunnelLife {
 public:
  /// Stand for the cut of the funnel, and for the last day before it.
  static constexpr std::uint32_t kCut = 0xFFFFFFFF;
  static constexpr std::uint32_t kLastDay = 0xFFFFFFFE;

  /// Days from one moment to another (or the cut, or the last day), in a step.
  struct Stay {
    FunnelDays days;
    std::uint16_t step;
    std::uint32_t from;
    std::uint32_t to;
  };
  struct Count {
    Slot slot;
    std::uint16_t step;
  };
  /// A visit of a step led to another step, to won (the step behind the open ones) or to lost
  /// (the one behind that).
  struct Exit {
    std::uint16_t step;
    std::uint16_t to;
  };
  struct Tale {
    bool counts = false;  ///< False: the deal does not stand in the funnel's pipeline.
    std::vector<Count> counted;
    std::vector<Stay> stays;
    std::vector<Exit> exits;
    /// The last winning of a deal that stands in won; kCut of the others.
    std::uint32_t won_at = kCut;
  };

  explicit FunnelLife(const FunnelPlan& plan);

  /// The stages that a deal entered, moment by moment (kNoStage: none at that moment).
  /// `creation_known` false: when the deal came to a stage, nobody knows. The tale stays as it is
  /// until the next call.
  const Tale& tell(std::span<const StageCode> entered, bool creation_known);

  std::size_t steps() const noexcept { return won_ + 1; }

 private:
  /// What the funnel asks of a stage.
  struct Role {
    bool here = false;  // in the pipeline that the funnel is of
    StageOutcome outcome = StageOutcome::parked;
    std::uint16_t ordinal = 0;
  };
  struct Visit {
    std::uint16_t step;
    std::uint32_t from;
    std::uint32_t to;
  };

  void reset();
  void enter(StageCode stage, std::uint32_t moment);
  void tell_counts();
  void tell_visits();
  void tell_waits();
  void count(Slot slot, std::size_t step) {
    tale_.counted.push_back({slot, static_cast<std::uint16_t>(step)});
  }
  void stay(FunnelDays days, std::size_t step, std::uint32_t from, std::uint32_t to) {
    tale_.stays.push_back({days, static_cast<std::uint16_t>(step), from, to});
  }

  static constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);

  std::size_t won_;
  std::vector<Role> roles_;  // by stage
  Tale tale_;

  std::vector<std::uint8_t> entered_;
  std::vector<std::uint32_t> reached_at_;
  std::vector<Visit> visits_;
  StageCode stage_ = kNoStage;
  std::uint32_t since_ = 0;
  std::uint32_t lost_since_ = 0;
  std::uint32_t won_at_ = 0;
  std::size_t furthest_ = kNowhere;
  std::size_t last_open_ = kNowhere;
  std::size_t level_ = 0;
};

}  // namespace salespipe::metrics
