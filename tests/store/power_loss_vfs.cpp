#include "store/power_loss_vfs.hpp"

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <random>
#include <sqlite3.h>
#include <string>
#include <unistd.h>

#include "store/disk_model.hpp"

namespace salespipe::test {
namespace {

/// All that one process knows: SQLite's layers are plain functions.
struct Machine {
  PowerLoss loss;
  std::mt19937_64 random;
  std::uint64_t done = 0;
  std::map<std::string, DiskFile> disks;  // by path
  sqlite3_vfs* below = nullptr;
  sqlite3_vfs vfs{};
  sqlite3_io_methods methods{};
};

Machine& machine() {
  static Machine one;
  return one;
}

struct File {
  sqlite3_file base;
  DiskFile* disk;  // nullptr: nobody asks what is left of it
  bool is_log;
  sqlite3_file* below() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

File& of(sqlite3_file* file) { return *reinterpret_cast<File*>(file); }
const sqlite3_io_methods& below(sqlite3_file* file) { return *of(file).below()->pMethods; }

[[noreturn]] void lose_power() {
  Machine& here = machine();
  for (auto& [path, disk] : here.disks) {
    disk.lose_power(here.random);
    const auto name = std::filesystem::path(path).filename();
    std::ofstream(here.loss.left_in / name, std::ios::binary) << disk.kept;
  }
  ::_exit(kPowerIsOut);
}

void count_one() {
  if (++machine().done >= machine().loss.after) lose_power();
}

int write_file(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
  if (of(file).disk != nullptr) {
    of(file).disk->pending.push_back(
        {static_cast<std::size_t>(offset),
         std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(size))});
    count_one();
  }
  return below(file).xWrite(of(file).below(), bytes, size, offset);
}

int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
  if (of(file).disk != nullptr) {
    of(file).disk->pending.push_back({static_cast<std::size_t>(size), {}});
    count_one();
  }
  return below(file).xTruncate(of(file).below(), size);
}

int sync_file(sqlite3_file* file, int flags) {
  if (DiskFile* disk = of(file).disk) {
    count_one();
    if (!(machine().loss.disk_lies && of(file).is_log)) {
      disk->flush();
    }
  }
  return below(file).xSync(of(file).below(), flags);
}

int open_file(sqlite3_vfs*, const char* path, sqlite3_file* file, int flags, int* given) {
  Machine& here = machine();
  File& mine = of(file);
  mine.disk = nullptr;
  mine.is_log = (flags & SQLITE_OPEN_WAL) != 0;
  const int code = here.below->xOpen(here.below, path, mine.below(), flags, given);
  mine.base.pMethods = mine.below()->pMethods == nullptr ? nullptr : &here.methods;
  if (code == SQLITE_OK && path != nullptr &&
      (flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)) != 0) {
    const auto [disk, is_new] = here.disks.try_emplace(path);
    if (is_new) {
      std::ifstream stream(path, std::ios::binary);
      disk->second.kept.assign(std::istreambuf_iterator<char>(stream),
                               std::istreambuf_iterator<char>());
    }
    mine.disk = &disk->second;
  }
  return code;
}

int delete_file(sqlite3_vfs*, const char* path, int sync) {
  Machine& here = machine();
  if (const auto disk = here.disks.find(path); disk != here.disks.end()) disk->second = {};
  return here.below->xDelete(here.below, path, sync);
}

/// Whatever does not change a file goes straight to the layer below.
template <auto Member, class... Rest>
int pass(sqlite3_file* file, Rest... rest) {
  return (below(file).*Member)(of(file).below(), rest...);
}

void barrier(sqlite3_file* file) { below(file).xShmBarrier(of(file).below()); }

}  // namespace

void arm(const PowerLoss& loss) {
  Machine& here = machine();
  here.loss = loss;
  here.random.seed(loss.seed);
  here.below = sqlite3_vfs_find(nullptr);
  here.vfs = *here.below;
  here.vfs.zName = "power-loss";
  here.vfs.pNext = nullptr;
  here.vfs.szOsFile = static_cast<int>(sizeof(File)) + here.below->szOsFile;
  here.vfs.xOpen = open_file;
  here.vfs.xDelete = delete_file;
  using Methods = sqlite3_io_methods;
  here.methods.iVersion = 2;  // no memory map: all writes come by here
  here.methods.xClose = pass<&Methods::xClose>;
  here.methods.xRead = pass<&Methods::xRead, void*, int, sqlite3_int64>;
  here.methods.xWrite = write_file;
  here.methods.xTruncate = truncate_file;
  here.methods.xSync = sync_file;
  here.methods.xFileSize = pass<&Methods::xFileSize, sqlite3_int64*>;
  here.methods.xLock = pass<&Methods::xLock, int>;
  here.methods.xUnlock = pass<&Methods::xUnlock, int>;
  here.methods.xCheckReservedLock = pass<&Methods::xCheckReservedLock, int*>;
  here.methods.xFileControl = pass<&Methods::xFileControl, int, void*>;
  here.methods.xSectorSize = pass<&Methods::xSectorSize>;
  here.methods.xDeviceCharacteristics = pass<&Methods::xDeviceCharacteristics>;
  here.methods.xShmMap = pass<&Methods::xShmMap, int, int, int, void volatile**>;
  here.methods.xShmLock = pass<&Methods::xShmLock, int, int, int>;
  here.methods.xShmBarrier = barrier;
  here.methods.xShmUnmap = pass<&Methods::xShmUnmap, int>;
  if (sqlite3_vfs_register(&here.vfs, 1) != SQLITE_OK) std::abort();
}

}  // namespace salespipe::test
