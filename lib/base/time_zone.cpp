#include "salespipe/base/time_zone.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <exception>
#include <fstream>
#include <functional>
#include <iterator>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include <date/tz.h>

#include "posix_rule.hpp"
#include "salespipe/base/error.hpp"
#include "salespipe/base/text.hpp"

namespace salespipe {
namespace {

constexpr std::int64_t kMicrosPerSecond = 1'000'000;
constexpr std::int64_t kSecondsPerDay = 86'400;
constexpr std::int64_t kMicrosPerDay = kSecondsPerDay * kMicrosPerSecond;
// The Gregorian calendar repeats itself, weekdays included, and so do the yearly rules of a zone.
constexpr int kYearsPerCycle = 400;
constexpr std::int64_t kSecondsPerCycle = 146'097 * kSecondsPerDay;

constexpr std::int64_t floor_divide(std::int64_t a, std::int64_t b) {
  return a / b - (a % b < 0 ? 1 : 0);
}

/// The offset from `start` (seconds since 1970, UTC) until the next segment starts.
struct Segment {
  std::int64_t start;
  std::int32_t offset;  ///< Seconds east of Greenwich.
};

/// What the data holds of a zone before its rule takes over.
struct Record {
  std::vector<Segment> segments;
  /// The last change on record, also one of name only (Portugal in March 1996): the rule counts
  /// from there. 0 when there is none.
  std::int64_t last_change = 0;
};

/// A zone as a table of segments. The tz library's own look-up searches and builds a text at every
/// call; this one takes a few loads, because columns of instants go through it.
class ZoneTable {
 public:
  ZoneTable(Record record, const std::optional<detail::PosixRule>& rule)
      : segments_(std::move(record.segments)) {
    if (rule) continue_with(*rule, record.last_change);
    // A sentinel, so that the search below needs no test for the end.
    segments_.push_back({std::numeric_limits<std::int64_t>::max(), segments_.back().offset});
    build_index();
  }

  std::int32_t offset_at(std::int64_t seconds) const {
    return segments_[segment_at(into_cycle(seconds))].offset;
  }

  /// The instant of a local time (seconds since 1970-01-01T00:00 there): the earlier of two, the
  /// end of the gap for a time that was skipped.
  std::int64_t instant_of(std::int64_t local) const {
    const std::int64_t shift = cycles_beyond(local - 2 * kSecondsPerDay) * kSecondsPerCycle;
    const std::int64_t wanted = local - shift;
    // No offset is as large as two days: the segment sought is this one or later.
    std::size_t i = segment_at(wanted - 2 * kSecondsPerDay);
    while (i + 2 < segments_.size() && wanted >= segments_[i + 1].start + segments_[i].offset) ++i;
    return std::max(wanted - segments_[i].offset, segments_[i].start) + shift;
  }

 private:
  // 194 days: at most one or two changes of a zone fall into one bucket.
  static constexpr int kBucketBits = 24;

  std::int64_t cycles_beyond(std::int64_t seconds) const {
    return seconds < cycle_end_ ? 0 : (seconds - cycle_end_) / kSecondsPerCycle + 1;
  }

  std::int64_t into_cycle(std::int64_t seconds) const {
    return seconds - cycles_beyond(seconds) * kSecondsPerCycle;
  }

  std::size_t segment_at(std::int64_t seconds) const {
    if (seconds < segments_[1].start) return 0;
    const auto bucket = static_cast<std::size_t>((seconds - segments_[1].start) >> kBucketBits);
    std::size_t i = first_in_bucket_[std::min(bucket, first_in_bucket_.size() - 1)];
    while (segments_[i + 1].start <= seconds) ++i;
    return i;
  }

  void append(Segment segment) {
    if (segment.start == segments_.back().start) {
      segments_.back().offset = segment.offset;
    } else if (segment.start > segments_.back().start &&
               segment.offset != segments_.back().offset) {
      segments_.push_back(segment);
    }
  }

