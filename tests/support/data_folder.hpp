#pragma once

#include <cstdlib>
#include <filesystem>

namespace salespipe::test {

/// Folder of the real data sets: the environment's SALESPIPE_DATA, or shared/data beside the
/// checkout. Tests that need it skip themselves where it is missing; `./dev test` refuses that
/// under CI.
inline std::filesystem::path data_folder() {
  const char* named = std::getenv("SALESPIPE_DATA");  // NOLINT(concurrency-mt-unsafe)
  return named != nullptr && *named != '\0' ? named : SALESPIPE_DATA_DEFAULT;
}

}  // namespace salespipe::test
