#include "store/journal_address.hpp"

#include <algorithm>
#include <array>

#include "salespipe/base/error.hpp"
#include "salespipe/base/text.hpp"
#include "salespipe/store/postgres_journal.hpp"

namespace salespipe {
namespace {

constexpr std::array<std::string_view, 2> kSchemes{"postgresql://", "postgres://"};
constexpr std::string_view kMain = "main";
constexpr std::size_t kLongestName = 63;

bool is_name(std::string_view text) {
  const auto fits = [](char sign) {
    return (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z') ||
           (sign >= '0' && sign <= '9') || sign == '-' || sign == '_' || sign == '.';
  };
  return !text.empty() && text.size() <= kLongestName &&
         std::all_of(text.begin(), text.end(), fits);
}

/// "password=secret" between ? or & and the next &.
void hide_parameter(std::string& address, std::string_view name) {
  for (std::size_t at = address.find('?'); at != std::string::npos;
       at = address.find('&', at + 1)) {
    if (std::string_view(address).substr(at + 1).starts_with(name)) {
      const std::size_t value = at + 1 + name.size();
      const std::size_t end = std::min(address.find_first_of("&#", value), address.size());
      address.replace(value, end - value, "***");
    }
  }
}

}  // namespace

bool is_postgres_address(std::string_view text) noexcept {
  return std::any_of(kSchemes.begin(), kSchemes.end(),
                     [&](std::string_view scheme) { return text.starts_with(scheme); });
}

std::string without_password(std::string_view address) {
  std::string shown(address);
  const std::size_t begin = shown.find("://");
  if (begin == std::string::npos) return shown;
  const std::size_t host = begin + 3;
  // A password may hold @ by mistake; what stands before the last one is not the host.
  const std::size_t end = std::min(shown.find_first_of("/?#", host), shown.size());
  const std::size_t at = shown.rfind('@', end);
  const std::size_t colon = shown.find(':', host);
  if (at != std::string::npos && at >= host && colon < at) {
    shown.replace(colon + 1, at - colon - 1, "***");
  }
  hide_parameter(shown, "password=");
  hide_parameter(shown, "sslpassword=");
  return shown;
}

PostgresAddress postgres_address(std::string_view address) {
  PostgresAddress parts;
  const std::size_t mark = address.rfind('#');
  parts.server = address.substr(0, mark);
  parts.book = mark == std::string_view::npos ? kMain : address.substr(mark + 1);
  parts.shown = without_password(address);
  if (!is_name(parts.book)) {
    ErrorPlace place;
    place.file = parts.shown;
    throw Error(ErrorCode::invalid_argument,
                "a book cannot be called " + quoted(parts.book) +
                    "; behind the # stand 1 to 63 letters, digits, dashes, underscores or dots",
                std::move(place));
  }
  return parts;
}

}  // namespace salespipe
