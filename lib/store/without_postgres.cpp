// What stands for books in PostgreSQL where the library was built without libpq.
#include <string>

#include "salespipe/base/error.hpp"
#include "salespipe/store/postgres_journal.hpp"
#include "store/file_error.hpp"
#include "store/postgres_verify.hpp"

namespace salespipe {
namespace {

[[noreturn]] void refuse(const std::string& address) {
  fail_in(without_password(address), ErrorCode::unsupported,
          "this salespipe was built without PostgreSQL; build it with libpq (Debian: libpq-dev) "
          "and the CMake option SALESPIPE_POSTGRES=ON");
}

}  // namespace

bool postgres_is_built_in() noexcept { return false; }

struct PostgresJournal::Open {};

PostgresJournal::PostgresJournal(const std::string& address, const PostgresOptions& /*options*/) {
  refuse(address);
}
PostgresJournal::~PostgresJournal() = default;
std::string PostgresJournal::name() const { return name_; }
PostgresJournal::Open& PostgresJournal::open() const { refuse(name_); }
JournalHead PostgresJournal::head() { refuse(name_); }
JournalHead PostgresJournal::read(const JournalHead& /*after*/, const Take& /*take*/) {
  refuse(name_);
}
bool PostgresJournal::wait(const JournalHead& /*head*/, std::chrono::milliseconds /*timeout*/) {
  refuse(name_);
}
JournalHead PostgresJournal::begin_write() { refuse(name_); }
void PostgresJournal::append(std::span<const JournalEntry> /*entries*/) { refuse(name_); }
void PostgresJournal::replace(std::span<const JournalEntry> /*entries*/) { refuse(name_); }
JournalHead PostgresJournal::commit() { refuse(name_); }
void PostgresJournal::roll_back() noexcept {}
void PostgresJournal::read_blocks(
    const std::function<bool(const JournalBlock&, const JournalHead&)>& /*take*/) {}
void PostgresJournal::keep_block(const JournalBlock& /*block*/) { refuse(name_); }
Outbox* PostgresJournal::outbox() { return nullptr; }
void PostgresJournal::close() {}

namespace postgres {
Verification verify_book(const std::string& address) { refuse(address); }
}  // namespace postgres

}  // namespace salespipe