  /// Appends one whole cycle of the rule's changes; later years are mapped into it.
  void continue_with(const detail::PosixRule& rule, std::int64_t recorded) {
    if (!rule.has_daylight) return;
    const auto last_day = static_cast<std::int32_t>(floor_divide(recorded, kSecondsPerDay));
    const int year{date::year_month_day{date::sys_days{date::days{last_day}}}.year()};
    std::vector<Segment> changes;
    for (int y = year - 1; y <= year + kYearsPerCycle + 2; ++y) {
      changes.push_back({rule.end.local_seconds(y) - rule.daylight_offset, rule.standard_offset});
      changes.push_back({rule.start.local_seconds(y) - rule.standard_offset, rule.daylight_offset});
    }
    // Stable: where daylight time ends and starts again at one instant, it goes on.
    std::stable_sort(changes.begin(), changes.end(),
                     [](const Segment& a, const Segment& b) { return a.start < b.start; });
    for (const Segment& change : changes) {
      if (change.start > recorded) append(change);
    }
    const date::sys_days cycle_begin{date::year{year + 1} / date::January / 1};
    cycle_end_ = cycle_begin.time_since_epoch().count() * kSecondsPerDay + kSecondsPerCycle;
  }

  void build_index() {
    first_in_bucket_.push_back(0);
    if (segments_.size() < 3) return;  // one offset for ever
    const std::int64_t base = segments_[1].start;
    const std::int64_t last = segments_[segments_.size() - 2].start;
    first_in_bucket_.clear();
    std::size_t i = 1;
    for (std::int64_t start = base; start <= last; start += std::int64_t{1} << kBucketBits) {
      while (segments_[i + 1].start <= start) ++i;
      first_in_bucket_.push_back(static_cast<std::uint32_t>(i));
    }
  }

