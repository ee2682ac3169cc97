#include "store/fault_vfs.hpp"

#include <array>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sqlite3.h>

namespace salespipe::test {

std::string_view to_string(FileCall call) noexcept {
  constexpr std::array<std::string_view, 13> kNames{
      "open",   "read", "write",    "truncate", "flush", "size", "lock",
      "unlock", "map",  "map lock", "remove",   "look",  "path"};
  return kNames.at(static_cast<std::size_t>(call));
}

std::string_view to_string(Failure failure) noexcept {
  constexpr std::array<std::string_view, 4> kNames{"broken", "full", "torn", "flush"};
  return kNames.at(static_cast<std::size_t>(failure));
}

std::vector<Failure> FaultyDisk::failures_of(FileCall call) {
  switch (call) {
    case FileCall::write:
      return {Failure::broken, Failure::full, Failure::torn};
    case FileCall::open:
    case FileCall::map:
      return {Failure::broken, Failure::full};
    case FileCall::flush:
      return {Failure::broken, Failure::flush};
    default:
      return {Failure::broken};
  }
}

/// SQLite's layers are plain functions: each finds the disk that it serves.
struct FaultyDisk::Layer {
  struct File {
    sqlite3_file base;
    FaultyDisk* owner;
    DiskFile* disk;  // nullptr: nobody asks what is left of it
    bool is_of_book;
    bool has_failed_flush;
    const char* path;  // lives as long as the file
    sqlite3_file* below() { return reinterpret_cast<sqlite3_file*>(this + 1); }
  };

  explicit Layer(FaultyDisk& owner);

  static File& of(sqlite3_file* file) { return *reinterpret_cast<File*>(file); }
  static const sqlite3_io_methods& below(sqlite3_file* file) { return *of(file).below()->pMethods; }
  static FaultyDisk& disk_of(sqlite3_vfs* vfs) { return *static_cast<FaultyDisk*>(vfs->pAppData); }
  static sqlite3_vfs* below(sqlite3_vfs* vfs) { return disk_of(vfs).layer_->below_vfs; }

  static int open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* given);
  static int remove(sqlite3_vfs* vfs, const char* path, int sync);
  static int look(sqlite3_vfs* vfs, const char* path, int flags, int* found);
  static int full_path(sqlite3_vfs* vfs, const char* path, int size, char* full);
  static int write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset);
  static int truncate(sqlite3_file* file, sqlite3_int64 size);
  static int flush(sqlite3_file* file, int flags);
  static int map_lock(sqlite3_file* file, int first, int count, int flags);
  static int map(sqlite3_file* file, int region, int size, int extends, void volatile** memory);

  /// A call that does not change the file.
  template <auto Member, FileCall Call, int Code, class... Rest>
  static int ask(sqlite3_file* file, Rest... rest) {
    if (of(file).owner->strikes(Call)) return Code;
    return (below(file).*Member)(of(file).below(), rest...);
  }
  template <auto Member, class... Rest>
  static int pass(sqlite3_file* file, Rest... rest) {
    return (below(file).*Member)(of(file).below(), rest...);
  }
  static void barrier(sqlite3_file* file) { below(file).xShmBarrier(of(file).below()); }

  sqlite3_vfs* below_vfs;
  sqlite3_vfs vfs;
  sqlite3_io_methods methods{};
};

int FaultyDisk::Layer::open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags,
                            int* given) {
  FaultyDisk& owner = disk_of(vfs);
  File& mine = of(file);
  mine.base.pMethods = nullptr;
  mine.owner = &owner;
  mine.disk = nullptr;
  mine.is_of_book = false;
  mine.has_failed_flush = false;
  mine.path = path;
  const bool is_full = owner.fault_.failure == Failure::full;
  const bool is_new = path == nullptr || !std::filesystem::exists(path);
  if (owner.strikes(FileCall::open) && (!is_full || is_new)) return SQLITE_CANTOPEN;
  const int code = below(vfs)->xOpen(below(vfs), path, mine.below(), flags, given);
  mine.base.pMethods = mine.below()->pMethods == nullptr ? nullptr : &owner.layer_->methods;
  constexpr int kKept = SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL;
  if (code != SQLITE_OK || path == nullptr || (flags & kKept) == 0) return code;
  const auto [disk, is_first] = owner.disks_.try_emplace(path);
  if (is_first) {
    std::ifstream stream(path, std::ios::binary);
    disk->second.kept.assign(std::istreambuf_iterator<char>(stream),
                             std::istreambuf_iterator<char>());
  }
  mine.disk = &disk->second;
  const std::string name = std::filesystem::path(path).filename();
  mine.is_of_book = name == "sales.db" || name == "sales.db-wal";
  return code;
}

