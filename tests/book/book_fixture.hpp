#pragma once

#include <string>

#include <gtest/gtest.h>

#include "salespipe/base/date.hpp"
#include "salespipe/base/error.hpp"
#include "salespipe/book/book.hpp"

namespace salespipe::test {

inline Instant noon(const char* day) { return Instant::parse(std::string(day) + "T12:00:00Z"); }

inline CommandContext at(const char* day, const char* actor = "ann") {
  CommandContext context;
  context.at = noon(day);
  context.actor = ActorId(actor);
  return context;
}

/// The code of the Error that `call` throws; ok when it throws none.
template <class Call>
ErrorCode error_of(const Call& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.code();
  }
  return ErrorCode::ok;
}
template <class Call>
std::string message_of(const Call& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

inline const StageId kLead{"lead"};
inline const StageId kContacted{"contacted"};
inline const StageId kQualified{"qualified"};
inline const StageId kProposal{"proposal-made"};
inline const StageId kWon{"won"};
inline const StageId kLost{"lost"};
inline const StageId kFridge{"fridge"};

/// A book with the standard pipeline, one account and one deal in its first stage.
class BookTest : public testing::Test {
 protected:
  BookTest() {
    pipeline = book.add_pipeline(Pipeline::standard("New business", Currency("EUR"), Fridge::with),
                                 at("2026-01-01"));
    account = book.add_account("Acme", at("2026-01-01"));
    deal = create("Acme 20 seats");
  }

  OpportunityId create(const char* name) {
    NewOpportunity made;
    made.name = name;
    made.account = account;
    made.owner = ActorId("ann");
    made.value = DealValue::parse("12000 EUR");
    made.source = "Webinar";
    return book.create_opportunity(pipeline, made, at("2026-01-02"));
  }
  Verdict qualify_all(CriterionState timeline = CriterionState::met) {
    return book.qualify(deal,
                        {{CriterionId("budget"), CriterionState::met},
                         {CriterionId("authority"), CriterionState::met},
                         {CriterionId("need"), CriterionState::met},
                         {CriterionId("timeline"), timeline}},
                        at("2026-01-03"));
  }
  const Opportunity& state() const { return book.opportunity(deal); }

  Book book;
  PipelineId pipeline;
  AccountId account;
  OpportunityId deal;
};

inline std::vector<Event> journal_of(const Book& book) {
  std::vector<Event> events;
  book.visit_events([&](const Event& event) { events.push_back(event); });
  return events;
}

inline std::vector<std::string> codes(const Decision& decision) {
  std::vector<std::string> found;
  for (const Reason& reason : decision.reasons) found.push_back(reason.code);
  return found;
}

}  // namespace salespipe::test
