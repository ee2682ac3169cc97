// Files that are not SQLite's: journals in JSON Lines, copies of books, the lock file. Each call of
// the system fails in turn, once and from then on; the file that was there stays whole, or the new
// one is. And a disk that is really full.
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>
#include <unistd.h>

#include <gmock/gmock.h>
#include <sys/mount.h>
#include <sys/resource.h>

#include "salespipe/book/transaction.hpp"
#include "salespipe/store/book_file.hpp"
#include "salespipe/store/json_lines.hpp"
#include "salespipe/store/sqlite_copy.hpp"
#include "salespipe/store/sqlite_journal.hpp"
#include "salespipe/store/verify.hpp"
#include "store/store_fixture.hpp"
#include "store/system_calls.hpp"
#include "support/fast_folder.hpp"

namespace salespipe::test {
namespace {

using testing::HasSubstr;

/// What is to fail: the call of that number, with that error, once or from then on.
struct SystemFault {
  std::uint64_t at = 0;  // 0: nothing
  int error = EIO;
  bool stays = false;
  bool is_short = false;  // half of a write is done, before the error comes
};

/// Plain functions have one place to look.
SystemFault fault;
std::uint64_t calls = 0;
SystemCalls sound;

bool strikes() {
  ++calls;
  const bool now = fault.at != 0 && (calls == fault.at || (fault.stays && calls > fault.at));
  if (now) errno = fault.error;
  return now;
}

template <auto Member, class... Rest>
auto fails_or(Rest... rest) -> decltype((sound.*Member)(rest...)) {
  if (strikes()) return -1;
  return (sound.*Member)(rest...);
}

/// The system fails as long as this lives.
class FailingSystem {
 public:
  FailingSystem() {
    sound = system_calls();
    using Calls = SystemCalls;
    Calls& now = system_calls();
    now.open = fails_or<&Calls::open, const char*, int, mode_t>;
    now.make_temporary = fails_or<&Calls::make_temporary, char*, int>;
    now.read = fails_or<&Calls::read, int, void*, std::size_t>;
    now.write = [](int file, const void* bytes, std::size_t size) -> ssize_t {
      if (!strikes()) return sound.write(file, bytes, size);
      if (fault.is_short && size > 1) return sound.write(file, bytes, size / 2);
      return -1;
    };
    now.flush = fails_or<&Calls::flush, int>;
    now.set_mode = fails_or<&Calls::set_mode, int, mode_t>;
    now.close = [](int file) {
      const int result = sound.close(file);  // it is closed whatever it says
      return strikes() ? -1 : result;
    };
    now.rename = fails_or<&Calls::rename, const char*, const char*>;
    now.rename_new = fails_or<&Calls::rename_new, const char*, const char*>;
    now.unlink = fails_or<&Calls::unlink, const char*>;
    now.lock = fails_or<&Calls::lock, int, struct flock*>;
  }
  FailingSystem(const FailingSystem&) = delete;
  FailingSystem& operator=(const FailingSystem&) = delete;
  ~FailingSystem() { system_calls() = sound; }

  static void arm(const SystemFault& next) {
    fault = next;
    calls = 0;
  }
};

class FailingFile : public BookTest {
 protected:
  FailingFile() {
    newer = book;
    newer.rename(deal, "Acme 50 seats", at("2026-01-04"));
    book.rename(deal, "Acme 30 seats", at("2026-01-04"));
  }

  std::string state_of(const std::filesystem::path& file) const {
    return open_book_file(file).state_json();
  }

  std::size_t files_in(const std::filesystem::path& place) const {
    const std::filesystem::directory_iterator all(place);
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
  }

  /// Does `write` with each fault in turn, in a folder that `prepare` has filled; `look` is told
  /// whether it succeeded.
  void each_fault(const std::function<void(const std::filesystem::path&)>& prepare,
                  const std::function<void(const std::filesystem::path&)>& write,
                  const std::function<void(const std::filesystem::path&, bool, bool)>& look) {
    std::uint64_t of_sound = 1;
    std::uint64_t refused = 0;
    for (std::uint64_t at = 0; at <= of_sound; ++at) {
      for (const int error : {EIO, ENOSPC}) {
        for (const bool stays : {false, true}) {
          for (const bool is_short : {false, true}) {
            const FastFolder place;
            prepare(place / "");
            bool done = false;
            {
              const FailingSystem failing;
              FailingSystem::arm({at, error, stays, is_short});
              try {
                write(place / "");
                done = true;
              } catch (const Error& told) {
                ++refused;
                EXPECT_EQ(told.code(), ErrorCode::io_error) << at << ": " << told.what();
                EXPECT_FALSE(told.place().file.empty()) << told.what();
              }
              if (at == 0) of_sound = calls;
            }
            EXPECT_TRUE(done || at > 0);
            look(place / "", done, stays);
            if (HasFailure()) {
              std::cout << "call " << at << ", " << std::strerror(error)  // NOLINT
                        << (stays ? " from then on" : " once") << '\n';
              return;
            }
          }
        }
      }
    }
    EXPECT_GT(refused, of_sound);
    RecordProperty("calls", std::to_string(of_sound));
  }