int FaultyDisk::Layer::remove(sqlite3_vfs* vfs, const char* path, int sync) {
  FaultyDisk& owner = disk_of(vfs);
  if (owner.strikes(FileCall::remove)) return SQLITE_IOERR_DELETE;
  const int code = below(vfs)->xDelete(below(vfs), path, sync);
  if (const auto disk = owner.disks_.find(path); disk != owner.disks_.end()) disk->second = {};
  return code;
}

int FaultyDisk::Layer::look(sqlite3_vfs* vfs, const char* path, int flags, int* found) {
  if (disk_of(vfs).strikes(FileCall::look)) return SQLITE_IOERR_ACCESS;
  return below(vfs)->xAccess(below(vfs), path, flags, found);
}

int FaultyDisk::Layer::full_path(sqlite3_vfs* vfs, const char* path, int size, char* full) {
  if (disk_of(vfs).strikes(FileCall::path)) return SQLITE_CANTOPEN_FULLPATH;
  return below(vfs)->xFullPathname(below(vfs), path, size, full);
}

int FaultyDisk::Layer::write(sqlite3_file* file, const void* bytes, int size,
                             sqlite3_int64 offset) {
  File& mine = of(file);
  if (mine.is_of_book) ++mine.owner->changes_;
  const bool strikes = mine.owner->strikes(FileCall::write);
  const Failure failure = mine.owner->fault_.failure;
  if (strikes && failure == Failure::broken) return SQLITE_IOERR_WRITE;
  if (strikes && failure == Failure::full) return SQLITE_FULL;
  const int done = strikes ? size / 2 : size;
  if (mine.disk != nullptr) {
    mine.disk->pending.push_back(
        {static_cast<std::size_t>(offset),
         std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(done))});
  }
  const int code = below(file).xWrite(mine.below(), bytes, done, offset);
  return strikes ? SQLITE_FULL : code;
}

int FaultyDisk::Layer::truncate(sqlite3_file* file, sqlite3_int64 size) {
  File& mine = of(file);
  if (mine.is_of_book) ++mine.owner->changes_;
  if (mine.owner->strikes(FileCall::truncate)) return SQLITE_IOERR_TRUNCATE;
  if (mine.disk != nullptr) mine.disk->pending.push_back({static_cast<std::size_t>(size), {}});
  return below(file).xTruncate(mine.below(), size);
}

int FaultyDisk::Layer::flush(sqlite3_file* file, int flags) {
  File& mine = of(file);
  FaultyDisk& owner = *mine.owner;
  if (mine.is_of_book) ++owner.changes_;
  if (mine.has_failed_flush) ++owner.flushed_again_;
  if (owner.strikes(FileCall::flush)) {
    // The system has taken the pages for written.
    if (mine.disk != nullptr) mine.disk->pending.clear();
    if (owner.fault_.is_hidden) return SQLITE_OK;
    // Until there is a log, a failed flush ends the making of the book; what SQLite does to take
    // it back is flushed too.
    const bool has_log = owner.disks_.contains(std::string(mine.path) + "-wal") ||
                         std::string_view(mine.path).ends_with("-wal");
    mine.has_failed_flush = mine.is_of_book && has_log;
    if (mine.is_of_book) ++owner.failed_flushes_;
    return SQLITE_IOERR_FSYNC;
  }
  if (mine.disk != nullptr) mine.disk->flush();
  return below(file).xSync(mine.below(), flags);
}

