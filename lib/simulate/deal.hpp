#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "salespipe/simulate/batch.hpp"
#include "salespipe/simulate/rates.hpp"
#include "salespipe/simulate/world.hpp"
#include "simulate/calendar.hpp"
#include "simulate/draw.hpp"

namespace salespipe::simulate {

/// One change in a deal's life, or several at the same moment; what it leaves alone is kNo...
struct Step {
  LocalSecond at = 0;
  std::int64_t value = kNoValue;
  Code stage = kNoCode;
  Code owner = kNoCode;
  Code lost_reason = kNoCode;  ///< With the stage Lost.
  Day expected_close = kNoDay;
  Day wake_up = kNoDay;  ///< With the stage Fridge.
};

/// A stay in an open stage or the fridge: when interactions happen and next steps are due.
struct Visit {
  LocalSecond enter;
  LocalSecond leave;  ///< Calendar::end() or later when it has not ended by then.
  Code stage;
  bool closes;     ///< Ends in Won or Lost.
  bool abandoned;  ///< `leave` is when the last thing happened; the deal stays in the stage.
};

/// The life of one deal until the end of the span, before it becomes columns or a book.
struct Deal {
  Code account = 0;
  Code source = 0;
  Code product = 0;
  std::vector<Step> steps;    ///< In time order; the first is the creation.
  std::vector<Visit> visits;  ///< In time order, without gaps in between but closed times.

  /// Who owns it at that time, which is not before its creation.
  Code owner_at(LocalSecond second) const noexcept;
};

/// Fills `deal` (whose memory is used again) with the life of deal `index`.
void live(const World::Data& world, std::uint64_t index, Deal& deal);

/// Something said, written or looked at.
struct Touch {
  LocalSecond at;
  Code type;
};

/// The interactions about a deal, in time order.
void talk(const World::Data& world, std::uint64_t index, const Deal& deal,
          std::vector<Touch>& touches);

struct NextStep {
  LocalSecond created;
  LocalSecond done_at;  ///< kNotDone, or before the end of the span.
  Day due;
  Code description;
};
inline constexpr LocalSecond kNotDone = -1;

/// The next steps of a deal, in the order of their creation.
void plan(const World::Data& world, std::uint64_t index, const Deal& deal,
          std::vector<NextStep>& next_steps);

}  // namespace salespipe::simulate
