#include "salespipe/base/id.hpp"

#include "salespipe/base/text.hpp"

namespace salespipe {
namespace {

[[noreturn]] void refuse(const char* what, const std::string& why) {
  throw Error(
      ErrorCode::invalid_argument,
      std::string(what) + " " + why + "; give 1 to 200 bytes of UTF-8 without control characters");
}

}  // namespace

void check_id(std::string_view text, const char* what) {
  if (text.empty()) refuse(what, "is empty");
  if (text.size() > kLongestId) {
    refuse(what, quoted(text) + " has " + std::to_string(text.size()) + " bytes");
  }
  // Most are plain, and an id is looked at again and again.
  if (is_plain_ascii(text)) return;
  if (!is_utf8(text)) refuse(what, quoted(text) + " is not UTF-8");
  if (has_control_characters(text)) refuse(what, quoted(text) + " holds a control character");
}

}  // namespace salespipe
