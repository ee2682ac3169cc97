#include "salespipe/metrics/dictionary.hpp"

#include <limits>

#include "salespipe/base/error.hpp"

namespace salespipe::metrics {

Dictionary::Dictionary() { intern(""); }

std::uint32_t Dictionary::intern(std::string_view text) {
  if (const auto found = codes_.find(text); found != codes_.end()) return found->second;
  if (texts_.size() >= std::numeric_limits<std::uint32_t>::max()) {
    throw Error(ErrorCode::overflow, "a column has more than 2^32 - 2 different texts");
  }
  const auto code = static_cast<std::uint32_t>(texts_.size());
  texts_.emplace_back(text);
  codes_.emplace(texts_.back(), code);
  return code;
}

std::optional<std::uint32_t> Dictionary::find(std::string_view text) const {
  const auto found = codes_.find(text);
  if (found == codes_.end()) return std::nullopt;
  return found->second;
}

}  // namespace salespipe::metrics
