#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "salespipe/book/book.hpp"
#include "salespipe/store/verify.hpp"
#include "store/chain.hpp"

namespace salespipe {

/// A row of the table of events, as it was found.
struct KeptEvent {
  std::uint64_t sequence = 0;
  std::string_view id{};
  std::span<const std::uint8_t> hash{};
  std::optional<std::span<const std::uint8_t>> digest{};
  std::string_view line{};
};

/// Checks the rows of a table of events, one after the other, for verify(): the same for every
/// database.
class EventCheck {
 public:
  explicit EventCheck(Verification& into) : found_(into) {}

  void take(const KeptEvent& row);
  /// The next one and all behind it.
  void report_unreadable(const std::string& why);

 private:
  void check_hash(std::uint64_t sequence, const ChainHash& kept, const ChainHash& digest);
  void check_line(std::uint64_t sequence, std::string_view line, std::string_view id);
  void report(std::uint64_t sequence, std::string what);

  Verification& found_;
  Chain chain_;
  Book book_;
  std::uint64_t next_ = 1;
  ChainHash hash_{};
  std::optional<ChainHash> made_;
  bool is_chained_ = true;
  bool fits_ = true;
};

}  // namespace salespipe
