#include "salespipe/base/int128.hpp"

#include <array>
#include <cstddef>
#include <limits>

#include "salespipe/base/error.hpp"
#include "salespipe/base/text.hpp"

namespace salespipe {
namespace {

__extension__ using UInt128 = unsigned __int128;

constexpr std::size_t kMostDigits = 38;  // 10^38 - 1 always fits, so reading cannot overflow

/// |value|, also of the least number, whose magnitude no Int128 holds.
UInt128 magnitude(Int128 value) {
  const auto bits = static_cast<UInt128>(value);
  return value < 0 ? UInt128{0} - bits : bits;
}

}  // namespace

std::string to_string(Int128 value) {
  std::array<char, 40> buffer{};  // 39 digits and a sign
  std::size_t at = buffer.size();
  UInt128 rest = magnitude(value);
  do {
    buffer[--at] = static_cast<char>('0' + static_cast<int>(rest % 10));
    rest /= 10;
  } while (rest != 0);
  if (value < 0) buffer[--at] = '-';
  return std::string(buffer.data() + at, buffer.size() - at);
}

Int128 parse_int128(std::string_view text) {
  std::string_view digits = text;
  const bool negative = !digits.empty() && digits.front() == '-';
  if (!digits.empty() && (digits.front() == '-' || digits.front() == '+')) digits.remove_prefix(1);
  const bool well_formed = !digits.empty() && digits.size() <= kMostDigits &&
                           digits.find_first_not_of("0123456789") == std::string_view::npos;
  if (!well_formed) {
    throw Error(ErrorCode::parse_error,
                quoted(text) + " is not a whole number; write an optional sign and 1 to 38 digits");
  }
  Int128 value = 0;
  for (const char digit : digits) value = value * 10 + (digit - '0');
  return negative ? -value : value;
}

std::int64_t narrow_int64(Int128 value) {
  if (value < std::numeric_limits<std::int64_t>::min() ||
      value > std::numeric_limits<std::int64_t>::max()) {
    throw Error(ErrorCode::overflow,
                to_string(value) +
                    " does not fit in 64 bits; ask for fewer rows or a shorter period at once");
  }
  return static_cast<std::int64_t>(value);
}

Int128 divide_half_even(Int128 a, Int128 b) {
  if (b == 0) {
    throw Error(ErrorCode::invalid_argument,
                "division of " + to_string(a) + " by zero; a ratio over nothing has no value");
  }
  const UInt128 dividend = magnitude(a);
  const UInt128 divisor = magnitude(b);
  UInt128 quotient = dividend / divisor;
  const UInt128 rest = dividend % divisor;
  // rest against divisor - rest, because twice the rest may not fit.
  const UInt128 missing = divisor - rest;
  if (rest > missing || (rest == missing && quotient % 2 == 1)) ++quotient;
  const bool negative = (a < 0) != (b < 0);
  constexpr UInt128 kLeast = UInt128{1} << 127;  // magnitude of the least number
  if (!negative && quotient >= kLeast) {
    throw Error(ErrorCode::overflow,
                to_string(a) + " / " + to_string(b) + " does not fit in 128 bits");
  }
  return static_cast<Int128>(negative ? UInt128{0} - quotient : quotient);
}

}  // namespace salespipe
