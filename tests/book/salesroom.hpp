#pragma once

#include <optional>
#include <rapidcheck.h>
#include <string>
#include <utility>
#include <vector>

#include "book/book_fixture.hpp"

namespace salespipe::test {

/// Gives random commands to a book; what it refuses must change nothing.
class Salesroom {
 public:
  explicit Salesroom(Book of = Book()) : book(std::move(of)) {
    for (const char* name : {"New business", "Renewals"}) {
      pipelines_.push_back(book.add_pipeline(
          Pipeline::standard(name, Currency("EUR"), Fridge::with), at("2026-01-01")));
    }
    accounts_.push_back(book.add_account("Acme \"Inc\"", at("2026-01-01")));
  }

  void one_command() {
    const std::string before = book.state_json();
    const std::uint64_t sequence = book.last_sequence();
    bool refused = false;
    try {
      refused = !any_command();
    } catch (const Error&) {
      refused = true;
    }
    if (refused) {
      RC_ASSERT(book.state_json() == before);
      RC_ASSERT(book.last_sequence() == sequence);
    }
  }

  Book book;

 private:
  static int below(int limit) { return *rc::gen::inRange(0, limit); }
  template <class Item>
  static const Item& one_of(const std::vector<Item>& items) {
    return items[static_cast<std::size_t>(below(static_cast<int>(items.size())))];
  }
  static std::string text() {
    return *rc::gen::element<std::string>("", " ", "Pris", "för dyrt", "line\nbreak", "a,\"b\"",
                                          "\x01", "\xff", "東京");
  }
  static Day day() { return parse_day("2026-01-01") + below(400); }
  CommandContext next() {
    clock_ += *rc::gen::inRange<std::int64_t>(-3, 40) * 3'600'000'000 + 123;
    CommandContext context;
    context.at = Instant{clock_};
    if (below(4) == 0) context.recorded_at = Instant{clock_ + 86'400'000'000};
    context.actor = ActorId(*rc::gen::element<std::string>("ann", "bob", "Åsa"));
    if (below(6) == 0) context.event_id = EventId("host-" + std::to_string(below(12)));
    if (below(8) == 0) context.expected_version = static_cast<std::uint64_t>(below(5));
    return context;
  }
  StageId stage() {
    return *rc::gen::element(kLead, kContacted, kQualified, kProposal, kWon, kLost, kFridge,
                             StageId("nowhere"));
  }
  std::optional<DealValue> value() {
    return *rc::gen::element<std::optional<DealValue>>(
        std::nullopt, DealValue::parse("12000 EUR"), DealValue::parse("-3.50 EUR"),
        DealValue::parse("500 EUR/month x 24 + 900 EUR"), DealValue::parse("5 USD"));
  }

  /// False for a refusal, or where nothing changed.
  bool any_command() {
    if (deals_.empty() || below(12) == 0) {
      NewOpportunity deal;
      deal.name = "Deal " + text();
      deal.account = below(2) == 0 ? AccountId() : one_of(accounts_);
      deal.value = value();
      deal.source = text();
      deal.tags = {"b", "a", "b"};
      if (below(3) == 0) deal.fields = {{"region", text()}};
      if (below(3) == 0) deal.expected_close = day();
      deals_.push_back(book.create_opportunity(one_of(pipelines_), deal, next()));
      return true;
    }
    const OpportunityId& deal = one_of(deals_);
    switch (below(24)) {
      case 0:
        return book.change_value(deal, value(), next());
      case 1:
        return book.change_owner(deal, ActorId("bob"), next());
      case 2:
        return book.change_expected_close(deal, day(), next());
      case 3:
        return book.rename(deal, text(), next());
      case 4:
        return book.tag(deal, text(), next());
      case 5:
        return book.untag(deal, "a", next());
      case 6:
        return book.set_field(deal, "region", text(), next());
      case 7:
        (void)book.assess(deal, CriterionId(below(2) == 0 ? "budget" : "timeline"),
                          static_cast<CriterionState>(below(4)), text(), next());
        return true;
      case 8:
        (void)book.qualify(deal,
                           {{CriterionId("need"), static_cast<CriterionState>(below(4))},
                            {CriterionId("authority"), CriterionState::met}},
                           next());
        return true;
      case 9:
        return book.win(deal, next(), text()).allowed;
      case 10:
        return book.lose(deal, text(), next()).allowed;
      case 11:
        return book.park(deal, day(), next()).allowed;
      case 12:
        return book.reopen(deal, next()).allowed;
      case 13:
        return book.move_to_pipeline(deal, one_of(pipelines_), stage(), next()).allowed;
      case 14: {
        NewTask task;
        task.description = text();
        task.opportunity = below(2) == 0 ? deal : OpportunityId();
        task.due = below(2) == 0 ? day() : kNoDay;
        tasks_.push_back(book.add_task(task, next()));
        return true;
      }
      case 15: {
        NewInteraction interaction;
        interaction.type = static_cast<InteractionType>(below(8));
        interaction.opportunity = deal;
        interaction.summary = text();
        if (below(2) == 0) interaction.external_id = "mail-" + std::to_string(below(5));
        (void)book.log_interaction(interaction, next());
        return true;
      }
      case 16:
        return task_command();
      case 17:
        return book.undo_last(deal, next(), static_cast<std::size_t>(1 + below(3)), text()).allowed;
      case 18:
        return undo_any();
      default: {
        const StageId to = stage();
        CommandContext context = next();
        const bool expected = context.event_id.empty() && !context.expected_version &&
                              book.evaluate(deal, to, context.at).allowed;
        const bool moved = book.move(deal, to, context).allowed;
        RC_ASSERT(moved || !expected);
        return moved;
      }
    }
  }
  bool undo_any() {
    std::vector<EventId> ids;
    for (int i = below(3); i >= 0; --i) {
      const int sequence = 1 + below(static_cast<int>(book.last_sequence()));
      ids.push_back(book.event(static_cast<std::uint64_t>(sequence)).id);
    }
    const bool expected = book.evaluate_undo(ids).allowed;
    const CommandContext context = next();
    const bool done = book.undo(ids, context, text()).allowed;
    RC_ASSERT(done == expected || !context.event_id.empty());
    return done;
  }
  bool task_command() {
    if (tasks_.empty()) return false;
    const TaskId& task = one_of(tasks_);
    switch (below(5)) {
      case 0:
        return book.snooze_task(task, day(), next());
      case 1:
        return book.assign_task(task, ActorId("bob"), next());
      case 2:
        return book.edit_task(task, text(), next());
      case 3:
        book.dismiss_task(task, next(), text());
        return true;
      default:
        return book.complete_task(task, next(), text()).allowed;
    }
  }

  std::int64_t clock_ = noon("2026-01-01").micros;
  std::vector<PipelineId> pipelines_;
  std::vector<AccountId> accounts_;
  std::vector<OpportunityId> deals_;
  std::vector<TaskId> tasks_;
};

}  // namespace salespipe::test
