#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "salespipe/base/error.hpp"

namespace salespipe {

inline constexpr std::size_t kMaxNameBytes = 200;
inline constexpr std::size_t kMaxTextBytes = 2000;

/// Error(invalid_argument) with the place `field` unless `text` is 1 to kMaxNameBytes bytes of
/// UTF-8 without control characters and not only spaces.
void check_name(std::string_view text, const std::string& what, const std::string& field);

/// The same for up to kMaxTextBytes bytes; it may be empty.
void check_text(std::string_view text, const std::string& what, const std::string& field);

/// Error(invalid_argument) unless low <= value <= high.
void check_range(std::int64_t value, std::int64_t low, std::int64_t high, const std::string& what,
                 const std::string& field);

[[noreturn]] void refuse(ErrorCode code, const std::string& message, const std::string& field);

/// `pointer` with one more step, '~' and '/' escaped as RFC 6901 says.
std::string json_pointer(const std::string& pointer, std::string_view field);

/// Without spaces at both ends.
std::string_view trimmed(std::string_view text) noexcept;

/// Lower case for comparing: ASCII, Latin-1, Latin Extended-A, Greek and Cyrillic letters. No
/// locale and no full Unicode folding, so that the same text gives the same key everywhere.
std::string folded(std::string_view utf8);

/// "Proposal made" with '-' is "proposal-made": folded, runs of other ASCII characters than letters
/// and digits become one separator, none at the ends; at most 150 bytes. Empty when nothing is
/// left.
std::string slug(std::string_view name, char separator);

/// slug(name), or `fallback` where that is empty, with the lowest number from 2 on appended when
/// `taken` has it already. Adds the result to `taken`.
std::string derive_id(std::string_view name, char separator, const std::string& fallback,
                      std::set<std::string, std::less<>>& taken);

}  // namespace salespipe
