#pragma once

#include <cstddef>
#include <random>
#include <string>
#include <vector>

namespace salespipe::test {

/// A write, or where `bytes` is empty a truncation, that no flush has followed.
struct PendingChange {
  std::size_t offset = 0;
  std::string bytes;
};

inline void carry_out(const PendingChange& change, std::string& content) {
  if (change.bytes.empty()) {
    content.resize(change.offset);
    return;
  }
  const std::size_t end = change.offset + change.bytes.size();
  if (content.size() < end) content.resize(end);
  content.replace(change.offset, change.bytes.size(), change.bytes);
}

/// A file as the disk has it: what was there at the last flush, and what was written since.
struct DiskFile {
  std::string kept;
  std::vector<PendingChange> pending;

  void flush() {
    for (const PendingChange& change : pending) carry_out(change, kept);
    pending.clear();
  }

  /// The power goes: each change since the last flush is there, is not, or is torn at the end of a
  /// sector, whatever their order.
  template <class Random>
  void lose_power(Random& random) {
    constexpr std::size_t kSector = 512;
    for (const PendingChange& change : pending) {
      switch (random() % 3) {
        case 0:
          break;
        case 1:
          carry_out(change, kept);
          break;
        default: {
          PendingChange torn = change;
          const std::size_t sectors = torn.bytes.size() / kSector;
          if (sectors > 0) torn.bytes.resize(random() % sectors * kSector);
          if (!torn.bytes.empty()) carry_out(torn, kept);
        }
      }
    }
    pending.clear();
  }
};

}  // namespace salespipe::test
