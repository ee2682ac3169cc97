#include "salespipe/metrics/figure.hpp"

#include "metrics/checked.hpp"

namespace salespipe::metrics {
namespace {

constexpr Int128 kExactInDouble = Int128{1} << 53;

Int128 greatest_common_divisor(Int128 a, Int128 b) {
  if (a < 0) a = -a;
  if (b < 0) b = -b;
  while (b != 0) {
    const Int128 rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

bool fits_double(Int128 value) { return value <= kExactInDouble && value >= -kExactInDouble; }

/// Correctly rounded when the reduced fraction's parts are below 2^53; else by long double.
double quotient(Int128 numerator, Int128 denominator) {
  const Int128 divisor = greatest_common_divisor(numerator, denominator);
  if (divisor > 1) {
    numerator /= divisor;
    denominator /= divisor;
  }
  if (fits_double(numerator) && fits_double(denominator)) {
    return static_cast<double>(numerator) / static_cast<double>(denominator);
  }
  return static_cast<double>(static_cast<long double>(numerator) /
                             static_cast<long double>(denominator));
}

}  // namespace

std::string_view to_string(Unit unit) noexcept {
  switch (unit) {
    case Unit::money:
      return "money";
    case Unit::count:
      return "count";
    case Unit::ratio:
      return "ratio";
    case Unit::days:
      return "days";
  }
  return "";
}

Int128 Figure::rounded() const { return divide_half_even(numerator, denominator); }

std::int64_t Figure::whole() const { return narrow_int64(rounded()); }

double Figure::number() const noexcept { return quotient(numerator, denominator); }

Change change_between(const Figure& now, const Figure& before) {
  Change change;
  change.unit = now.unit;
  if (now.unit == Unit::money || now.unit == Unit::count) {
    const Int128 new_whole = now.rounded();
    const Int128 old_whole = before.rounded();
    change.whole = checked_sub(new_whole, old_whole);
    change.number = quotient(change.whole, 1);
    if (old_whole != 0) {
      change.ratio = quotient(change.whole, old_whole < 0 ? -old_whole : old_whole);
    }
    return change;
  }
  const double old_number = before.number();
  change.number = now.number() - old_number;
  if (before.numerator != 0)
    change.ratio = change.number / (old_number < 0 ? -old_number : old_number);
  return change;
}

}  // namespace salespipe::metrics
