#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "salespipe/base/money.hpp"

namespace salespipe {

/// How often a recurring amount is due. The value is its length in months, so that every interval
/// divides a year and annual figures stay exact.
enum class BillingInterval : std::uint8_t { month = 1, quarter = 3, half_year = 6, year = 12 };

/// "month", "quarter", "half_year", "year"
std::string_view to_string(BillingInterval interval) noexcept;
std::optional<BillingInterval> parse_billing_interval(std::string_view text) noexcept;

/// What a deal is worth: an amount paid once, an amount paid again and again over an agreed term,
/// or both, in one currency. Every figure derived from it is exact.
class DealValue {
 public:
  /// Paid once. Negative amounts are allowed (credits).
  explicit DealValue(Money one_off);
  /// `amount` in each `interval` over `term_months`, with `one_off` (say a set-up fee) on top.
  /// Error(invalid_argument) unless the term is 1 to 1200 months and a multiple of the interval;
  /// Error(currency_mismatch); Error(overflow) when the total does not fit.
  static DealValue recurring(Money amount, BillingInterval interval, int term_months);
  static DealValue recurring(Money amount, BillingInterval interval, int term_months,
                             Money one_off);
  /// "12000 EUR", "500 EUR/month x 24" (24 months), "500 EUR/month x 24 + 900 EUR".
  /// Error(parse_error) names the forms.
  static DealValue parse(std::string_view text);

  Currency currency() const noexcept { return one_off_.currency(); }
  bool is_recurring() const noexcept { return term_months_ != 0; }
  /// The part paid once; zero for a purely recurring value.
  Money one_off() const noexcept { return one_off_; }
  /// The amount of one interval; zero when nothing recurs.
  Money recurring_amount() const noexcept { return {recurring_, currency()}; }
  BillingInterval interval() const noexcept { return interval_; }  ///< month when nothing recurs.
  int term_months() const noexcept { return term_months_; }        ///< 0 when nothing recurs.

  /// Total contract value: all intervals of the term plus the one-off part. The value of a deal in
  /// every figure that does not say otherwise.
  Money total() const noexcept { return {total_, currency()}; }
  /// Annual contract value: what twelve months of the recurring part come to, without the one-off
  /// part. A term shorter than a year is not stretched: its recurring total is what it brings.
  Money annual() const;

  bool operator==(const DealValue&) const = default;
  /// What parse() reads.
  std::string to_string() const;

 private:
  DealValue(Money one_off, std::int64_t recurring, BillingInterval interval, int term_months);

  Money one_off_;
  std::int64_t recurring_ = 0;
  std::int64_t total_ = 0;
  std::int16_t term_months_ = 0;
  BillingInterval interval_ = BillingInterval::month;
};

}  // namespace salespipe
