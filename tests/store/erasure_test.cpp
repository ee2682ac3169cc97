// Erasing a person: the texts are gone from memory, the file, its log, backups and exports; the
// figures, the chain and everything else are as they were.
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>

#include "salespipe/book/event_json.hpp"
#include "salespipe/book/transaction.hpp"
#include "salespipe/store/json_lines.hpp"
#include "salespipe/store/sqlite_copy.hpp"
#include "salespipe/store/system_salts.hpp"
#include "salespipe/store/verify.hpp"
#include "store/chain.hpp"
#include "store/store_fixture.hpp"

namespace salespipe::test {
namespace {

/// What was said of Jane Doe, in all the places where people write.
const std::vector<std::string> kPersonal{"Jane Doe",
                                         "jane@doe.example",
                                         "has a new baby",
                                         "JANE DOE prefers calls",
                                         "call jane doe at home",
                                         "her mother is ill"};
constexpr const char* kKept = "Janet Doering likes the plan";

const ContactId kJane("contact-1");
const OpportunityId kDeal("opportunity-1");

void tell_of_jane(Book& book) {
  const auto pipeline =
      book.add_pipeline(Pipeline::standard("New business", Currency("EUR")), at("2026-01-01"));
  const auto acme = book.add_account("Acme", at("2026-01-01"));
  book.add_contact("Jane Doe", at("2026-01-01"), acme, "jane@doe.example", kJane);
  NewOpportunity deal;
  deal.name = "Acme 20 seats";
  deal.account = acme;
  deal.contacts = {kJane};
  deal.owner = ActorId("ann");
  deal.value = DealValue::parse("12000 EUR");
  deal.fields = {{"champion", "Jane Doe"}};
  book.create_opportunity(pipeline, deal, at("2026-01-02"));
  NewInteraction call;
  call.type = InteractionType::call;
  call.contact = kJane;
  call.opportunity = kDeal;
  call.summary = "has a new baby";
  call.external_id = "<1.jane@doe.example>";
  book.log_interaction(call, at("2026-01-03"));
  call.contact = {};
  call.external_id = "<2@mail>";
  call.summary = "JANE DOE prefers calls";
  book.log_interaction(call, at("2026-01-04"));
  call.external_id = "<3@mail>";
  call.summary = kKept;
  book.log_interaction(call, at("2026-01-04"));
  NewTask task;
  task.description = "call jane doe at home";
  task.opportunity = kDeal;
  book.add_task(task, at("2026-01-04"));
  book.assess(kDeal, CriterionId("authority"), CriterionState::met,
              "jane@doe.example: her mother is ill", at("2026-01-05"));
  MoveDetails lost;
  lost.lost_reason = "Price";
  lost.note = "Jane Doe said so";
  book.move(kDeal, kLost, at("2026-01-06"), lost);
  deal.name = "Elsewhere";
  deal.account = {};
  deal.contacts = {};
  deal.fields = {{"about", "Another Jane Doe"}};
  book.create_opportunity(pipeline, deal, at("2026-01-07"));
}

std::string bytes_of(const std::filesystem::path& file) {
  std::ostringstream all;
  all << std::ifstream(file, std::ios::binary).rdbuf();
  return all.str();
}

/// Of what was said, what is still to be found. "Jane Doe" of the other deal is another person.
std::vector<std::string> found_in(std::string text) {
  const auto other = text.find("Another Jane Doe");
  for (auto at = other; at != std::string::npos; at = text.find("Another Jane Doe", at)) {
    text.replace(at, 16, "Another person..");
  }
  std::vector<std::string> found;
  for (const auto& personal : kPersonal) {
    if (text.find(personal) != std::string::npos) found.push_back(personal);
  }
  return found;
}

std::string whole(const Book& book) {
  std::string all = book.state_json();
  book.visit_events([&](const Event& event) { all += event_to_json_line(event); });
  return all;
}

using testing::IsEmpty;
using testing::SizeIs;

class Erasure : public EachStore {};
INSTANTIATE_TEST_SUITE_P(Stores, Erasure, testing::ValuesIn(store_kinds()), name_of);

TEST_P(Erasure, TakesOutWhatIsPersonalAndKeepsTheRest) {
  Book book = open_book();
  tell_of_jane(book);
  EXPECT_THAT(found_in(whole(book)), SizeIs(kPersonal.size()));
  const auto events = book.last_sequence();
  const Opportunity before = book.opportunity(kDeal);
  EXPECT_TRUE(book.erase_person(kJane, at("2026-02-01"), "asked on paper"));
  EXPECT_THAT(found_in(whole(book)), IsEmpty());
  EXPECT_EQ(book.contact(kJane).name, "erased");
  EXPECT_EQ(book.contact(kJane).email, "");
  EXPECT_THAT(whole(book), testing::HasSubstr(kKept));
  EXPECT_THAT(whole(book), testing::HasSubstr("Another Jane Doe"));
  const Opportunity& after = book.opportunity(kDeal);
  EXPECT_EQ(after.value, before.value);
  EXPECT_EQ(after.closed_at, before.closed_at);
  EXPECT_EQ(after.lost_reason, "Price");
  EXPECT_EQ(after.version, before.version);
  EXPECT_EQ(book.interactions().size(), 3U);
  EXPECT_EQ(book.last_sequence(), events + 1);
  EXPECT_EQ(book.event(events + 1).type(), EventType::person_erased);
}

TEST_P(Erasure, IsThereForWhoeverOpensTheJournalLaterOrHasItOpen) {
  Book book = open_book();
  tell_of_jane(book);
  Book beside = open_book();
  Book of_ann = beside.as_actor(ActorId("ann"));
  book.erase_person(kJane, at("2026-02-01"));
  EXPECT_EQ(beside.refresh(), 1U);
  EXPECT_EQ(beside.state_json(), book.state_json());
  of_ann.refresh();
  EXPECT_THAT(found_in(whole(of_ann)), IsEmpty());
  EXPECT_EQ(open_book().state_json(), book.state_json());
  book.rename(kDeal, "Acme 30 seats", at("2026-02-02"));  // the journal goes on
  EXPECT_EQ(open_book().state_json(), book.state_json());
}

TEST_P(Erasure, AgainChangesNothing) {
  Book book = open_book();
  tell_of_jane(book);
  EXPECT_TRUE(book.erase_person(kJane, at("2026-02-01")));
  const std::string once = whole(book);
  EXPECT_FALSE(book.erase_person(kJane, at("2026-02-02")));
  EXPECT_EQ(whole(book), once);
}

TEST_P(Erasure, IsRefusedWhereItCouldBeTakenBack) {
  Book book = open_book();
  tell_of_jane(book);
  {
    const Transaction changes(book);
    EXPECT_EQ(error_of([&] { book.erase_person(kJane, at("2026-02-01")); }),
              ErrorCode::invalid_state);
  }
  EXPECT_EQ(error_of([&] { book.erase_person(ContactId("nobody"), at("2026-02-01")); }),
            ErrorCode::not_found);
  EXPECT_THAT(found_in(whole(book)), SizeIs(kPersonal.size()));
}

TEST(ErasureInMemory, WorksWithoutAStore) {
  Book book;
  tell_of_jane(book);
  EXPECT_TRUE(book.erase_person(kJane, at("2026-02-01")));
  EXPECT_THAT(found_in(whole(book)), IsEmpty());
  EXPECT_EQ(Book::replay(journal_of(book)).state_json(), book.state_json());
}

/// A database of which every file is read byte by byte.
class ErasedFile : public testing::Test {
 protected:
  ErasedFile() {
    options_.salts = &salts_;
    book_.emplace(std::make_unique<SqliteJournal>(file()), options_);
    tell_of_jane(*book_);
  }
  std::filesystem::path file(const char* name = "sales.db") const { return folder_ / name; }
  /// All files of the folder, one behind the other.
  std::string all_bytes() const {
    std::string all;
    for (const auto& each : std::filesystem::directory_iterator(folder_ / ".")) {
      all += bytes_of(each.path());
    }
    return all;
  }

