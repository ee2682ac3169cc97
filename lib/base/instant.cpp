#include "salespipe/base/instant.hpp"

#include <cstddef>

#include "salespipe/base/date.hpp"
#include "salespipe/base/error.hpp"
#include "salespipe/base/text.hpp"

namespace salespipe {
namespace {

constexpr std::int64_t kMicrosPerSecond = 1'000'000;
constexpr std::int64_t kMicrosPerDay = 86'400 * kMicrosPerSecond;

[[noreturn]] void refuse(std::string_view text, const std::string& why) {
  throw Error(ErrorCode::parse_error,
              quoted(text) + " is not a point in time: " + why +
                  "; write date, time and offset like 2025-03-31T23:30:00-04:00 or "
                  "2025-04-01T03:30:00.250Z");
}

/// Reads a text from left to right; every expectation that fails is refused with its reason.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  bool at_end() const { return at_ == text_.size(); }
  bool next_is(std::string_view any_of) const {
    return !at_end() && any_of.find(text_[at_]) != std::string_view::npos;
  }
  char take() { return text_[at_++]; }

  void expect(std::string_view any_of, const char* what) {
    if (!next_is(any_of)) refuse(text_, std::string("it lacks ") + what);
    ++at_;
  }

  /// Two digits from 0 to `most`.
  std::int64_t two_digits(int most, const char* what) {
    int value = 0;
    for (int i = 0; i < 2; ++i) {
      if (!next_is("0123456789")) refuse(text_, std::string("its ") + what + " need two digits");
      value = value * 10 + (take() - '0');
    }
    if (value > most) {
      refuse(text_, std::string("its ") + what + " are above " + std::to_string(most));
    }
    return value;
  }

  /// 1 to 6 digits after the point, as microseconds.
  std::int64_t fraction() {
    std::int64_t value = 0;
    std::int64_t unit = kMicrosPerSecond;
    while (next_is("0123456789")) {
      if (unit == 1) refuse(text_, "its fraction has more than 6 digits");
      unit /= 10;
      value += (take() - '0') * unit;
    }
    if (unit == kMicrosPerSecond) refuse(text_, "it lacks digits after the point");
    return value;
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

void append_two_digits(std::string& out, std::int64_t value) {
  out += static_cast<char>('0' + value / 10);
  out += static_cast<char>('0' + value % 10);
}

/// The day of an instant in UTC, rounded down also before 1970.
std::int64_t utc_day(Instant instant) {
  std::int64_t day = instant.micros / kMicrosPerDay;
  if (instant.micros % kMicrosPerDay < 0) --day;
  return day;
}

bool in_range(std::int64_t utc_day_number) {
  return utc_day_number >= kFirstDay.number && utc_day_number <= kLastDay.number;
}

}  // namespace

Instant Instant::parse(std::string_view text) {
  constexpr std::size_t kDateLength = 10;
  if (text.size() < kDateLength) refuse(text, "it is too short");
  Day day;
  try {
    day = parse_day(text.substr(0, kDateLength));
  } catch (const Error& error) {
    refuse(text, error.message());
  }
  Reader reader(text);
  for (std::size_t i = 0; i < kDateLength; ++i) reader.take();
  reader.expect("Tt ", "a 'T' and a time after the date");
  std::int64_t seconds = reader.two_digits(23, "hours") * 3600;
  reader.expect(":", "':' after the hours");
  seconds += reader.two_digits(59, "minutes") * 60;
  reader.expect(":", "':' after the minutes");
  seconds += reader.two_digits(59, "seconds");
  std::int64_t micros = 0;
  if (reader.next_is(".")) {
    reader.take();
    micros = reader.fraction();
  }
  if (!reader.next_is("Zz+-")) {
    refuse(text, reader.at_end() ? "it lacks an offset, so its time zone is not known"
                                 : "something else stands where the offset should");
  }
  const char sign = reader.take();
  if (sign == '+' || sign == '-') {
    std::int64_t offset = reader.two_digits(23, "hours of the offset") * 3600;
    reader.expect(":", "':' in the offset");
    offset += reader.two_digits(59, "minutes of the offset") * 60;
    seconds += sign == '+' ? -offset : offset;
  }
  if (!reader.at_end()) refuse(text, "something follows the offset");
  const Instant instant{day.number * kMicrosPerDay + seconds * kMicrosPerSecond + micros};
  if (!in_range(utc_day(instant))) {
    refuse(text, "in UTC it lies outside the years 1400 to 9999");
  }
  return instant;
}

std::string to_string(Instant instant) {
  if (!is_known(instant)) return {};
  const std::int64_t day = utc_day(instant);
  if (!in_range(day)) {
    throw Error(ErrorCode::invalid_argument, "instant " + std::to_string(instant.micros) +
                                                 " microseconds since 1970 lies outside the years "
                                                 "1400 to 9999; check the unit of the source");
  }
  const std::int64_t in_day = instant.micros - day * kMicrosPerDay;
  const std::int64_t seconds = in_day / kMicrosPerSecond;
  const std::int64_t micros = in_day % kMicrosPerSecond;
  std::string out = to_string(Day{static_cast<std::int32_t>(day)});
  out += 'T';
  append_two_digits(out, seconds / 3600);
  out += ':';
  append_two_digits(out, seconds / 60 % 60);
  out += ':';
  append_two_digits(out, seconds % 60);
  if (micros != 0) {
    const std::string digits = std::to_string(kMicrosPerSecond + micros).substr(1);
    out += '.';
    out += digits.substr(0, digits.find_last_not_of('0') + 1);
  }
  out += 'Z';
  return out;
}

}  // namespace salespipe
