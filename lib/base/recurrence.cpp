#include "salespipe/base/recurrence.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <optional>

#include "salespipe/base/date.hpp"
#include "salespipe/base/error.hpp"
#include "salespipe/base/text.hpp"

namespace salespipe {
namespace {

constexpr std::array<std::string_view, 4> kFrequencies{"DAILY", "WEEKLY", "MONTHLY", "YEARLY"};
constexpr std::array<std::string_view, 7> kWeekdays{"MO", "TU", "WE", "TH", "FR", "SA", "SU"};
constexpr std::string_view kWorkWeek = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR";
constexpr std::int32_t kMaxInterval = 1000;

[[noreturn]] void refuse(std::string_view text, const std::string& why) {
  throw Error(ErrorCode::parse_error,
              quoted(text) + " is no rule of recurrence: " + why +
                  "; write daily, weekdays, weekly, monthly, yearly, or a rule such as "
                  "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;UNTIL=20261231");
}

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return out;
}

/// Cuts off what is before the next `mark`.
std::string_view take_part(std::string_view& rest, char mark) {
  const std::size_t end = rest.find(mark);
  const std::string_view part = rest.substr(0, end);
  rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
  return part;
}

template <std::size_t N>
std::optional<std::size_t> place_in(const std::array<std::string_view, N>& words,
                                    std::string_view word) {
  const auto* const found = std::find(words.begin(), words.end(), word);
  if (found == words.end()) return std::nullopt;
  return static_cast<std::size_t>(found - words.begin());
}

std::optional<std::int32_t> number_of(std::string_view digits) {
  std::int32_t value = 0;
  const char* const end = digits.data() + digits.size();
  const auto [stop, failed] = std::from_chars(digits.data(), end, value);
  if (failed != std::errc{} || stop != end) return std::nullopt;
  return value;
}

/// 20261231
std::optional<Day> basic_day(std::string_view digits) {
  if (digits.size() != 8) return std::nullopt;
  const std::string iso = std::string(digits.substr(0, 4)) + "-" +
                          std::string(digits.substr(4, 2)) + "-" + std::string(digits.substr(6));
  try {
    return parse_day(iso);
  } catch (const Error&) {
    return std::nullopt;
  }
}

}  // namespace

Recurrence Recurrence::parse(std::string_view text) {
  std::string rule = upper(text);
  if (rule == "WEEKDAYS") rule = kWorkWeek;
  if (place_in(kFrequencies, rule)) rule.insert(0, "FREQ=");
  if (rule.starts_with("RRULE:")) rule.erase(0, 6);
  Recurrence made;
  bool has_frequency = false;
  std::string seen;
  for (std::string_view rest = rule; !rest.empty();) {
    std::string_view value = take_part(rest, ';');
    const std::string name(take_part(value, '='));
    if (seen.find(";" + name + ";") != std::string::npos) refuse(text, name + " is given twice");
    seen += ";" + name + ";";
    if (name == "FREQ") {
      const auto place = place_in(kFrequencies, value);
      if (!place) refuse(text, "FREQ is DAILY, WEEKLY, MONTHLY or YEARLY");
      made.frequency_ = static_cast<Frequency>(*place);
      has_frequency = true;
    } else if (name == "INTERVAL") {
      const auto interval = number_of(value);
      if (!interval || *interval < 1 || *interval > kMaxInterval) {
        refuse(text, "INTERVAL is a whole number from 1 to " + std::to_string(kMaxInterval));
      }
      made.interval_ = *interval;
    } else if (name == "BYDAY") {
      if (value.empty()) refuse(text, "BYDAY names no day");
      while (!value.empty()) {
        const auto day = place_in(kWeekdays, take_part(value, ','));
        if (!day) refuse(text, "BYDAY is a list of MO, TU, WE, TH, FR, SA and SU");
        made.weekdays_ |= static_cast<std::uint8_t>(1U << *day);
      }
    } else if (name == "UNTIL") {
      const auto day = basic_day(value);
      if (!day) refuse(text, "UNTIL is a day such as 20261231");
      made.until_ = *day;
    } else {
      refuse(text, salespipe::quoted(name) + " is none of FREQ, INTERVAL, BYDAY and UNTIL");
    }
  }
  if (!has_frequency) refuse(text, "FREQ is missing");
  if (made.weekdays_ != 0 && made.frequency_ != Frequency::weekly) {
    refuse(text, "BYDAY goes with FREQ=WEEKLY");
  }
  return made;
}

Day Recurrence::next(Day first, Day after) const {
  if (!is_known(first) || !is_known(after)) {
    throw Error(ErrorCode::invalid_argument,
                "the next day of a recurrence is told from two known days");
  }
  Day found = first;
  if (frequency_ == Frequency::weekly) {
    found = next_week(first, after);
  } else if (after >= first) {
    switch (frequency_) {
      case Frequency::daily:
        found = first + ((after - first) / interval_ + 1) * interval_;
        break;
      case Frequency::monthly:
        found = next_month(first, after, interval_);
        break;
      case Frequency::weekly:
      case Frequency::yearly:
        found = next_month(first, after, 12 * interval_);
        break;
    }
  }
  const bool is_over = found > kLastDay || (is_known(until_) && found > until_);
  return is_over ? kNoDay : found;
}

/// In every `interval`-th week from that of `first`, Monday to Sunday.
Day Recurrence::next_week(Day first, Day after) const {
  const int weekday = Date(first).iso_weekday() - 1;
  const auto wanted = weekdays_ != 0 ? weekdays_ : static_cast<std::uint8_t>(1U << weekday);
  const Day monday = first - weekday;
  const Day from = after < first ? first : after + 1;
  std::int32_t week = (from - monday) / 7;
  week -= week % interval_;
  // The week of `from`, or where that is none of its weeks, or has no such day left, the next one.
  for (;; week += interval_) {
    for (std::int32_t day = 0; day < 7; ++day) {
      const Day at = monday + (week * 7 + day);
      if (at >= from && (wanted >> day & 1U) != 0) return at;
    }
  }
}

/// Always counted from the first day, so that the 31st stays the 31st where a month has one.
Day Recurrence::next_month(Day first, Day after, std::int32_t months) const {
  const Date start(first);
  const Date last(after);
  std::int32_t passed = (last.year() - start.year()) * 12 + last.month() - start.month();
  passed -= passed % months;
  for (;; passed += months) {
    if (start.year() + (start.month() - 1 + passed) / 12 > Date(kLastDay).year()) {
      return kLastDay + 1;
    }
    const Day at = start.plus_months(passed).day();
    if (at > after) return at;
  }
}

std::string Recurrence::to_string() const {
  std::string text = "FREQ=" + std::string(kFrequencies[static_cast<std::size_t>(frequency_)]);
  if (interval_ != 1) text += ";INTERVAL=" + std::to_string(interval_);
  if (weekdays_ != 0) {
    text += ";BYDAY=";
    bool is_first = true;
    for (std::size_t day = 0; day < kWeekdays.size(); ++day) {
      if ((weekdays_ >> day & 1U) == 0) continue;
      if (!is_first) text += ',';
      text += kWeekdays[day];
      is_first = false;
    }
  }
  if (is_known(until_)) {
    std::string day = Date(until_).to_string();
    std::erase(day, '-');
    text += ";UNTIL=" + day;
  }
  return text;
}

}  // namespace salespipe
