#include "simulate/calendar.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "salespipe/base/date.hpp"
#include "salespipe/base/time_zone.hpp"
#include "salespipe/simulate/rates.hpp"

namespace salespipe::simulate {
namespace {

// New deals by month and by weekday from Monday, against an ordinary one.
constexpr std::array<double, 12> kMonthWeights{0.85, 1.00, 1.10, 1.00, 1.05, 0.95,
                                               0.45, 0.80, 1.15, 1.15, 1.10, 0.70};
constexpr std::array<double, 7> kWeekdayWeights{1.00, 1.10,          1.10,         1.05,
                                                0.80, kWeekendShare, kWeekendShare};

// Sweden's public holidays of fixed date, with Christmas and New Year's Eve.
constexpr std::array<std::pair<int, int>, 8> kHolidays{
    {{1, 1}, {1, 6}, {5, 1}, {6, 6}, {12, 24}, {12, 25}, {12, 26}, {12, 31}}};

constexpr double kWeekNoise = 0.15;  // no two weeks are alike
constexpr std::size_t kGuideSize = 4096;

bool is_holiday(const Date& date) {
  return std::find(kHolidays.begin(), kHolidays.end(),
                   std::pair{date.month(), date.day_of_month()}) != kHolidays.end();
}

bool is_christmas(const Date& date) {
  return (date.month() == 12 && date.day_of_month() >= 22) ||
         (date.month() == 1 && date.day_of_month() <= 6);
}

std::int32_t days_to_weekday(Day day) {
  const int weekday = Date(day).iso_weekday();
  return weekday <= 5 ? 0 : 8 - weekday;
}

// The last weekday before a quarter's first day; 22 December where that is Christmas.
Day rush_day(Day quarter_start) {
  Day day = quarter_start - 1;
  if (is_christmas(Date(day))) day = Date(Date(day).year(), 12, 22).day();
  const int weekday = Date(day).iso_weekday();
  return weekday <= 5 ? day : day - (weekday - 5);
}

}  // namespace

Calendar::Calendar(const Options& options)
    : first_(options.start), end_(start_of(end_of_span(options))) {
  const TimeZone zone = TimeZone::find("Europe/Stockholm");
  const Day end = end_of_span(options);
  rules_.reserve(index_of(end));
  offsets_.reserve(index_of(end));
  for (Day day = first_; day < end; day = day + 1) {
    const Date date(day);
    DayRule rule;
    rule.to_weekday = days_to_weekday(day);
    if (rule.to_weekday != 0 || is_holiday(date)) {
      rule.share = rule.to_weekday != 0 ? kWeekendShare : kHolidayShare;
      rule.resume = std::max(rule.to_weekday, 1);
      rule.within = 1;
    }
    if (date.month() == 7) {
      rule.share *= 1.0 - kJulyPutOff;
      rule.resume = Date(date.year(), 8, 1).day() - day;
      rule.within = 20;
    } else if (is_christmas(date)) {
      rule.share *= 1.0 - kChristmasPutOff;
      rule.resume = Date(date.year() + (date.month() == 12 ? 1 : 0), 1, 7).day() - day;
      rule.within = 9;
    }
    const int month_of_quarter = (date.month() - 1) % 3;
    if (month_of_quarter == 0 && date.day_of_month() <= 25) {
      rule.hurry_back = day - rush_day(Date(date.year(), date.month(), 1).day());
    }
    rules_.push_back(rule);
    const Instant noon = zone.at(day, 12 * 3600);
    offsets_.push_back(
        static_cast<std::int32_t>(start_of(day) + 12 * 3600 - noon.micros / 1'000'000));
  }
  lay_out_creation(options);
}

void Calendar::lay_out_creation(const Options& options) {
  Draw draw(options.seed, Stream::world, 0);
  const double daily_growth = std::pow(1.0 + kYearlyGrowth, 1.0 / 365.25);
  double level = 1.0;
  double week = 1.0;
  double sum = 0.0;
  created_before_.assign(1, 0.0);
  for (std::size_t n = 0; n < rules_.size(); ++n) {
    const Date date(first_ + static_cast<std::int32_t>(n));
    const int weekday = date.iso_weekday();
    if (n == 0 || weekday == 1) week = draw.log_normal(1.0, kWeekNoise);
    double weight = level * week * kMonthWeights[static_cast<std::size_t>(date.month() - 1)] *
                    kWeekdayWeights[static_cast<std::size_t>(weekday - 1)];
    if (weekday <= 5 && is_holiday(date)) weight *= kHolidayShare;
    sum += weight;
    created_before_.push_back(sum);
    level *= daily_growth;
  }
  for (double& share : created_before_) share /= sum;
  guide_.resize(kGuideSize);
  std::uint32_t day = 0;
  for (std::size_t n = 0; n < kGuideSize; ++n) {
    const double share = static_cast<double>(n) / static_cast<double>(kGuideSize);
    while (created_before_[day + 1] <= share) ++day;
    guide_[n] = day;
  }
}

LocalSecond Calendar::creation(Draw& draw, std::uint64_t index, std::uint64_t total) const {
  const double slot = static_cast<double>(index) + draw.uniform();
  // Less than 1 also where the division rounds up.
  const double share = std::min(slot / static_cast<double>(total), 1.0 - 1e-12);
  std::size_t day = guide_[static_cast<std::size_t>(share * static_cast<double>(kGuideSize))];
  while (day + 1 < rules_.size() && created_before_[day + 1] <= share) ++day;
  return start_of(first_ + static_cast<std::int32_t>(day)) + working_second(draw);
}

LocalSecond Calendar::settle(Draw& draw, LocalSecond wanted, LocalSecond after) const {
  if (wanted >= end_) return end_;
  std::size_t day = index_of(day_of(wanted));
  const DayRule& rule = rules_[day];
  if (rule.share < 1.0 && !draw.chance(rule.share)) {
    day += static_cast<std::size_t>(rule.resume + draw.between(0, rule.within));
    if (day >= rules_.size()) return end_;
    day += static_cast<std::size_t>(rules_[day].to_weekday);
  }
  LocalSecond second = start_of(first_ + static_cast<std::int32_t>(day)) + working_second(draw);
  if (second <= after) {
    // Soon after what came before it; in the evening, rather the next working morning.
    second = after + 300 + static_cast<LocalSecond>(draw.uniform() * 5400.0);
    if (second % kDaySeconds > 20 * 3600) {
      day = index_of(day_of(second)) + 1;
      if (day >= rules_.size()) return end_;
      day += static_cast<std::size_t>(rules_[day].to_weekday);
      second = start_of(first_ + static_cast<std::int32_t>(day)) + working_second(draw);
    }
  }
  return std::min(second, end_);
}

LocalSecond Calendar::hurry_to_quarter_end(Draw& draw, LocalSecond wanted,
                                           LocalSecond after) const {
  if (wanted >= end_) return end_;
  const std::int32_t back = rules_[index_of(day_of(wanted))].hurry_back;
  if (back == 0 || !draw.chance(kQuarterEndPull)) return wanted;
  // The rush takes the last week and a half, the last days most of all.
  const double early = draw.uniform();
  Day day = day_of(wanted) - back - static_cast<std::int32_t>(early * early * 10.0);
  if (day <= day_of(after) || day < first_) return wanted;
  const std::int32_t to_monday = rules_[index_of(day)].to_weekday;
  if (to_monday != 0) day = day + (to_monday - 3);  // Saturday is 2 days before Monday, Sunday 1
  if (day <= day_of(after) || day < first_) return wanted;
  return start_of(day) + working_second(draw);
}

// 08:00 to 18:00, most of it around 10:30 and 14:30.
LocalSecond Calendar::working_second(Draw& draw) {
  const double u = draw.uniform() * 2.0;
  const bool afternoon = u >= 1.0;
  const double within = (u - (afternoon ? 1.0 : 0.0) + draw.uniform()) / 2.0;  // triangular
  return static_cast<LocalSecond>((afternoon ? 12.0 : 8.0) * 3600.0 +
                                  within * (afternoon ? 6.0 : 5.0) * 3600.0);
}

}  // namespace salespipe::simulate
