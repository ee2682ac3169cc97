#pragma once

#include <cstdint>
#include <filesystem>

namespace salespipe::test {

/// What is left of a book's files when the power goes.
struct PowerLoss {
  std::uint64_t seed = 1;
  std::uint64_t after = 100;      ///< So many writes, truncations and flushes are done.
  std::filesystem::path left_in;  ///< Folder that gets the files as the disk has them then.
  bool disk_lies = false;         ///< A flush of the log is answered and not done.
};

/// Makes SQLite in this process write through a layer that knows what the disk has been told to
/// keep: a file's content at its last flush, and the writes since. When the power goes, each of
/// those is there, is not, or is torn at a sector's end, whatever their order; the files that this
/// leaves are written to a folder and the process ends with code kPowerIsOut.
void arm(const PowerLoss& loss);
inline constexpr int kPowerIsOut = 9;

}  // namespace salespipe::test