  std::vector<Segment> segments_;
  std::vector<std::uint32_t> first_in_bucket_;
  std::int64_t cycle_end_ = std::numeric_limits<std::int64_t>::max();
};

struct NamedZone {
  std::string name;
  ZoneTable table;
};

[[noreturn]] void refuse_zone(std::string_view name, const std::string& why) {
  throw Error(ErrorCode::not_found,
              "time zone " + quoted(name) + " " + why +
                  "; a zone is named like Europe/Stockholm, America/New_York or UTC");
}

/// The zone's file, or "" when there is none that holds a zone.
std::string read_zone_file(std::string_view name) {
  // The places where the tz library looks.
  constexpr std::array kFolders{"/usr/share/zoneinfo/uclibc/", "/usr/share/zoneinfo/",
                                "/var/db/timezone/zoneinfo/"};
  for (const char* const folder : kFolders) {
    std::ifstream in(folder + std::string(name), std::ios::binary);
    std::string content{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    if (content.starts_with("TZif")) return content;
  }
  return {};
}

/// What the zone does after its last entry. Nothing for files of version 1 and for an empty footer:
/// then the last offset goes on, as RFC 8536 says.
std::optional<detail::PosixRule> read_footer(std::string_view name, std::string_view file) {
  constexpr std::size_t kVersion = 4;
  if (file[kVersion] == '\0' || !file.ends_with('\n')) return std::nullopt;
  file.remove_suffix(1);
  const std::string_view footer = file.substr(file.rfind('\n') + 1);
  if (footer.empty()) return std::nullopt;
  std::optional<detail::PosixRule> rule = detail::PosixRule::parse(footer);
  if (!rule) refuse_zone(name, "has a rule that cannot be read, " + quoted(footer));
  return rule;
}

Record read_record(const date::time_zone& zone) {
  using std::chrono::seconds;
  constexpr std::int64_t kBegin = (kFirstDay.number - 1) * kSecondsPerDay;
  constexpr std::int64_t kEnd = (kLastDay.number + 2) * kSecondsPerDay;
  date::sys_info info = zone.get_info(date::sys_seconds{seconds{kBegin}});
  Record record;
  record.segments.push_back(
      {std::numeric_limits<std::int64_t>::min(), static_cast<std::int32_t>(info.offset.count())});
  while (info.end.time_since_epoch().count() < kEnd) {
    info = zone.get_info(info.end);
    record.last_change = info.begin.time_since_epoch().count();
    const auto offset = static_cast<std::int32_t>(info.offset.count());
    if (offset != record.segments.back().offset) {
      record.segments.push_back({record.last_change, offset});
    }
  }
  return record;
}

std::unique_ptr<const NamedZone> load(std::string_view name) {
  try {
    const std::string file = read_zone_file(name);
    const date::time_zone* const zone = file.empty() ? nullptr : date::locate_zone(name);
    if (zone == nullptr) refuse_zone(name, "is not in the system's time zone data (tzdata)");
    return std::make_unique<const NamedZone>(
        NamedZone{std::string(name), ZoneTable(read_record(*zone), read_footer(name, file))});
  } catch (const Error&) {
    throw;
  } catch (const std::exception& error) {
    refuse_zone(
        name, "cannot be read from the system's time zone data (tzdata): " + quoted(error.what()));
  }
}

/// IANA names only: what else could reach the file system is refused before it does. "localtime"
/// is the machine's own zone on some systems, and figures must not depend on the machine.
bool looks_like_zone_name(std::string_view name) {
  if (name == "localtime") return false;
  constexpr std::size_t kLongestName = 64;
  if (name.empty() || name.size() > kLongestName || name.front() == '/') return false;
  return name.find("..") == std::string_view::npos &&
         name.find_first_not_of(
             "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
             "0123456789_+-/") == std::string_view::npos;
}

const NamedZone& find_zone(std::string_view name) {
  if (!looks_like_zone_name(name)) refuse_zone(name, "is not the name of a time zone");
  // Never destroyed: a TimeZone in a static object of the host may outlive this file's.
  static std::mutex& mutex = *new std::mutex;
  static auto& zones = *new std::map<std::string, std::unique_ptr<const NamedZone>, std::less<>>;
  const std::lock_guard lock(mutex);
  auto found = zones.find(name);
  if (found == zones.end()) found = zones.emplace(std::string(name), load(name)).first;
  return *found->second;
}

const ZoneTable& table_of(const void* zone) { return static_cast<const NamedZone*>(zone)->table; }

void check_day(Day day) {
  if (day < kFirstDay || day > kLastDay + 1) {
    throw Error(ErrorCode::invalid_argument, "day number " + std::to_string(day.number) +
                                                 " lies outside the years 1400 to 9999");
  }
}

}  // namespace

TimeZone TimeZone::utc() {
  static const std::string& name = *new std::string("UTC");
  return {nullptr, &name};
}

TimeZone TimeZone::find(std::string_view name) {
  if (name == "UTC") return utc();
  if (name == "Etc/UTC") {
    static const std::string& alias = *new std::string("Etc/UTC");
    return {nullptr, &alias};
  }
  const NamedZone& zone = find_zone(name);
  return {&zone, &zone.name};
}

Day TimeZone::day_of(Instant instant) const {
  if (!is_known(instant)) return kNoDay;
  if (zone_ == nullptr) {
    return Day{static_cast<std::int32_t>(floor_divide(instant.micros, kMicrosPerDay))};
  }
  const std::int64_t seconds = floor_divide(instant.micros, kMicrosPerSecond);
  const std::int64_t local = seconds + table_of(zone_).offset_at(seconds);
  return Day{static_cast<std::int32_t>(floor_divide(local, kSecondsPerDay))};
}

Instant TimeZone::start_of(Day day) const { return at(day, 0); }

Instant TimeZone::at(Day day, int seconds) const {
  if (seconds < 0 || seconds >= kSecondsPerDay) {
    throw Error(ErrorCode::invalid_argument,
                std::to_string(seconds) + " seconds since midnight; give 0 to 86399");
  }
  if (!is_known(day)) return kNoInstant;
  check_day(day);
  const std::int64_t local = day.number * kSecondsPerDay + seconds;
  return Instant{(zone_ == nullptr ? local : table_of(zone_).instant_of(local)) * kMicrosPerSecond};
}

}  // namespace salespipe
