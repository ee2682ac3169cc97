#pragma once

#include <cstddef>
#include <cstdint>

#include "salespipe/simulate/generate.hpp"

namespace salespipe::simulate {

inline constexpr std::uint64_t kBigTeam = 50'000;

/// 50,000 deals over three years, made once for all tests.
struct BigTeam {
  World world;
  Batch batch;
};

inline const BigTeam& big_team() {
  static const BigTeam team = [] {
    Options options;
    options.opportunities = kBigTeam;
    options.months = 36;
    World world = make_world(options);
    Batch batch = generate(world, 0, kBigTeam);
    return BigTeam{std::move(world), std::move(batch)};
  }();
  return team;
}

/// Calls `visit(deal, first, last)` with the run [first, last) of history rows of each deal.
template <class Visit>
void for_each_history(const HistoryColumns& history, Visit visit) {
  for (std::size_t first = 0; first < history.size();) {
    std::size_t last = first;
    while (last < history.size() && history.opportunity[last] == history.opportunity[first]) {
      ++last;
    }
    visit(static_cast<std::size_t>(history.opportunity[first]), first, last);
    first = last;
  }
}

}  // namespace salespipe::simulate
