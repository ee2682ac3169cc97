#pragma once

#include <string>
#include <string_view>

#include "salespipe/base/day.hpp"
#include "salespipe/base/instant.hpp"

namespace salespipe {

/// An IANA time zone over the system's tzdata. Cheap to copy; zones live as long as the process and
/// do not change in it. Thread safe. Years after the last one on record follow the zone's rule.
class TimeZone {
 public:
  static TimeZone utc();
  /// "Europe/Stockholm", "UTC". Error(not_found) for an unknown name, naming it, and for a zone
  /// whose data the system lacks. The first call for a name reads the data; later ones look it up.
  static TimeZone find(std::string_view name);

  const std::string& name() const noexcept { return *name_; }
  /// The local day that an instant falls on. kNoInstant gives kNoDay. Constant time, no error.
  Day day_of(Instant instant) const;
  /// The first instant of a local day (00:00, or the first moment after a gap; for a day that the
  /// zone skipped, the moment it skipped it). kNoDay gives kNoInstant. The day after kLastDay is
  /// allowed, as the end of a period. Error(invalid_argument) for other days outside the range.
  Instant start_of(Day day) const;
  /// The instant of a local wall-clock time of a day; `seconds` since local midnight. In a gap: the
  /// moment the gap ends; where a time occurs twice: the earlier. Days as in start_of().
  /// Error(invalid_argument) unless 0 <= seconds < 86400.
  Instant at(Day day, int seconds) const;

  bool operator==(const TimeZone& other) const noexcept { return zone_ == other.zone_; }

 private:
  TimeZone(const void* zone, const std::string* name) : zone_(zone), name_(name) {}
  const void* zone_;  // nullptr for UTC, else a table of offsets (time_zone.cpp)
  const std::string* name_;
};

}  // namespace salespipe
