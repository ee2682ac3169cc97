#pragma once

#include <cstdint>

#include "salespipe/base/day.hpp"
#include "salespipe/base/money.hpp"

namespace salespipe::simulate {

/// What team to simulate. Equal options give equal teams, on every machine and in any number of
/// threads: there is no clock and no other source of chance.
struct Options {
  std::uint64_t opportunities = 2000;  ///< 0 to 1'000'000'000.
  std::uint64_t seed = 1;
  int months = 24;    ///< Length of the simulated span, 1 to 240.
  Day start{19723};   ///< First day of the span, Europe/Stockholm; default 2024-01-01.
  int team_size = 0;  ///< Sales chairs, 1 to 10'000; 0 = grows with the number of deals.
  Currency currency{"EUR"};
  bool interactions = true;  ///< Off: the same deals without their mails, calls and meetings.
  bool tasks = true;         ///< Off: the same deals without their next steps.
  int threads = 1;           ///< 1 to 256; changes the time it takes, never the result.
};

/// Error(invalid_argument) naming the option that is out of its range. The span must lie between
/// 1970 and 2199.
void check(const Options& options);

/// The day after the last one of the simulated span: nothing happens on or after it.
Day end_of_span(const Options& options);

/// The team size in force: the given one, else 2 plus the cube root of the number of deals (14
/// chairs for 2,000 deals, 217 for ten million).
int team_size(const Options& options);

}  // namespace salespipe::simulate
