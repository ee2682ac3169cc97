#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "salespipe/simulate/batch.hpp"
#include "salespipe/simulate/options.hpp"
#include "simulate/draw.hpp"

namespace salespipe::simulate {

inline constexpr Day kNever{std::numeric_limits<std::int32_t>::max()};

/// One person for as long as they sit in a chair. The position in Team::reps() is the owner code.
struct Rep {
  double odds = 1.0;  ///< Factor on the odds of moving a deal forward.
  double pace = 1.0;  ///< Factor on the time it takes.
  Day joined;
  Day left = kNever;  ///< First day without them.

  bool active_on(Day day) const noexcept { return joined <= day && day < left; }
};

/// Chairs of different weight, each held by one rep after another. The first chair's rep is the
/// star: there from the start, never leaves, has far more deals than anybody else.
class Team {
 public:
  explicit Team(const Options& options);

  const std::vector<Rep>& reps() const noexcept { return reps_; }
  const Rep& rep(Code owner) const { return reps_[static_cast<std::size_t>(owner)]; }
  /// Somebody who is there on that day, by the weight of their chairs.
  Code somebody(Draw& draw, Day day) const;

 private:
  std::vector<Rep> reps_;
  std::vector<std::int32_t> first_rep_;  ///< Of each chair, and one more at the end.
  Choice chairs_;
};

}  // namespace salespipe::simulate
