#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace salespipe::metrics {

/// Texts to dense codes and back. Code 0 is always "" (no value). A value: copies are independent.
/// Not thread safe while it grows; any number of threads may read.
class Dictionary {
 public:
  Dictionary();

  /// The code of `text`, a new one when it is not there yet. Error(overflow) beyond 2^32 - 2 texts.
  std::uint32_t intern(std::string_view text);
  /// The code of `text`, or nothing when it is not there.
  std::optional<std::uint32_t> find(std::string_view text) const;
  /// The text of a code below size(). Valid until the dictionary grows or dies.
  const std::string& text(std::uint32_t code) const { return texts_[code]; }
  /// How many codes there are, at least 1.
  std::size_t size() const noexcept { return texts_.size(); }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
      return std::hash<std::string_view>{}(text);
    }
  };
  std::vector<std::string> texts_;
  std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> codes_;
};

}  // namespace salespipe::metrics
