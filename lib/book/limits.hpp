#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "salespipe/base/day.hpp"
#include "salespipe/base/error.hpp"
#include "salespipe/base/instant.hpp"

// What every text, day and instant in a book must be, so that whatever is in a book can be written
// and read back. The messages name the member by its path in an event ("/payload/name").
namespace salespipe {

inline constexpr std::size_t kLongestLine = 1000;       // names, tags, reasons
inline constexpr std::size_t kLongestText = 64 * 1024;  // notes, evidence, field values

/// Error(invalid_argument) unless 1 to kLongestLine bytes of UTF-8 without control characters and
/// not only spaces.
void check_line(std::string_view text, const char* field);
/// The same, or empty.
void check_optional_line(std::string_view text, const char* field);
/// Error(invalid_argument) unless at most kLongestText bytes of UTF-8.
void check_free_text(std::string_view text, const char* field);
/// Error(invalid_argument) for a known day outside the calendar.
void check_day(Day day, const char* field);
/// Error(invalid_argument) for an unknown instant, or one outside the calendar.
void check_instant(Instant instant, const char* field);

[[noreturn]] void refuse_event(ErrorCode code, const std::string& message, const char* field);

}  // namespace salespipe