  Book newer;
};

TEST_F(FailingFile, LeavesTheOldJournalOrTheNewOne) {
  each_fault([&](const auto& place) { save_json_lines(book, place / "sales.jsonl"); },
             [&](const auto& place) { save_json_lines(newer, place / "sales.jsonl"); },
             [&](const auto& place, bool done, bool stays) {
               const std::string state = state_of(place / "sales.jsonl");
               EXPECT_TRUE(state == newer.state_json() || (!done && state == book.state_json()));
               // What cannot be removed stays beside it.
               EXPECT_LE(files_in(place), done ? 1U : 2U);
               EXPECT_TRUE(stays || done || files_in(place) == 1U);
             });
}

TEST_F(FailingFile, IsAnErrorWhereAJournalCannotBeRead) {
  std::string read;
  each_fault([&](const auto& place) { save_json_lines(book, place / "sales.jsonl"); },
             [&](const auto& place) { read = open_json_lines(place / "sales.jsonl").state_json(); },
             [&](const auto& /*place*/, bool done, bool /*stays*/) {
               EXPECT_TRUE(!done || read == book.state_json());
             });
}

TEST_F(FailingFile, LeavesAWholeCopyOrNone) {
  each_fault([](const auto& /*place*/) {},
             [&](const auto& place) { save_sqlite(book, place / "copy.db"); },
             [&](const auto& place, bool done, bool stays) {
               const auto copy = place / "copy.db";
               const bool is_there = std::filesystem::exists(copy);
               EXPECT_TRUE(is_there || !done);
               if (is_there) {
                 EXPECT_EQ(state_of(copy), book.state_json());
               } else if (!stays) {
                 EXPECT_EQ(files_in(place), 0U);
               }
             });
}

TEST_F(FailingFile, LeavesAWholeBackupOrNone) {
  each_fault(
      [&](const auto& place) { save_sqlite(book, place / "sales.db"); },
      [&](const auto& place) { SqliteJournal(place / "sales.db").back_up(place / "copy.db"); },
      [&](const auto& place, bool done, bool /*stays*/) {
        const auto copy = place / "copy.db";
        const bool is_there = std::filesystem::exists(copy);
        EXPECT_TRUE(is_there || !done);
        if (is_there) {
          EXPECT_EQ(state_of(copy), book.state_json());
        }
        EXPECT_EQ(state_of(place / "sales.db"), book.state_json());
      });
}

TEST_F(FailingFile, OfTheLockStopsAWriteAndLosesNothing) {
  std::uint64_t promised = 0;
  each_fault([&](const auto& place) { save_sqlite(book, place / "sales.db"); },
             [&](const auto& place) {
               promised = book.last_sequence();
               Book kept = Book::open(place / "sales.db");
               for (const char* name : {"Acme 1", "Acme 2"}) {
                 kept.rename(deal, name, at("2026-01-05"));
                 promised = kept.last_sequence();
               }
             },
             [&](const auto& place, bool /*done*/, bool /*stays*/) {
               const Book kept = Book::open(place / "sales.db");
               EXPECT_GE(kept.last_sequence(), promised);
             });
}

TEST_F(FailingFile, IsAskedOnceMoreWhenASignalComesBetween) {
  const FastFolder place;
  save_json_lines(book, place / "sales.jsonl");
  for (std::uint64_t at = 1; at < 12; ++at) {
    const FailingSystem failing;
    FailingSystem::arm({at, EINTR, false, false});
    try {
      EXPECT_EQ(open_json_lines(place / "sales.jsonl").state_json(), book.state_json());
    } catch (const Error& told) {
      EXPECT_EQ(at, 1U) << told.what();  // open(2), which a signal stops only on slow devices
    }
  }
}

/// Files may not grow beyond this, in this process.
class ShortFiles {
 public:
  explicit ShortFiles(rlim_t size) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit now{size, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &now);
  }
  ShortFiles(const ShortFiles&) = delete;
  ShortFiles& operator=(const ShortFiles&) = delete;
  ~ShortFiles() { ::setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  rlimit before_{};
};

TEST_F(FailingFile, ThatMayNotGrowIsRefusedByTheSystemAndLosesNothing) {
  const FastFolder place;
  save_sqlite(book, place / "sales.db");
  Book kept = Book::open(place / "sales.db");
  std::uint64_t promised = kept.last_sequence();
  {
    const ShortFiles limit(40'000);
    ErrorCode code = ErrorCode::ok;
    for (int i = 0; i < 1000 && code == ErrorCode::ok; ++i) {
      code = error_of([&] {
        kept.rename(deal, "Acme " + std::to_string(i), at("2026-01-05"));
        promised = kept.last_sequence();
      });
    }
    EXPECT_EQ(code, ErrorCode::io_error);
    EXPECT_EQ(kept.last_sequence(), promised);
  }
  kept.close();
  EXPECT_EQ(Book::open(place / "sales.db").last_sequence(), promised);
  EXPECT_TRUE(verify(place / "sales.db").is_whole());
}

/// A file system of four megabytes, which only the superuser can have.
class SmallDisk {
 public:
  SmallDisk() {
    std::filesystem::create_directories(folder_ / "disk");
    is_there_ = ::mount("tmpfs", (folder_ / "disk").c_str(), "tmpfs", 0, "size=4m") == 0;
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  ~SmallDisk() {
    if (is_there_) ::umount2((folder_ / "disk").c_str(), MNT_DETACH);
  }
  bool is_there() const noexcept { return is_there_; }
  std::filesystem::path operator/(const char* name) const { return folder_ / "disk" / name; }

 private:
  TemporaryFolder folder_;
  bool is_there_ = false;
};

TEST_F(FailingFile, OnADiskThatIsReallyFullIsAnErrorAndTheBookGoesOnWhenThereIsSpace) {
  const SmallDisk disk;
  if (!disk.is_there()) {
    std::cerr << "SKIPPED: a small disk cannot be mounted here (it takes root), so a full disk is "
                 "only simulated\n";
    GTEST_SKIP();
  }
  const auto file = disk / "sales.db";
  save_sqlite(book, file);
  std::uint64_t promised = 0;
  for (int round = 0; round < 3; ++round) {
    Book kept = Book::open(file);
    const auto filler = disk / "filler";
    {
      std::ofstream fill(filler, std::ios::binary);
      const auto space = std::filesystem::space(disk / "").available;
      fill << std::string(space > 600'000 ? space - 600'000 : 0, 'x');
    }
    ErrorCode code = ErrorCode::ok;
    for (int i = 0; i < 1000 && code == ErrorCode::ok; ++i) {
      code = error_of([&] {
        Transaction changes(kept);
        for (int j = 0; j < 5; ++j) {
          NewOpportunity made;
          made.name = "batch " + std::to_string(round) + "." + std::to_string(i) + " of 5";
          made.fields = {{"notes", std::string(2000, 'n')}};
          kept.create_opportunity(pipeline, made, at("2026-01-05"));
        }
        changes.commit();
        promised = kept.last_sequence();
      });
    }
    EXPECT_EQ(code, ErrorCode::io_error);
    EXPECT_EQ(kept.last_sequence(), promised);
    EXPECT_EQ(error_of([&] { save_json_lines(kept, disk / "sales.jsonl"); }), ErrorCode::io_error);
    EXPECT_EQ(error_of([&] { save_sqlite(kept, disk / "copy.db"); }), ErrorCode::io_error);
    EXPECT_FALSE(std::filesystem::exists(disk / "copy.db"));
    // What is there can be read, and everything can once there is space.
    EXPECT_EQ(kept.refresh(), 0U);
    std::filesystem::remove(filler);
    kept.close();
    EXPECT_TRUE(verify(file).is_whole());
    Book again = Book::open(file);
    EXPECT_EQ(again.last_sequence(), promised) << "a transaction that failed for want of space";
    again.rename(deal, "Acme in round " + std::to_string(round), at("2026-01-06"));
    promised = again.last_sequence();
    std::map<std::string, int> batches;
    for (const Opportunity& one : again.opportunities()) ++batches[one.name];
    for (const auto& [name, count] : batches) {
      EXPECT_TRUE(!name.starts_with("batch ") || count == 5) << name;
    }
  }
}

}  // namespace
}  // namespace salespipe::test
