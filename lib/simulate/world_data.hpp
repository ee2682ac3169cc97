#pragma once

#include <array>

#include "salespipe/simulate/world.hpp"
#include "simulate/calendar.hpp"
#include "simulate/draw.hpp"
#include "simulate/team.hpp"

namespace salespipe::simulate {

/// What a World holds: the names, and the tables that deals are drawn from.
struct World::Data {
  explicit Data(const Options& given);

  Options options;
  Calendar calendar;
  Team team;
  Dictionaries names;
  double minor_units;  ///< In one unit of the currency.

  Choice sources;
  Choice products;
  std::array<Choice, 5> lost_reasons;       ///< By open stage, then the fridge.
  std::array<Choice, 5> interaction_types;  ///< Likewise.
  std::array<Count, 5> conversations;       ///< Likewise: how many in a visit.
};

}  // namespace salespipe::simulate
