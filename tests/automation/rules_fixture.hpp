#pragma once

#include <string>
#include <vector>

#include "book/book_fixture.hpp"
#include "salespipe/automation/automation.hpp"
#include "support/temporary_folder.hpp"

namespace salespipe::automation::test {

using salespipe::test::at;
using salespipe::test::error_of;
using salespipe::test::noon;

/// A stored book with one pipeline, an account with two contacts, and one deal.
class RulesTest : public testing::Test {
 protected:
  RulesTest() : book(Book::open((folder / "book.db").string())) {
    pipeline = book.add_pipeline(Pipeline::standard("Sales", Currency("EUR"), Fridge::with),
                                 at("2026-01-01"));
    account = book.add_account("Acme", at("2026-01-01"));
    eve = book.add_contact("Eve", at("2026-01-01"), account, "eve@acme.example");
    ian = book.add_contact("Ian", at("2026-01-01"), account, "ian@acme.example");
    deal = create("Acme 20 seats", "2026-01-02");
  }

  OpportunityId create(const char* name, const char* day) {
    NewOpportunity made;
    made.name = name;
    made.account = account;
    made.contacts = {eve, ian};
    made.owner = ActorId("ann");
    made.value = DealValue::parse("12000 EUR");
    made.source = "Webinar";
    return book.create_opportunity(pipeline, made, at(day));
  }

  /// A document of one mail and the rules given.
  static AutomationRules document(const std::string& rules, const std::string& limits = "{}") {
    return automation_from_json(
        R"({"salespipe":"automation","version":1,"limits":)" + limits +
        R"(,"mails":[{"id":"hello","subject":"About {{deal.name}}","text":"Dear {{contact.name}}"}],"rules":[)" +
        rules + "]}");
  }
  void put(const std::string& rules, const char* day = "2026-01-02",
           const std::string& limits = "{}") {
    book.configure_automation(document(rules, limits), at(day, "carl"));
  }
  AutomationRun run(const char* day, bool dry = false) {
    return Automation(book).run(noon(day), {dry, true});
  }
  const Opportunity& state() const { return book.opportunity(deal); }
  std::vector<Delivery> mails() { return book.outbox()->list(MessageState::waiting, 0, 1000); }

  salespipe::test::TemporaryFolder folder;
  Book book;
  PipelineId pipeline;
  AccountId account;
  ContactId eve;
  ContactId ian;
  OpportunityId deal;
};

inline std::vector<std::string> rules_of(const AutomationRun& run) {
  std::vector<std::string> found;
  for (const Firing& firing : run.firings) {
    found.push_back(firing.rule + (firing.held.empty() ? "" : " held " + firing.held));
  }
  return found;
}

inline std::vector<std::string> codes(const Diagnostics& diagnostics) {
  std::vector<std::string> found;
  for (const Diagnostic& one : diagnostics) found.push_back(one.code);
  return found;
}

}  // namespace salespipe::automation::test
