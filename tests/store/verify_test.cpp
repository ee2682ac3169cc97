// What verify() finds in a book's file, and that no changed byte changes a figure.
#include "salespipe/store/verify.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

#include <gmock/gmock.h>

#include "salespipe/store/json_lines.hpp"
#include "salespipe/store/sqlite_copy.hpp"
#include "store/sqlite_database.hpp"
#include "store/store_fixture.hpp"

namespace salespipe::test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class Verified : public BookTest {
 protected:
  Verified() {
    book.move(deal, kContacted, at("2026-01-03"));
    book.rename(deal, "Acme 50 seats", at("2026-01-04"));
    book.lose(deal, "Price", at("2026-01-05"));
    save_sqlite(book, file());
  }
  std::filesystem::path file() const { return folder / "sales.db"; }
  void change(const char* sql) const {
    sqlite::Database database(file(), std::chrono::seconds(1));
    database.execute(sql);
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)");
  }
  TemporaryFolder folder;
};

TEST_F(Verified, WholeBookHasNoDamage) {
  const Verification found = verify(file());
  EXPECT_THAT(found.damages, IsEmpty());
  EXPECT_EQ(found.events, book.last_sequence());
  EXPECT_EQ(found.head, SqliteJournal(file()).head());
}

TEST_F(Verified, FileWhoseMakingWasCutOffHoldsNothingYet) {
  const std::filesystem::path begun = folder / "begun.db";
  std::ofstream(begun).close();
  EXPECT_THAT(verify(begun).damages, IsEmpty());
  {
    sqlite::Database database(begun, std::chrono::seconds(1));
    database.execute("PRAGMA journal_mode = WAL");
  }
  EXPECT_THAT(verify(begun).damages, IsEmpty());
  EXPECT_EQ(verify(begun).events, 0U);
  EXPECT_EQ(Book::open(begun.string()).last_sequence(), 0U);
}

TEST_F(Verified, NamesEachEventWhoseLineWasChanged) {
  change("UPDATE events SET line = replace(line, 'Acme', 'Acne') WHERE sequence IN (2, 5)");
  const Verification found = verify(file());
  ASSERT_THAT(found.damages, SizeIs(2));
  EXPECT_EQ(found.damages[0].sequence, 2U);
  EXPECT_EQ(found.damages[1].sequence, 5U);
  EXPECT_THAT(found.damages[1].what, HasSubstr("changed after it was written"));
}

TEST_F(Verified, TellsAChangedHashFromAChangedLine) {
  change("UPDATE events SET hash = zeroblob(32) WHERE sequence = 3");
  const Verification found = verify(file());
  ASSERT_THAT(found.damages, SizeIs(1));
  EXPECT_EQ(found.damages[0].sequence, 3U);
  EXPECT_THAT(found.damages[0].what, HasSubstr("its line is as it was written"));
}

TEST_F(Verified, NamesAMissingEvent) {
  change("DELETE FROM events WHERE sequence = 4");
  const Verification found = verify(file());
  ASSERT_FALSE(found.is_whole());
  EXPECT_EQ(found.damages[0].sequence, 4U);
  EXPECT_THAT(found.damages[0].what, HasSubstr("missing"));
}

TEST_F(Verified, NamesTheLineOfAJsonLinesFile) {
  const auto lines = folder / "sales.jsonl";
  save_json_lines(book, lines);
  EXPECT_TRUE(verify(lines).is_whole());
  std::ofstream(lines, std::ios::app) << "{}\n";
  const Verification found = verify(lines);
  ASSERT_THAT(found.damages, SizeIs(1));
  EXPECT_EQ(found.damages[0].line, static_cast<std::int64_t>(book.last_sequence()) + 2);
}

#if defined(__SANITIZE_ADDRESS__) || defined(__clang__)
constexpr std::size_t kEach = 16;  // the sanitizers' build is Clang's, and many times slower
#else
constexpr std::size_t kEach = 1;
#endif

/// Whether a byte lies in or close to one that is not zero; what is far from any is free space.
bool is_near_content(const std::string& bytes, std::size_t at) {
  constexpr std::size_t kNear = 32;
  const std::size_t first = at < kNear ? 0 : at - kNear;
  return bytes.substr(first, 2 * kNear).find_first_not_of('\0') != std::string::npos;
}

/// Each byte of the file that holds something is changed in turn. Either opening refuses the file
/// and says why, or the book is the same to the last byte of its state.
TEST_F(Verified, NoChangedByteChangesAFigure) {
  std::string bytes;
  {
    std::ifstream in(file(), std::ios::binary);
    bytes.assign(std::istreambuf_iterator<char>(in), {});
  }
  const std::string state = book.state_json();
  const auto changed = folder / "changed.db";
  std::size_t refused = 0;
  std::size_t found_by_verify = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (!is_near_content(bytes, i) || i % kEach != 0) continue;
    for (const char* ending : {"", "-wal", "-shm"}) {
      std::filesystem::remove(changed.string() + ending);
    }
    std::string damaged = bytes;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x55);
    std::ofstream(changed, std::ios::binary)
        .write(damaged.data(), static_cast<std::streamsize>(damaged.size()));
    std::string refusal;
    try {
      const Book opened = Book::open(changed);
      ASSERT_EQ(opened.state_json(), state) << "byte " << i;
    } catch (const Error& error) {
      EXPECT_NE(error.code(), ErrorCode::internal) << "byte " << i << ": " << error.what();
      refusal = error.what();
      ++refused;
    }
    if (i % 8 != 0) continue;  // verify() reads everything twice
    bool is_whole = false;
    try {
      is_whole = verify(changed).is_whole();
    } catch (const Error& error) {
      EXPECT_NE(error.code(), ErrorCode::internal) << "byte " << i << ": " << error.what();
    }
    EXPECT_FALSE(is_whole && !refusal.empty()) << "byte " << i << ": " << refusal;
    found_by_verify += is_whole ? 0U : 1U;
  }
  RecordProperty("bytes", static_cast<int>(bytes.size()));
  RecordProperty("refused", static_cast<int>(refused));
  RecordProperty("found_by_verify", static_cast<int>(found_by_verify));
  // Each byte of the events is among them: lines and hashes.
  std::size_t held = 0;
  book.visit_events([&](const Event& event) { held += entry_of(event).line.size() + 32; });
  EXPECT_GE(refused * kEach, held);
  EXPECT_GE(found_by_verify * std::max<std::size_t>(kEach, 8), held);
}

}  // namespace
}  // namespace salespipe::test