  TemporaryFolder folder_;
  SystemSalts salts_;
  BookOptions options_;
  std::optional<Book> book_;
};

TEST_F(ErasedFile, HoldsNoByteOfWhatWasSaid) {
  EXPECT_THAT(found_in(all_bytes()), SizeIs(kPersonal.size()));
  book_->erase_person(kJane, at("2026-02-01"));
  EXPECT_THAT(found_in(all_bytes()), IsEmpty());  // the log too, while the book is open
  const auto* store = dynamic_cast<const SqliteJournal*>(book_->store());
  store->back_up(file("backup.db"));
  save_json_lines(*book_, file("export.jsonl"));
  save_sqlite(*book_, file("copy.db"));
  book_->close();
  EXPECT_THAT(found_in(all_bytes()), IsEmpty());
  for (const char* name : {"sales.db", "backup.db", "copy.db", "export.jsonl"}) {
    EXPECT_THAT(verify(file(name)).damages, IsEmpty()) << name;
  }
  EXPECT_EQ(open_json_lines(file("export.jsonl")).state_json(), book_->state_json());
  EXPECT_EQ(Book::open(file("backup.db").string()).state_json(), book_->state_json());
}

TEST_F(ErasedFile, KeepsTheChainFromWhatWasThereFirst) {
  book_->close();
  const JournalHead head = verify(file()).head;
  Book book(std::make_unique<SqliteJournal>(file()), options_);
  book.erase_person(kJane, at("2026-02-01"));
  SqliteJournal journal(file());
  std::uint64_t read = 0;
  EXPECT_NO_THROW(journal.read(head, [&](const JournalEntry&) { ++read; }));
  EXPECT_EQ(read, 1U);  // the old head is still a place in the journal
}

TEST_F(ErasedFile, CannotConfirmAGuessByItsChecksums) {
  Event said = book_->event(3);
  ASSERT_EQ(said.type(), EventType::contact_added);
  Chain chain;
  const auto digest_of = [&](const std::string& line) {
    const ChainHash digest = chain.digest(line);
    return std::string(digest.begin(), digest.end());
  };
  const std::string guessed = digest_of(event_to_json_line(said));
  book_->erase_person(kJane, at("2026-02-01"));
  book_->close();
  EXPECT_EQ(all_bytes().find(guessed), std::string::npos);
  EXPECT_NE(all_bytes().find("\"salt\""), std::string::npos);  // of lines that stayed
}

TEST_F(ErasedFile, WithoutSaltsConfirmsAGuessWhichIsWhySaltsAreThere) {
  Book plain(std::make_unique<SqliteJournal>(file("plain.db")));
  tell_of_jane(plain);
  Chain chain;
  const ChainHash digest = chain.digest(event_to_json_line(plain.event(3)));
  plain.erase_person(kJane, at("2026-02-01"));
  plain.close();
  EXPECT_NE(bytes_of(file("plain.db")).find(std::string(digest.begin(), digest.end())),
            std::string::npos);
}

TEST_F(ErasedFile, LeavesBlocksBehindThatAreMadeAnew) {
  {
    Transaction many(*book_);
    for (int i = 0; i < 25'000; ++i) {
      book_->change_expected_close(kDeal, parse_day("2026-03-01") + i % 2, at("2026-01-08"));
    }
    many.commit();
  }
  book_->close();  // writes a block
  Book again(std::make_unique<SqliteJournal>(file()), options_);
  again.erase_person(kJane, at("2026-02-01"));
  EXPECT_THAT(found_in(all_bytes()), IsEmpty());
  again.close();
  EXPECT_THAT(found_in(all_bytes()), IsEmpty());
  EXPECT_EQ(Book::open(file().string()).state_json(), again.state_json());
}

}  // namespace
}  // namespace salespipe::test
