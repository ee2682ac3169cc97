#pragma once

#include <filesystem>
#include <stdlib.h>  // NOLINT(modernize-deprecated-headers): mkdtemp is POSIX
#include <string>
#include <system_error>
#include <unistd.h>

#include <gtest/gtest.h>

namespace salespipe::test {

/// A temporary folder in memory where the machine has one: for thousands of small files whose
/// flushes nobody needs.
class FastFolder {
 public:
  FastFolder() {
    const bool has_memory = ::access("/dev/shm", W_OK | X_OK) == 0;
    std::string pattern = (has_memory ? "/dev/shm/" : testing::TempDir()) + "salespipe-XXXXXX";
    path_ = ::mkdtemp(pattern.data());
  }
  FastFolder(const FastFolder&) = delete;
  FastFolder& operator=(const FastFolder&) = delete;
  ~FastFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

}  // namespace salespipe::test
