#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace salespipe {

/// Exact integer for sums of money and of money times probability. GCC and Clang provide it.
__extension__ using Int128 = __int128;

/// Decimal digits with a leading '-' when negative.
std::string to_string(Int128 value);
/// Error(parse_error) unless `text` is an optional sign and 1 to 38 digits.
Int128 parse_int128(std::string_view text);
/// Error(overflow) when `value` does not fit in 64 bits.
std::int64_t narrow_int64(Int128 value);
/// a / b rounded half to even. Requires b != 0, else Error(invalid_argument). Error(overflow) for
/// the one quotient that does not fit: the least number divided by -1.
Int128 divide_half_even(Int128 a, Int128 b);

}  // namespace salespipe
