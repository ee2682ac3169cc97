#include "salespipe/book/deal_value.hpp"

#include <array>
#include <utility>

#include "salespipe/base/error.hpp"
#include "salespipe/base/int128.hpp"
#include "salespipe/base/text.hpp"

namespace salespipe {
namespace {

constexpr int kLongestTerm = 1200;

constexpr std::array<std::pair<BillingInterval, std::string_view>, 4> kIntervals{{
    {BillingInterval::month, "month"},
    {BillingInterval::quarter, "quarter"},
    {BillingInterval::half_year, "half_year"},
    {BillingInterval::year, "year"},
}};

int months(BillingInterval interval) { return static_cast<int>(interval); }

[[noreturn]] void refuse_text(std::string_view text) {
  throw Error(ErrorCode::parse_error,
              quoted(text) +
                  " is not the value of a deal; write it like \"12000 EUR\", \"500 EUR/month x "
                  "24\" or \"500 EUR/month x 24 + 900 EUR\"");
}

/// "24" of "... x 24"; at most 4 digits.
int parse_months(std::string_view digits, std::string_view whole) {
  if (digits.empty() || digits.size() > 4) refuse_text(whole);
  int value = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') refuse_text(whole);
    value = value * 10 + (c - '0');
  }
  return value;
}

}  // namespace

std::string_view to_string(BillingInterval interval) noexcept {
  for (const auto& [known, name] : kIntervals) {
    if (known == interval) return name;
  }
  return "unknown";
}

std::optional<BillingInterval> parse_billing_interval(std::string_view text) noexcept {
  for (const auto& [known, name] : kIntervals) {
    if (name == text) return known;
  }
  return std::nullopt;
}

DealValue::DealValue(Money one_off) : one_off_(one_off), total_(one_off.minor_units()) {}

DealValue::DealValue(Money one_off, std::int64_t recurring, BillingInterval interval,
                     int term_months)
    : one_off_(one_off),
      recurring_(recurring),
      total_(narrow_int64(Int128{recurring} * (term_months / months(interval)) +
                          one_off.minor_units())),
      term_months_(static_cast<std::int16_t>(term_months)),
      interval_(interval) {}

DealValue DealValue::recurring(Money amount, BillingInterval interval, int term_months) {
  return recurring(amount, interval, term_months, Money{0, amount.currency()});
}

DealValue DealValue::recurring(Money amount, BillingInterval interval, int term_months,
                               Money one_off) {
  if (!parse_billing_interval(salespipe::to_string(interval))) {
    throw Error(ErrorCode::invalid_argument,
                "a recurring value is paid by month, quarter, half_year or year");
  }
  if (term_months < 1 || term_months > kLongestTerm) {
    throw Error(ErrorCode::invalid_argument, "a term of " + std::to_string(term_months) +
                                                 " months is out of range; give 1 to " +
                                                 std::to_string(kLongestTerm));
  }
  if (term_months % months(interval) != 0) {
    throw Error(ErrorCode::invalid_argument,
                "a term of " + std::to_string(term_months) + " months is not a whole number of " +
                    std::to_string(months(interval)) + "-month intervals");
  }
  if (one_off.currency() != amount.currency()) {
    throw Error(ErrorCode::currency_mismatch, "a value of " + amount.to_string() + " and " +
                                                  one_off.to_string() +
                                                  " mixes currencies; give both parts in one");
  }
  return {one_off, amount.minor_units(), interval, term_months};
}

DealValue DealValue::parse(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return DealValue(Money::parse(text));
  const Money amount = Money::parse(text.substr(0, slash));
  std::string_view rest = text.substr(slash + 1);
  std::optional<Money> one_off;
  if (const auto plus = rest.find(" + "); plus != std::string_view::npos) {
    one_off = Money::parse(rest.substr(plus + 3));
    rest = rest.substr(0, plus);
  }
  const auto times = rest.find(" x ");
  if (times == std::string_view::npos) refuse_text(text);
  const auto interval = parse_billing_interval(rest.substr(0, times));
  if (!interval) refuse_text(text);
  return recurring(amount, *interval, parse_months(rest.substr(times + 3), text),
                   one_off.value_or(Money{0, amount.currency()}));
}

Money DealValue::annual() const {
  if (!is_recurring()) return {0, currency()};
  // Intervals divide a year, so this is exact; a shorter term is not stretched to a year.
  const int counted = term_months_ < 12 ? term_months_ : 12;
  return {narrow_int64(Int128{recurring_} * (counted / months(interval_))), currency()};
}

std::string DealValue::to_string() const {
  if (!is_recurring()) return one_off_.to_string();
  std::string text = recurring_amount().to_string();
  text += '/';
  text += salespipe::to_string(interval_);
  text += " x " + std::to_string(term_months_);
  if (one_off_.minor_units() != 0) text += " + " + one_off_.to_string();
  return text;
}

}  // namespace salespipe
