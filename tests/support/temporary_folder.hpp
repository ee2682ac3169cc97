#pragma once

#include <filesystem>
#include <stdexcept>
#include <stdlib.h>  // NOLINT(modernize-deprecated-headers): mkdtemp is POSIX
#include <string>
#include <system_error>
#include <unistd.h>

#include <gtest/gtest.h>

namespace salespipe::test {

/// A folder that is there for one test.
class TemporaryFolder {
 public:
  TemporaryFolder() : TemporaryFolder(testing::TempDir()) {}
  /// In another folder, whose name ends in a slash.
  explicit TemporaryFolder(const std::string& parent) {
    std::string pattern = parent + "salespipe-XXXXXX";
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no folder " + pattern);
    path_ = pattern;
  }
  /// In memory where the system has such a folder: for tests that model the disk themselves.
  static TemporaryFolder in_memory() {
    const std::string memory = "/dev/shm/";
    return TemporaryFolder(::access(memory.c_str(), W_OK) == 0 ? memory : testing::TempDir());
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  std::filesystem::path operator/(const char* name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

}  // namespace salespipe::test
