#include "arguments.hpp"

#include "salespipe/base/date.hpp"
#include "salespipe/base/error.hpp"
#include "salespipe/base/text.hpp"

namespace salespipe::c {
namespace {

constexpr std::size_t kLargestStruct = 4096;
constexpr std::int32_t kMostThreads = 256;

}  // namespace

void refuse_argument(const char* name, const std::string& why) {
  throw Error(ErrorCode::invalid_argument, std::string(name) + " " + why);
}

std::string_view text_of(const char* text, std::size_t size, const char* parameter) {
  if (text == nullptr) {
    if (size != 0) refuse_argument(parameter, "is NULL; give a text");
    return {};
  }
  const bool to_zero = size == SP_TO_ZERO;
  if (to_zero) size = std::strlen(text);
  if (size > kLongestText) refuse_argument(parameter, "is longer than any text that is taken");
  const std::string_view view(text, size);
  if (!to_zero && view.find('\0') != std::string_view::npos)
    refuse_argument(parameter, "has a zero byte in it");
  if (!is_utf8(view)) refuse_argument(parameter, "is not UTF-8: " + quoted(view));
  return view;
}

std::string_view member_text(const char* text, const char* member) {
  return text == nullptr ? std::string_view() : text_of(text, SP_TO_ZERO, member);
}

Day member_day(const char* text, const char* member) {
  const auto day = member_text(text, member);
  if (day.empty()) return kNoDay;
  try {
    return parse_day(day);
  } catch (const Error& error) {
    throw Error(error.code(), std::string(member) + ": " + error.message());
  }
}

TimeZone member_zone(const char* text) {
  const auto name = member_text(text, "timezone");
  return name.empty() ? TimeZone::utc() : TimeZone::find(name);
}

int threads_of(std::int32_t threads) {
  if (threads < 0 || threads > kMostThreads) {
    refuse_argument("threads", "is " + std::to_string(threads) + "; give 1 to 256, or 0 for one");
  }
  return threads == 0 ? 1 : threads;
}

sp_status check_struct(const void* given, std::size_t known, std::size_t first) noexcept {
  std::uint32_t size = 0;
  std::memcpy(&size, given, sizeof size);
  if (size < first || size > kLargestStruct) return SP_ERROR_INVALID_ARGUMENT;
  const auto* const bytes = static_cast<const unsigned char*>(given);
  for (std::size_t i = known; i < size; ++i) {
    if (bytes[i] != 0) return SP_ERROR_UNSUPPORTED;
  }
  return SP_OK;
}

void check_reserved(std::uint32_t reserved) {
  if (reserved != 0) {
    throw Error(ErrorCode::unsupported,
                "a reserved member of the options is not 0; zero the struct");
  }
}

}  // namespace salespipe::c
