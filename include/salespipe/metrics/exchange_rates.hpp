#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "salespipe/base/day.hpp"

namespace salespipe::metrics {

/// An exact rate, mantissa / 10^decimals: what one unit of a currency is worth in the report's.
struct ExactRate {
  std::int64_t mantissa = 1;  ///< Above 0, at most 10^18.
  int decimals = 0;           ///< 0 to 18.
  bool operator==(const ExactRate&) const = default;
};

/// "0.0912": digits with an optional point. Error(parse_error) for another form, for 0 or less, and
/// for more than 18 significant digits or decimals (zeros at the end excepted).
ExactRate parse_rate(std::string_view text);

/// The rates of a host, by currency and day: a rate holds from its day until the next one of its
/// currency. A value; reading is const.
class ExchangeRates {
 public:
  /// No rates: amounts of several currencies do not meet.
  ExchangeRates() = default;
  /// A table of rates was given, be it empty.
  bool given() const noexcept { return given_; }
  void give() noexcept { given_ = true; }

  /// Errors: invalid_argument (no ISO 4217 currency, no day), already_exists (the currency has
  /// another rate from that day; the same again changes nothing).
  void add(Day from, const std::string& currency, ExactRate rate);

  /// The rate that holds on a day; nothing before the first one.
  std::optional<ExactRate> on(const std::string& currency, Day day) const;

 private:
  bool given_ = false;
  std::map<std::string, std::map<Day, ExactRate>, std::less<>> by_currency_;
};

/// Minor units of a currency with `digits_from` decimals as minor units of one with `digits_to`:
/// exact, with one rounding, half to even. Error(overflow) beyond 64 bits.
std::int64_t converted(std::int64_t minor_units, int digits_from, ExactRate rate, int digits_to);

}  // namespace salespipe::metrics
