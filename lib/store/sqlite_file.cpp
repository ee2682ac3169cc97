#include "store/sqlite_file.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <string>
#include <string_view>
#include <system_error>

#include <sys/stat.h>
#include <sys/vfs.h>

#include "store/file_error.hpp"
#include "store/vfs_file.hpp"

namespace salespipe::sqlite {
namespace {

constexpr std::string_view kMagic{"SQLite format 3", 16};  // its zero byte belongs to it

// Numbers from statfs(2): NFS, SMB, SMB2, CIFS, AFS, Ceph.
constexpr std::array<std::uint64_t, 6> kNetwork{0x6969,     0x517B,     0xFE534D42,
                                                0xFF534D42, 0x5346414F, 0x00C36400};

}  // namespace

std::filesystem::path real_file(const std::filesystem::path& file) {
  std::error_code failed;
  if (std::filesystem::exists(file, failed)) {
    const auto found = std::filesystem::canonical(file, failed);
    if (!failed) return found;
  }
  const auto folder = std::filesystem::canonical(
      file.has_parent_path() ? file.parent_path() : std::filesystem::path("."), failed);
  if (failed) fail_in(file.string(), ErrorCode::io_error, "the book's folder: " + failed.message());
  return folder / file.filename();
}

void check_file(const std::filesystem::path& file) {
  struct statfs system {};
  if (::statfs(file.parent_path().c_str(), &system) == 0) {
    const auto type = static_cast<std::uint64_t>(system.f_type) & 0xFFFFFFFFU;
    if (std::find(kNetwork.begin(), kNetwork.end(), type) != kNetwork.end()) {
      fail_in(file.string(), ErrorCode::unsupported,
              "a book cannot lie on a network file system, whose locks and memory are not shared; "
              "put it on a disk of this machine");
    }
  }
  struct stat about {};
  if (::stat(file.c_str(), &about) != 0) {
    if (errno == ENOENT) return;
    fail_in_system(file, "the book cannot be opened", errno);
  }
  if (!S_ISREG(about.st_mode))
    fail_in(file.string(), ErrorCode::io_error, "a book is a file, which this is not");
  if (about.st_nlink > 1) {
    fail_in(file.string(), ErrorCode::unsupported,
            "the file has " + std::to_string(about.st_nlink) +
                " names (hard links), and a book may be reached by one only; copy it instead");
  }
  if (about.st_size == 0) return;
  if (!is_database(file)) {
    fail_in(file.string(), ErrorCode::schema_violation,
            "this is not a book in SQLite: it does not begin as a SQLite file does; a journal in "
            "JSON Lines is opened by its ending .jsonl");
  }
}

bool is_database(const std::filesystem::path& file) {
  return VfsFile(file, VfsFile::Kind::database).read(0, kMagic.size()) == kMagic;
}

void settle_log(const std::filesystem::path& log) {
  std::error_code failed;
  if (std::filesystem::file_size(log, failed) == 0 || failed) return;
  VfsFile file(log, VfsFile::Kind::log);
  const std::int64_t size = file.size();
  constexpr std::int64_t kAtOnce = 64 * 1024;  // more than twice that SQLite refuses
  for (std::int64_t at = 0; at < size; at += kAtOnce) {
    file.write(at, file.read(at, kAtOnce));
  }
  file.flush();
}

FileIdentity identity_of(const std::filesystem::path& file) noexcept {
  struct stat about {};
  if (::stat(file.c_str(), &about) != 0) return {};
  return {about.st_dev, about.st_ino};
}

}  // namespace salespipe::sqlite
