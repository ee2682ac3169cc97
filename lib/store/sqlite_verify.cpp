#include "store/sqlite_verify.hpp"

#include <charconv>
#include <optional>
#include <sqlite3.h>
#include <string>
#include <string_view>

#include "salespipe/base/error.hpp"
#include "salespipe/base/text.hpp"
#include "salespipe/book/book.hpp"
#include "salespipe/book/event_json.hpp"
#include "store/chain.hpp"
#include "store/file_error.hpp"
#include "store/sqlite_database.hpp"
#include "store/sqlite_file.hpp"
#include "store/sqlite_schema.hpp"

namespace salespipe::sqlite {
namespace {

/// Checks the rows of the table of events, one after the other.
class EventCheck {
 public:
  EventCheck(Database& database, Verification& into) : database_(database), found_(into) {}

  void run() {
    Statement rows(database_,
                   "SELECT sequence, id, hash, digest, line FROM events ORDER BY sequence");
    try {
      while (rows.step()) row(rows);
    } catch (const Error& error) {
      if (error.code() != ErrorCode::corrupt) throw;
      report(next_, "it and what is behind it cannot be read: " + error.message());
    }
  }

 private:
  void row(const Statement& row) {
    const auto sequence = static_cast<std::uint64_t>(row.integer(0));
    if (sequence != next_) {
      report(next_, next_ + 1 == sequence
                        ? "it is missing"
                        : "it and all before " + std::to_string(sequence) + " are missing");
      is_chained_ = false;
    }
    next_ = sequence + 1;
    ++found_.events;
    const std::string_view line = row.text(4);
    const auto kept = hash_from(row.blob(2));
    const auto digest =
        row.is_null(3) ? std::optional(chain_.digest(line)) : hash_from(row.blob(3));
    if (!kept || !digest) {
      report(sequence, "its hash was changed: it has another length");
      is_chained_ = false;
    } else {
      check_hash(sequence, *kept, *digest);
      found_.head = {sequence, *kept};
    }
    check_line(sequence, line, row.is_null(1) ? std::string_view() : row.text(1));
  }

  /// `hash_` is that of the event before as it is in the file. Where that was itself found changed,
  /// the one that its line makes is tried too: it tells whether the hash or the line was changed.
  void check_hash(std::uint64_t sequence, const ChainHash& kept, const ChainHash& digest) {
    const ChainHash made = chain_.next(hash_, digest);
    if (is_chained_ && made != kept && made_ && chain_.next(*made_, digest) == kept) {
      found_.damages.back().what = "its hash was changed; its line is as it was written";
    } else if (is_chained_ && made != kept) {
      report(sequence, "its line or its hash was changed after it was written");
      made_ = made;
      hash_ = kept;
      return;
    }
    made_.reset();
    is_chained_ = true;
    hash_ = kept;
  }

  /// Only as long as the events before it were all right: they decide what may follow.
  void check_line(std::uint64_t sequence, std::string_view line, std::string_view id) {
    if (!fits_) return;
    try {
      const Event event = event_from_json_line(line);
      if (event.sequence != sequence || entry_of(event).id != id) {
        report(sequence, "its line is that of event " + std::to_string(event.sequence) + ", " +
                             salespipe::quoted(event.id.text()));
        fits_ = false;
        return;
      }
      book_.append(event);
    } catch (const Error& error) {
      report(sequence, "it does not follow from those before it: " + std::string(error.what()));
      fits_ = false;
    }
  }

  void report(std::uint64_t sequence, std::string what) {
    found_.damages.push_back({sequence, 0, std::move(what)});
  }

  Database& database_;
  Verification& found_;
  Chain chain_;
  Book book_;
  std::uint64_t next_ = 1;
  ChainHash hash_{};
  std::optional<ChainHash> made_;
  bool is_chained_ = true;
  bool fits_ = true;
};

/// Pages that the disk does not give are told among those that are damaged, with SQLite's code.
bool tells_of_failed_reading(std::string_view said) {
  constexpr std::string_view kCode = "error code=";
  for (auto at = said.find(kCode); at != std::string_view::npos; at = said.find(kCode, at + 1)) {
    int code = 0;
    const std::string_view digits = said.substr(at + kCode.size());
    std::from_chars(digits.data(), digits.data() + digits.size(), code);
    if ((code & 0xFF) == SQLITE_IOERR || (code & 0xFF) == SQLITE_CANTOPEN) return true;
  }
  return false;
}

/// Pages, cells and indexes. SQLite names pages by number; the byte is told too.
void check_pages(Database& database, Verification& found) {
  Statement rows(database, "PRAGMA integrity_check(20)");
  while (rows.step()) {
    const std::string said(rows.text(0));
    if (tells_of_failed_reading(said)) {
      fail_in(database.file().string(), ErrorCode::io_error, "the disk cannot be read: " + said);
    }
    if (said != "ok") found.damages.push_back({0, 0, "the file: " + said});
  }
}

/// What is wrong with the file is found, not thrown.
template <class Check>
void note(Verification& found, const Check& check) {
  try {
    check();
  } catch (const Error& error) {
    if (error.code() != ErrorCode::corrupt) throw;
    found.damages.push_back({0, 0, "the file: " + error.message()});
  }
}

}  // namespace

Verification verify_file(const std::filesystem::path& file) {
  const std::filesystem::path real = real_file(file);
  check_file(real);
  Verification found;
  note(found, [&] {
    Database database(real, std::chrono::seconds(30));
    set_up(database);
    (void)is_current(database);
    note(found, [&] { check_pages(database, found); });
    note(found, [&] {
      check_tables(database);
      if (has_events(database)) EventCheck(database, found).run();
    });
  });
  return found;
}

}  // namespace salespipe::sqlite