int FaultyDisk::Layer::map(sqlite3_file* file, int region, int size, int extends,
                           void volatile** memory) {
  FaultyDisk& owner = *of(file).owner;
  const bool is_full = owner.fault_.failure == Failure::full;
  if (owner.strikes(FileCall::map) && (!is_full || extends != 0)) {
    *memory = nullptr;
    return is_full ? SQLITE_IOERR_SHMSIZE : SQLITE_IOERR_SHMMAP;
  }
  return below(file).xShmMap(of(file).below(), region, size, extends, memory);
}

/// To give a lock back cannot fail: SQLite does not even look.
int FaultyDisk::Layer::map_lock(sqlite3_file* file, int first, int count, int flags) {
  const bool takes = (flags & SQLITE_SHM_LOCK) != 0;
  if (takes && of(file).owner->strikes(FileCall::map_lock)) return SQLITE_IOERR_SHMLOCK;
  return below(file).xShmLock(of(file).below(), first, count, flags);
}

FaultyDisk::Layer::Layer(FaultyDisk& owner)
    : below_vfs(sqlite3_vfs_find(nullptr)), vfs(*below_vfs) {
  vfs.zName = "faulty-disk";
  vfs.pNext = nullptr;
  vfs.pAppData = &owner;
  vfs.szOsFile = static_cast<int>(sizeof(File)) + below_vfs->szOsFile;
  vfs.xOpen = open;
  vfs.xDelete = remove;
  vfs.xAccess = look;
  vfs.xFullPathname = full_path;
  vfs.xSleep = [](sqlite3_vfs*, int micros) { return micros; };  // nobody comes while we wait
  using Methods = sqlite3_io_methods;
  methods.iVersion = 2;  // no memory map of the file: all reads and writes come by here
  methods.xClose = pass<&Methods::xClose>;
  methods.xRead =
      ask<&Methods::xRead, FileCall::read, SQLITE_IOERR_READ, void*, int, sqlite3_int64>;
  methods.xWrite = write;
  methods.xTruncate = truncate;
  methods.xSync = flush;
  methods.xFileSize = ask<&Methods::xFileSize, FileCall::size, SQLITE_IOERR_FSTAT, sqlite3_int64*>;
  methods.xLock = ask<&Methods::xLock, FileCall::lock, SQLITE_IOERR_LOCK, int>;
  methods.xUnlock = ask<&Methods::xUnlock, FileCall::unlock, SQLITE_IOERR_UNLOCK, int>;
  methods.xCheckReservedLock = pass<&Methods::xCheckReservedLock, int*>;
  methods.xFileControl = pass<&Methods::xFileControl, int, void*>;
  methods.xSectorSize = pass<&Methods::xSectorSize>;
  methods.xDeviceCharacteristics = pass<&Methods::xDeviceCharacteristics>;
  methods.xShmMap = map;
  methods.xShmLock = map_lock;
  methods.xShmBarrier = barrier;
  methods.xShmUnmap = pass<&Methods::xShmUnmap, int>;
  if (sqlite3_vfs_register(&vfs, 1) != SQLITE_OK) std::abort();
}

FaultyDisk::FaultyDisk() : layer_(std::make_unique<Layer>(*this)) {}

FaultyDisk::~FaultyDisk() {
  sqlite3_vfs_register(layer_->below_vfs, 1);
  sqlite3_vfs_unregister(&layer_->vfs);
}

void FaultyDisk::arm(const Fault& fault) {
  fault_ = fault;
  calls_.clear();
  failed_flushes_ = 0;
  flushed_again_ = 0;
  changes_ = 0;
  has_struck_ = false;
}

bool FaultyDisk::strikes(FileCall call) {
  calls_.push_back(call);
  if (fault_.at == 0 || calls_.size() < fault_.at) return false;
  if (calls_.size() > fault_.at && !fault_.stays) return false;
  for (const Failure failure : failures_of(call)) {
    if (failure == fault_.failure) return has_struck_ = true;
  }
  return false;
}

void FaultyDisk::lose_power(std::mt19937_64& random, const std::filesystem::path& into) const {
  std::filesystem::create_directories(into);
  for (const auto& [path, disk] : disks_) {
    DiskFile left = disk;
    left.lose_power(random);
    std::ofstream(into / std::filesystem::path(path).filename(), std::ios::binary) << left.kept;
  }
}

}  // namespace salespipe::test
