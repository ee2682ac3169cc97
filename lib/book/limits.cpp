#include "book/limits.hpp"

#include <cstdint>

#include "salespipe/base/date.hpp"
#include "salespipe/base/text.hpp"

namespace salespipe {
namespace {

constexpr std::int64_t kMicrosPerDay = 86'400'000'000;
const std::int64_t kFirstInstant = std::int64_t{Date(1400, 1, 1).day().number} * kMicrosPerDay;
const std::int64_t kEndOfInstants =
    (std::int64_t{Date(9999, 12, 31).day().number} + 1) * kMicrosPerDay;

std::string limit(std::size_t bytes) { return std::to_string(bytes) + " bytes"; }

}  // namespace

void refuse_event(ErrorCode code, const std::string& message, const char* field) {
  ErrorPlace place;
  place.field = field;
  throw Error(code, message, place);
}

void check_line(std::string_view text, const char* field) {
  if (text.find_first_not_of(' ') == std::string_view::npos) {
    refuse_event(ErrorCode::invalid_argument, "the text is empty; give one", field);
  }
  check_optional_line(text, field);
}

void check_optional_line(std::string_view text, const char* field) {
  if (text.size() > kLongestLine) {
    refuse_event(
        ErrorCode::invalid_argument,
        "the text " + quoted(text) + " is longer than " + limit(kLongestLine) + "; shorten it",
        field);
  }
  if (!is_utf8(text)) {
    refuse_event(ErrorCode::invalid_argument,
                 "the text " + quoted(text) + " is not UTF-8; convert it first", field);
  }
  if (has_control_characters(text)) {
    refuse_event(ErrorCode::invalid_argument,
                 "the text " + quoted(text) + " holds a control character; take it out", field);
  }
}

void check_free_text(std::string_view text, const char* field) {
  if (text.size() > kLongestText) {
    refuse_event(
        ErrorCode::invalid_argument,
        "the text " + quoted(text) + " is longer than " + limit(kLongestText) + "; shorten it",
        field);
  }
  if (!is_utf8(text)) {
    refuse_event(ErrorCode::invalid_argument,
                 "the text " + quoted(text) + " is not UTF-8; convert it first", field);
  }
}

void check_day(Day day, const char* field) {
  if (!is_known(day)) return;
  try {
    (void)Date(day);
  } catch (const Error&) {
    refuse_event(ErrorCode::invalid_argument, "the day lies outside the years 1400 to 9999", field);
  }
}

void check_instant(Instant instant, const char* field) {
  if (!is_known(instant)) {
    refuse_event(ErrorCode::invalid_argument,
                 "the time is unknown; say when (only the creation of a deal and the entering of a "
                 "stage that are appended as facts may be without)",
                 field);
  }
  if (instant.micros < kFirstInstant || instant.micros >= kEndOfInstants) {
    refuse_event(ErrorCode::invalid_argument, "the time lies outside the years 1400 to 9999",
                 field);
  }
}

}  // namespace salespipe
