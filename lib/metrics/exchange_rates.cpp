#include "salespipe/metrics/exchange_rates.hpp"

#include <algorithm>
#include <limits>

#include "salespipe/base/date.hpp"
#include "salespipe/base/error.hpp"
#include "salespipe/base/int128.hpp"
#include "salespipe/base/money.hpp"
#include "salespipe/base/text.hpp"

namespace salespipe::metrics {
namespace {

constexpr int kMostDigits = 18;

[[noreturn]] void no_rate(std::string_view text, const std::string& why) {
  throw Error(ErrorCode::parse_error, quoted(text) + " is no exchange rate: " + why);
}

Int128 power_of_ten(int exponent) {
  Int128 result = 1;
  for (int i = 0; i < exponent; ++i) result *= 10;
  return result;
}

}  // namespace

ExactRate parse_rate(std::string_view text) {
  const auto point = text.find('.');
  std::string digits(text.substr(0, point));
  std::string fraction;
  if (point != std::string_view::npos) fraction = text.substr(point + 1);
  const auto is_digits = [](std::string_view part) {
    return std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
  };
  if (!is_digits(digits) || !is_digits(fraction) || digits.empty() ||
      (point != std::string_view::npos && fraction.empty())) {
    no_rate(text, "digits are expected, with a decimal point where there are decimals");
  }
  while (!fraction.empty() && fraction.back() == '0') fraction.pop_back();
  const auto decimals = static_cast<int>(fraction.size());
  digits += fraction;
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
  if (digits.empty()) no_rate(text, "it is 0");
  if (digits.size() > kMostDigits || decimals > kMostDigits) {
    no_rate(text, "it has more than 18 digits");
  }
  return {narrow_int64(parse_int128(digits)), decimals};
}

void ExchangeRates::add(Day from, const std::string& currency, ExactRate rate) {
  const Currency known(currency);
  if (!is_known(from)) {
    throw Error(ErrorCode::invalid_argument,
                "the rate of " + quoted(currency) + " has no day from which it holds");
  }
  given_ = true;
  const auto [found, is_new] = by_currency_[std::string(known.code())].try_emplace(from, rate);
  if (!is_new && found->second != rate) {
    throw Error(ErrorCode::already_exists, quoted(currency) + " has two rates from " +
                                               to_string(from) + " on; keep one of them");
  }
}

std::optional<ExactRate> ExchangeRates::on(const std::string& currency, Day day) const {
  const auto rates = by_currency_.find(currency);
  if (rates == by_currency_.end()) return {};
  const auto next = rates->second.upper_bound(day);
  if (next == rates->second.begin()) return {};
  return std::prev(next)->second;
}

std::int64_t converted(std::int64_t minor_units, int digits_from, ExactRate rate, int digits_to) {
  // 2^63 times 10^18 fits in 128 bits; decimals of both currencies and of the rate are one shift.
  const Int128 product = static_cast<Int128>(minor_units) * rate.mantissa;
  const int shift = digits_to - digits_from - rate.decimals;
  Int128 result = 0;
  bool fits = true;
  if (shift <= 0) {
    result = divide_half_even(product, power_of_ten(-shift));
  } else {
    fits = !__builtin_mul_overflow(product, power_of_ten(shift), &result);
  }
  // The least number of 64 bits stands for "no value" in columns.
  constexpr Int128 kMost = std::numeric_limits<std::int64_t>::max();
  if (!fits || result > kMost || result < -kMost) {
    throw Error(ErrorCode::overflow, "a converted amount does not fit in 64 bits of minor units");
  }
  return static_cast<std::int64_t>(result);
}

}  // namespace salespipe::metrics
