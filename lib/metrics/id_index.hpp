#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace salespipe::metrics {

/// Many different texts to dense codes and back: ids, of which each row has its own. Code 0 is "".
/// Like a Dictionary, for many more texts: one table without pointers, and look-ups of whole
/// columns that fetch ahead.
class IdIndex {
 public:
  static constexpr std::uint32_t kAbsent = 0xFFFFFFFE;

  IdIndex();

  /// The code of a text, a new one when it is not there yet. Error(overflow) beyond 2^32 - 3 texts.
  std::uint32_t intern(std::string_view text);
  /// Appends the codes of all texts to `out`; `null_code` for a text without data(). `threads` of
  /// them look for what is there already.
  void intern_all(std::span<const std::string_view> texts, std::uint32_t null_code, int threads,
                  std::vector<std::uint32_t>& out);
  /// Valid until the next intern().
  std::string_view text(std::uint32_t code) const {
    return {bytes_.data() + begin_[code],
            static_cast<std::size_t>(begin_[code + 1] - begin_[code])};
  }
  std::size_t size() const noexcept { return begin_.size() - 1; }

 private:
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t code = kAbsent;
  };
  std::uint32_t find(std::string_view text, std::size_t hash) const;
  void find_all(std::span<const std::string_view> texts, std::uint32_t null_code,
                std::span<std::uint32_t> codes) const;
  std::uint32_t add(std::string_view text, std::size_t hash);
  void grow(std::size_t texts);

  std::vector<Slot> slots_;           // open addressing, a power of two, at most half full
  std::vector<std::uint64_t> begin_;  // of each text in bytes_, and behind the last
  std::vector<char> bytes_;
};

}  // namespace salespipe::metrics
