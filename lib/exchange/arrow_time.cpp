#include <limits>
#include <optional>

#include "arrow_chunk.hpp"
#include "salespipe/base/text.hpp"

namespace salespipe::exchange {
namespace {

constexpr std::int64_t kMicrosPerSecond = 1'000'000;
constexpr std::int64_t kMicrosPerDay = 86'400 * kMicrosPerSecond;

/// What a format says about its numbers: "tdD", "tdm", "tss:", "tsm:", "tsu:", "tsn:" and a zone.
struct TimeUnit {
  std::int64_t multiply = 1;  ///< to microseconds
  std::int64_t divide = 1;
  bool is_date = false;  ///< days without a time
  bool is_wide = true;   ///< 64 bits, not 32
  bool zoned = false;    ///< instants; otherwise civil time
};

std::optional<TimeUnit> time_unit(std::string_view format) {
  if (format == "tdD") return TimeUnit{kMicrosPerDay, 1, true, false, false};
  if (format == "tdm") return TimeUnit{1000, 1, true, true, false};
  if (format.size() < 4 || !format.starts_with("ts") || format[3] != ':') return {};
  const bool zoned = format.size() > 4;
  switch (format[2]) {
    case 's':
      return TimeUnit{kMicrosPerSecond, 1, false, true, zoned};
    case 'm':
      return TimeUnit{1000, 1, false, true, zoned};
    case 'u':
      return TimeUnit{1, 1, false, true, zoned};
    case 'n':
      return TimeUnit{1, 1000, false, true, zoned};
    default:
      return {};
  }
}

std::int64_t floor_divide(std::int64_t a, std::int64_t b) {
  return a / b - ((a % b != 0 && (a < 0) != (b < 0)) ? 1 : 0);
}

/// One value that is not null.
struct Moment {
  std::int64_t row = 0;     ///< of the table
  std::int64_t raw = 0;     ///< as stored: orders the column
  std::int64_t micros = 0;  ///< since 1970, of UTC when zoned, else of civil time
  Day day;                  ///< the day that `micros` falls on
  const TimeUnit* unit = nullptr;
};

/// Calls work(Moment) for every value of a column that is not null.
template <class Impl, class Work>
void each_moment(const Impl& impl, std::string_view column, Work&& work) {
  impl.each_chunk(column, [&](const Chunk& chunk, std::int64_t first) {
    if (chunk.format() == "n") return;
    const auto unit = time_unit(chunk.format());
    if (!unit) {
      fail(column,
           "dates or timestamps are expected, the Arrow format is " + quoted(chunk.format()));
    }
    for (std::int64_t row = 0; row < chunk.length; ++row) {
      if (!chunk.valid(row)) continue;
      Moment moment;
      moment.row = first + row;
      moment.unit = &*unit;
      moment.raw = unit->is_wide ? chunk.value<std::int64_t>(row) : chunk.value<std::int32_t>(row);
      const bool fits = !__builtin_mul_overflow(moment.raw, unit->multiply, &moment.micros);
      moment.micros = floor_divide(moment.micros, unit->divide);
      const std::int64_t day = floor_divide(moment.micros, kMicrosPerDay);
      // A day short of the limits on both sides leaves room for any zone's offset.
      if (!fits || day < kFirstDay.number || day > kLastDay.number) {
        fail_row(column, moment.row, "the date is outside the years 1400 to 9999");
      }
      moment.day = Day{static_cast<std::int32_t>(day)};
      work(moment);
    }
  });
}

}  // namespace

bool ArrowTable::is_date(std::string_view column) const {
  const std::string_view format = impl_->schema.children[impl_->index(column)]->format;
  return format == "tdD" || format == "tdm";
}

TimeColumn ArrowTable::times(std::string_view column, const TimeZone& zone) const {
  TimeColumn out;
  out.days.assign(static_cast<std::size_t>(rows()), kNoDay);
  out.order.assign(out.days.size(), std::numeric_limits<std::int64_t>::min());
  each_moment(*impl_, column, [&](const Moment& moment) {
    const auto row = static_cast<std::size_t>(moment.row);
    out.order[row] = moment.raw;
    out.days[row] = moment.unit->zoned ? zone.day_of(Instant{moment.micros}) : moment.day;
  });
  return out;
}

std::vector<Instant> ArrowTable::instants(std::string_view column, const TimeZone& zone,
                                          int seconds_of_day) const {
  std::vector<Instant> out(static_cast<std::size_t>(rows()), kNoInstant);
  each_moment(*impl_, column, [&](const Moment& moment) {
    auto& instant = out[static_cast<std::size_t>(moment.row)];
    if (moment.unit->zoned) {
      instant = Instant{moment.micros};
      return;
    }
    const std::int64_t in_day = moment.micros - moment.day.number * kMicrosPerDay;
    const auto seconds = static_cast<int>(in_day / kMicrosPerSecond);
    instant = zone.at(moment.day, moment.unit->is_date ? seconds_of_day : seconds);
    if (!moment.unit->is_date) instant.micros += in_day % kMicrosPerSecond;
  });
  return out;
}

}  // namespace salespipe::exchange
