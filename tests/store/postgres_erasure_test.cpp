// Erasing a person from a book in PostgreSQL: what is left in the files of the tables.
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>

#include "salespipe/store/verify.hpp"
#include "store/postgres_fixture.hpp"

namespace salespipe::test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

class ErasedInAServer : public PostgresDatabase {
 protected:
  static constexpr const char* kSaid = "prefers to be called at home";

  ErasedInAServer() {
    if (IsSkipped()) return;
    Book book = Book::open(address());
    const auto acme = book.add_account("Acme", at("2026-01-01"));
    book.add_contact("Jane Doe", at("2026-01-01"), acme, "jane@doe.example", kJane);
    NewInteraction call;
    call.type = InteractionType::call;
    call.contact = kJane;
    for (int i = 0; i < 200; ++i) {
      call.summary = kSaid + std::to_string(i);
      book.log_interaction(call, at("2026-01-03"));
    }
  }
  /// The bytes of all files of the database, as the disk has them.
  std::string bytes() const {
    stranger("CHECKPOINT");
    const auto folder = stranger(
        "SELECT current_setting('data_directory') || '/base/' || oid FROM pg_database "
        "WHERE datname = current_database()");
    std::ostringstream all;
    for (const auto& each : std::filesystem::directory_iterator(folder.text(0, 0))) {
      if (std::filesystem::file_size(each) > 0) {
        all << std::ifstream(each.path(), std::ios::binary).rdbuf();
      }
    }
    return all.str();
  }
  const ContactId kJane{"contact-1"};
};

TEST_F(ErasedInAServer, LeavesNoByteInTheFilesOfTheTables) {
  ASSERT_THAT(bytes(), HasSubstr(kSaid));
  Book book = Book::open(address());
  EXPECT_TRUE(book.erase_person(kJane, at("2026-02-01")));
  EXPECT_THAT(bytes(), testing::Not(HasSubstr(kSaid)));
  EXPECT_THAT(bytes(), testing::Not(HasSubstr("jane@doe.example")));
  EXPECT_EQ(Book::open(address()).state_json(), book.state_json());
  EXPECT_THAT(verify(address()).damages, IsEmpty());
}

TEST_F(ErasedInAServer, SaysWhenSomebodyStillReadsWhatWasThere) {
  postgres::Session reader(address(), "a reader", {});
  (void)reader.run(postgres::Call::of("BEGIN ISOLATION LEVEL REPEATABLE READ"));
  (void)reader.run(postgres::Call::of("SELECT count(*) FROM salespipe.books"));
  PostgresOptions hasty;
  hasty.patience = std::chrono::milliseconds(300);
  Book book(std::make_unique<PostgresJournal>(address(), hasty));
  const auto erase = [&] { book.erase_person(kJane, at("2026-02-01")); };
  EXPECT_THAT(message_of(erase), HasSubstr("the change is made"));
  EXPECT_THAT(bytes(), HasSubstr(kSaid));
  (void)reader.run(postgres::Call::of("COMMIT"));
  book.refresh();
  erase();
  EXPECT_THAT(bytes(), testing::Not(HasSubstr(kSaid)));
}

}  // namespace
}  // namespace salespipe::test
