#include "store/vfs_file.hpp"

#include <algorithm>
#include <cstddef>
#include <new>
#include <sqlite3.h>

#include "store/file_error.hpp"

namespace salespipe::sqlite {

VfsFile::VfsFile(const std::filesystem::path& file, Kind kind)
    : path_(file.string() + std::string(4, '\0')) {
  sqlite3_vfs* vfs = sqlite3_vfs_find(nullptr);
  memory_ = std::make_unique<std::byte[]>(static_cast<std::size_t>(vfs->szOsFile));
  handle_ = reinterpret_cast<sqlite3_file*>(memory_.get());
  const int flags = kind == Kind::log ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_WAL
                                      : SQLITE_OPEN_READONLY | SQLITE_OPEN_MAIN_DB;
  const int result = vfs->xOpen(vfs, path_.c_str(), handle_, flags, nullptr);
  if (result == SQLITE_OK) return;
  if (handle_->pMethods != nullptr) handle_->pMethods->xClose(handle_);
  must(result, "it cannot be opened");
}

VfsFile::~VfsFile() { handle_->pMethods->xClose(handle_); }

void VfsFile::must(int result, const char* what) const {
  if (result == SQLITE_OK) return;
  if ((result & 0xFF) == SQLITE_NOMEM || result == SQLITE_IOERR_NOMEM) throw std::bad_alloc();
  fail_in(path_.c_str(), ErrorCode::io_error,
          std::string(what) + ": " + sqlite3_errstr(result) + " (SQLite " + std::to_string(result) +
              ")");
}

std::int64_t VfsFile::size() {
  sqlite3_int64 size = 0;
  must(handle_->pMethods->xFileSize(handle_, &size), "its size cannot be read");
  return size;
}

std::string VfsFile::read(std::int64_t offset, std::size_t size) {
  const std::int64_t there = std::max<std::int64_t>(this->size() - offset, 0);
  std::string bytes(std::min(size, static_cast<std::size_t>(there)), '\0');
  if (bytes.empty()) return bytes;
  must(handle_->pMethods->xRead(handle_, bytes.data(), static_cast<int>(bytes.size()), offset),
       "it cannot be read");
  return bytes;
}

void VfsFile::write(std::int64_t offset, const std::string& bytes) {
  must(handle_->pMethods->xWrite(handle_, bytes.data(), static_cast<int>(bytes.size()), offset),
       "it cannot be written");
}

void VfsFile::flush() {
  must(handle_->pMethods->xSync(handle_, SQLITE_SYNC_NORMAL), "it cannot be flushed");
}

}  // namespace salespipe::sqlite
