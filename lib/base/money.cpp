#include "salespipe/base/money.hpp"

#include <algorithm>
#include <cstddef>

#include "salespipe/base/error.hpp"
#include "salespipe/base/text.hpp"

namespace salespipe {
namespace {

constexpr int kMostDigits = 18;  // 10^18 is the largest power of ten in 64 bits

void check_digits(int digits) {
  if (digits < 0 || digits > kMostDigits) {
    throw Error(ErrorCode::invalid_argument,
                std::to_string(digits) + " digits of the minor unit; give 0 to 18");
  }
}

[[noreturn]] void refuse_amount(std::string_view text, const std::string& why) {
  throw Error(ErrorCode::parse_error,
              quoted(text) + " is not an amount: " + why +
                  "; write digits with an optional '-' and a decimal point, like 12000.50");
}

void check_same_currency(const Money& a, const Money& b) {
  if (a.currency() == b.currency()) return;
  throw Error(ErrorCode::currency_mismatch,
              a.to_string() + " and " + b.to_string() +
                  " are of different currencies; convert one of them with a rate first");
}

[[noreturn]] void refuse_overflow(const std::string& what) {
  throw Error(ErrorCode::overflow, what + " does not fit in 64 bits of minor units");
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

bool is_word(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_letter);
}

}  // namespace

Money Money::parse(std::string_view text) {
  const std::size_t space = text.find(' ');
  const std::string_view first = text.substr(0, space);
  const std::string_view second =
      space == std::string_view::npos ? std::string_view{} : text.substr(space + 1);
  if (is_word(first) == is_word(second)) {
    throw Error(ErrorCode::parse_error,
                quoted(text) +
                    " is not money; write an amount, a space and a currency, like "
                    "12000.50 EUR");
  }
  const bool code_first = is_word(first);
  const Currency currency(code_first ? first : second);
  return {parse_minor_units(code_first ? second : first, currency.minor_digits()), currency};
}

Money Money::operator+(const Money& other) const {
  check_same_currency(*this, other);
  std::int64_t sum = 0;
  if (__builtin_add_overflow(minor_, other.minor_, &sum)) {
    refuse_overflow(to_string() + " plus " + other.to_string());
  }
  return {sum, currency_};
}

Money Money::operator-(const Money& other) const {
  check_same_currency(*this, other);
  std::int64_t difference = 0;
  if (__builtin_sub_overflow(minor_, other.minor_, &difference)) {
    refuse_overflow(to_string() + " minus " + other.to_string());
  }
  return {difference, currency_};
}

Money Money::operator-() const {
  std::int64_t negated = 0;
  if (__builtin_sub_overflow(std::int64_t{0}, minor_, &negated)) {
    refuse_overflow("the opposite of " + to_string());
  }
  return {negated, currency_};
}

std::string Money::to_string() const {
  std::string out = format_minor_units(minor_, currency_.minor_digits());
  out += ' ';
  out += currency_.code();
  return out;
}

std::string format_minor_units(Int128 minor_units, int digits) {
  check_digits(digits);
  std::string out = to_string(minor_units);
  if (digits == 0) return out;
  const std::size_t sign = minor_units < 0 ? 1 : 0;
  const auto decimals = static_cast<std::size_t>(digits);
  if (out.size() - sign <= decimals) out.insert(sign, decimals + 1 - (out.size() - sign), '0');
  out.insert(out.size() - decimals, 1, '.');
  return out;
}

std::int64_t parse_minor_units(std::string_view text, int digits) {
  check_digits(digits);
  std::size_t at = 0;
  const bool negative = !text.empty() && text[0] == '-';
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) ++at;

  // Counts away from zero, because the least number of 64 bits has no positive counterpart.
  std::int64_t value = 0;
  const auto append = [&](int digit) {
    if (__builtin_mul_overflow(value, std::int64_t{10}, &value) ||
        __builtin_add_overflow(value, std::int64_t{negative ? -digit : digit}, &value)) {
      throw Error(ErrorCode::overflow,
                  "amount " + quoted(text) + " does not fit in 64 bits of minor units");
    }
  };

  const std::size_t whole = at;
  for (; at < text.size() && is_digit(text[at]); ++at) append(text[at] - '0');
  if (at == whole) refuse_amount(text, "it does not start with digits");
  int missing = digits;
  if (at < text.size() && text[at] == '.') {
    const std::size_t fraction = ++at;
    for (; at < text.size() && is_digit(text[at]); ++at) {
      if (missing > 0) {
        append(text[at] - '0');
        --missing;
      } else if (text[at] != '0') {
        refuse_amount(text, "it has more than " + std::to_string(digits) +
                                " decimals, and amounts are not rounded silently");
      }
    }
    if (at == fraction) refuse_amount(text, "no digits follow its point");
  }
  if (at != text.size()) refuse_amount(text, "it holds something else than digits and a point");
  for (; missing > 0; --missing) append(0);
  return value;
}

}  // namespace salespipe
