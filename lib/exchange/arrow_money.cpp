#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "arrow_chunk.hpp"
#include "salespipe/base/error.hpp"
#include "salespipe/base/int128.hpp"
#include "salespipe/base/money.hpp"
#include "salespipe/base/text.hpp"

namespace salespipe::exchange {
namespace {

Int128 power_of_ten(int exponent) {
  Int128 result = 1;
  for (int i = 0; i < exponent; ++i) result *= 10;
  return result;
}

__extension__ using Uint128 = unsigned __int128;

struct Decimal {
  int scale = 0;
  int bits = 128;
};

/// "d:38,2" or "d:38,2,128", of 32, 64, 128 or 256 bits; nothing for other widths.
std::optional<Decimal> decimal_of(std::string_view format) {
  if (!format.starts_with("d:")) return {};
  const auto first = format.find(',');
  if (first == std::string_view::npos) return {};
  const auto second = format.find(',', first + 1);
  Decimal decimal;
  if (second != std::string_view::npos) {
    const auto bits = format.substr(second + 1);
    if (bits != "32" && bits != "64" && bits != "128" && bits != "256") return {};
    decimal.bits = bits == "32" ? 32 : bits == "64" ? 64 : bits == "128" ? 128 : 256;
  }
  int scale = 0;
  bool negative = false;
  for (const char c :
       format.substr(first + 1, second == std::string_view::npos ? std::string_view::npos
                                                                 : second - first - 1)) {
    if (c == '-' && scale == 0) {
      negative = true;
    } else if (c >= '0' && c <= '9' && scale < 100) {
      scale = scale * 10 + (c - '0');
    } else {
      return {};
    }
  }
  decimal.scale = negative ? -scale : scale;
  return decimal;
}

enum class Exact : std::uint8_t { yes, inexact, too_large };

/// A 256-bit number without its last `drop` decimal digits, which must be zeros.
Exact narrow(std::array<std::uint64_t, 4> limbs, int drop, Int128& out) {
  const bool negative = (limbs[3] >> 63) != 0;
  if (negative) {
    std::uint64_t carry = 1;
    for (auto& limb : limbs) {
      limb = ~limb + carry;
      carry = carry != 0 && limb == 0 ? 1 : 0;
    }
  }
  for (int i = 0; i < drop; ++i) {
    Uint128 rest = 0;
    for (std::size_t at = limbs.size(); at-- > 0;) {
      const Uint128 part = (rest << 64) | limbs[at];
      limbs[at] = static_cast<std::uint64_t>(part / 10);
      rest = part % 10;
    }
    if (rest != 0) return Exact::inexact;
  }
  if (limbs[3] != 0 || limbs[2] != 0 || (limbs[1] >> 63) != 0) return Exact::too_large;
  const auto size = static_cast<Int128>((Uint128{limbs[1]} << 64) | limbs[0]);
  out = negative ? -size : size;
  return Exact::yes;
}

/// A decimal of any width with `digits` decimals.
Exact minor_units(const Chunk& chunk, std::int64_t row, const Decimal& decimal, int digits,
                  Int128& out) {
  Int128 raw = 0;
  int shift = digits - decimal.scale;
  if (decimal.bits == 256) {
    const Exact exact =
        narrow(chunk.value<std::array<std::uint64_t, 4>>(row), std::max(0, -shift), raw);
    if (exact != Exact::yes) return exact;
    shift = std::max(0, shift);
  } else if (decimal.bits == 128) {
    raw = chunk.value<Int128>(row);
  } else {
    raw = decimal.bits == 64 ? chunk.value<std::int64_t>(row) : chunk.value<std::int32_t>(row);
  }
  if (raw == 0 || shift == 0) {
    out = raw;
    return Exact::yes;
  }
  if (shift > 38) return Exact::too_large;
  if (shift > 0) {
    return __builtin_mul_overflow(raw, power_of_ten(shift), &out) ? Exact::too_large : Exact::yes;
  }
  if (shift < -38) return Exact::inexact;
  out = raw / power_of_ten(-shift);
  return raw % power_of_ten(-shift) == 0 ? Exact::yes : Exact::inexact;
}

}  // namespace

/// `digits_of(row)`: decimals of the amount in a row of the table.
template <class DigitsOf>
std::vector<std::int64_t> ArrowTable::Impl::money(std::string_view column,
                                                  DigitsOf&& digits_of) const {
  std::vector<std::int64_t> out(static_cast<std::size_t>(rows), kNoValue);
  const auto fit = [&](Int128 minor, std::int64_t row) {
    // The lowest int64 stands for "no value", so it is out of range too.
    if (minor > std::numeric_limits<std::int64_t>::max() ||
        minor <= std::numeric_limits<std::int64_t>::min()) {
      fail_row(column, row, "the amount does not fit in 64 bits of minor units");
    }
    return static_cast<std::int64_t>(minor);
  };
  each_chunk(column, [&](const Chunk& chunk, std::int64_t first) {
    auto* values = out.data() + first;
    const auto format = chunk.format();
    if (format == "n") return;
    const auto decimal = decimal_of(format);
    const bool coded = chunk.schema->dictionary != nullptr;
    if (!decimal && (coded || !(is_plain_text(format) || is_integer(format) || format == "g" ||
                                format == "f"))) {
      fail(column, "amounts are expected (decimal, integer, float or text), the Arrow format is " +
                       quoted(format));
    }
    for (std::int64_t row = 0; row < chunk.length; ++row) {
      if (!chunk.valid(row)) continue;
      const int digits = digits_of(first + row);
      if (decimal) {
        Int128 minor = 0;
        const Exact exact = minor_units(chunk, row, *decimal, digits, minor);
        if (exact == Exact::too_large) {
          fail_row(column, first + row, "the amount does not fit in 64 bits of minor units");
        }
        if (exact == Exact::inexact) {
          fail_row(column, first + row,
                   "the amount has more than " + std::to_string(digits) + " decimals");
        }
        values[row] = fit(minor, first + row);
      } else if (is_plain_text(format)) {
        try {
          values[row] = fit(parse_minor_units(text_at(chunk, row), digits), first + row);
        } catch (const Error& error) {
          fail_row(column, first + row, error.message());
        }
      } else if (format == "g" || format == "f") {
        const double amount =
            format == "g" ? chunk.value<double>(row) : static_cast<double>(chunk.value<float>(row));
        const double minor = amount * static_cast<double>(power_of_ten(digits));
        const double nearest = std::nearbyint(minor);
        if (!std::isfinite(amount)) fail_row(column, first + row, "not a finite number");
        if (std::fabs(minor - nearest) > 1e-6 || std::fabs(nearest) > 9'007'199'254'740'992.0) {
          fail_row(column, first + row,
                   "the floating-point amount is not exact to the minor unit; give decimals");
        }
        values[row] = static_cast<std::int64_t>(nearest);
      } else {
        const auto whole = integer_at(chunk, row);
        if (!whole) fail_row(column, first + row, "the amount does not fit in 64 bits");
        values[row] = fit(static_cast<Int128>(*whole) * power_of_ten(digits), first + row);
      }
    }
  });
  return out;
}

std::vector<std::int64_t> ArrowTable::money(std::string_view column, int digits) const {
  return impl_->money(column, [digits](std::int64_t) { return digits; });
}

std::vector<std::int64_t> ArrowTable::money(std::string_view column,
                                            const std::vector<std::int8_t>& digits) const {
  return impl_->money(column,
                      [&](std::int64_t row) { return digits[static_cast<std::size_t>(row)]; });
}

std::vector<std::string> ArrowTable::exact_numbers(std::string_view column) const {
  std::vector<std::string> out;
  out.reserve(static_cast<std::size_t>(rows()));
  impl_->each_chunk(column, [&](const Chunk& chunk, std::int64_t first) {
    const auto format = chunk.format();
    const auto decimal = decimal_of(format);
    if (format == "g" || format == "f" || format == "e") {
      fail(column, "a float is not exact; give decimals or text");
    }
    const bool coded = chunk.schema->dictionary != nullptr;
    if (!decimal && (coded || !(is_plain_text(format) || is_integer(format)))) {
      fail(column,
           "decimals, integers or text are expected, the Arrow format is " + quoted(format));
    }
    for (std::int64_t row = 0; row < chunk.length; ++row) {
      if (!chunk.valid(row)) fail_row(column, first + row, "a number is expected, not null");
      if (is_plain_text(format)) {
        out.emplace_back(text_at(chunk, row));
        continue;
      }
      if (!decimal) {
        const auto whole = integer_at(chunk, row);
        if (!whole) fail_row(column, first + row, "the number does not fit in 64 bits");
        out.push_back(std::to_string(*whole));
        continue;
      }
      const int scale = std::max(0, decimal->scale);
      Int128 raw = 0;
      if (minor_units(chunk, row, *decimal, scale, raw) != Exact::yes) {
        fail_row(column, first + row, "the number does not fit in 128 bits");
      }
      std::string text = to_string(raw);
      if (raw < 0) text.erase(0, 1);  // not -raw: the lowest number has no counterpart
      const auto decimals = static_cast<std::size_t>(scale);
      if (text.size() <= decimals) text.insert(0, decimals + 1 - text.size(), '0');
      if (decimals > 0) text.insert(text.size() - decimals, 1, '.');
      out.push_back(raw < 0 ? "-" + text : text);
    }
  });
  return out;
}

std::vector<Int128> ArrowTable::whole_numbers(std::string_view column) const {
  std::vector<Int128> out(static_cast<std::size_t>(rows()));
  impl_->each_chunk(column, [&](const Chunk& chunk, std::int64_t first) {
    const auto format = chunk.format();
    const auto decimal = decimal_of(format);
    if (!decimal && (chunk.schema->dictionary != nullptr || !is_integer(format))) {
      fail(column, "whole numbers are expected, the Arrow format is " + quoted(format));
    }
    for (std::int64_t row = 0; row < chunk.length; ++row) {
      auto& value = out[static_cast<std::size_t>(first + row)];
      if (!chunk.valid(row)) fail_row(column, first + row, "a number is expected, not null");
      if (decimal) {
        if (minor_units(chunk, row, *decimal, 0, value) != Exact::yes) {
          fail_row(column, first + row, "a whole number of 128 bits is expected");
        }
        continue;
      }
      const auto whole = integer_at(chunk, row);
      if (!whole) fail_row(column, first + row, "a number of 64 bits with a sign is expected");
      value = *whole;
    }
  });
  return out;
}

}  // namespace salespipe::exchange
