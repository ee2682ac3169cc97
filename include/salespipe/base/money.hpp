#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "salespipe/base/int128.hpp"

namespace salespipe {

/// An ISO 4217 currency. Cheap to copy.
class Currency {
 public:
  /// Three upper-case letters of the ISO 4217 list, also of one withdrawn since 2010, so that old
  /// deals stay readable; metals, funds units without a minor unit, XTS and XXX are not money.
  /// Error(invalid_argument) names the text.
  explicit Currency(std::string_view code);
  std::string_view code() const noexcept { return {code_.data(), 3}; }
  /// Digits after the decimal point of the minor unit: EUR 2, JPY 0, KWD 3.
  int minor_digits() const noexcept { return minor_digits_; }
  auto operator<=>(const Currency& other) const noexcept { return code_ <=> other.code_; }
  bool operator==(const Currency& other) const noexcept { return code_ == other.code_; }

 private:
  std::array<char, 3> code_{};
  std::int8_t minor_digits_ = 0;
};

/// Exact money: a whole number of minor units of a currency. Never a float.
class Money {
 public:
  Money(std::int64_t minor_units, Currency currency) : minor_(minor_units), currency_(currency) {}
  /// "12000 EUR", "EUR 12000.50", "-3 JPY". Error(parse_error) for another form, and for more
  /// decimals than the currency has (trailing zeros excepted); Error(overflow) beyond 64 bits;
  /// Error(invalid_argument) for an unknown currency.
  static Money parse(std::string_view text);

  std::int64_t minor_units() const noexcept { return minor_; }
  Currency currency() const noexcept { return currency_; }

  /// Error(currency_mismatch) for different currencies, Error(overflow) when it does not fit.
  Money operator+(const Money& other) const;
  Money operator-(const Money& other) const;
  Money operator-() const;
  bool operator==(const Money&) const = default;

  /// "12000.00 EUR"
  std::string to_string() const;

 private:
  std::int64_t minor_;
  Currency currency_;
};

/// "2982255.00": minor units as a decimal number with `digits` decimals, 0 to 18 (else
/// Error(invalid_argument), below too).
std::string format_minor_units(Int128 minor_units, int digits);
/// The opposite: "12000.5" with 2 digits is 1200050. Optional sign, digits, optional point and
/// digits, nothing else. Error(parse_error), Error(overflow) likewise.
std::int64_t parse_minor_units(std::string_view text, int digits);

}  // namespace salespipe
