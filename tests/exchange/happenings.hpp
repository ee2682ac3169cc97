#pragma once

#include <array>
#include <optional>
#include <rapidcheck.h>
#include <string>
#include <vector>

#include "salespipe/book/book.hpp"

namespace salespipe::exchange::test {

inline const StageId kStages[] = {
    StageId("lead"), StageId("contacted"), StageId("qualified"), StageId("proposal-made"),
    StageId("won"),  StageId("lost"),      StageId("fridge")};

inline int below(int limit) { return *rc::gen::inRange(0, limit); }

/// A book to which random things happen, now and then with a date in the past.
class Happenings {
 public:
  Happenings() {
    pipeline = book.add_pipeline(Pipeline::standard("Sales", Currency("EUR"), Fridge::with), at());
    other = book.add_pipeline(Pipeline::standard("Renewal", Currency("EUR"), Fridge::with), at());
    accounts = {AccountId(), book.account_named("Acme", at()), book.account_named("Bolt", at())};
  }

  CommandContext at() {
    now.micros += std::int64_t{3'600'000'000} * (1 + below(90));
    CommandContext context;
    context.at = now;
    context.recorded_at = now;
    if (below(6) == 0) context.at.micros -= std::int64_t{86'400'000'000} * below(60);
    context.actor = ActorId("ann");
    return context;
  }

  void happen() {
    if (deals.empty() || below(6) == 0) return create();
    const OpportunityId deal =
        deals[static_cast<std::size_t>(below(static_cast<int>(deals.size())))];
    switch (below(16)) {
      case 0:
        book.change_value(deal, below(4) == 0 ? std::nullopt : any_value(), at());
        return;
      case 1:
        book.change_owner(deal, ActorId(any_owner()), at());
        return;
      case 2:
        book.change_expected_close(deal, Day{20200 + below(90)}, at());
        return;
      case 3:
        book.set_field(deal, below(8) == 0 ? "segment" : "region", below(2) == 0 ? "north" : "",
                       at());
        return;
      case 4:
        book.tag(deal, "hot", at());
        return;
      case 5:
        contact(deal);
        return;
      case 6:
        book.lose(deal, below(2) == 0 ? "Price" : "Timing", at());
        return;
      case 7:
        book.reopen(deal, at());
        return;
      case 8:
        book.move_to_pipeline(deal, below(2) == 0 ? pipeline : other, kStages[below(7)], at());
        return;
      case 9:
        fact(deal);
        return;
      case 10:
        book.undo_last(deal, at(), static_cast<std::size_t>(1 + below(2)));
        return;
      case 11:
        undo_undoing(deal);
        return;
      default:
        book.move(deal, kStages[below(4)], at());
    }
  }

  Book book;
  PipelineId pipeline, other;

 private:
  static std::optional<DealValue> any_value() {
    if (below(4) == 0) {
      return DealValue::parse(std::to_string(below(90)) + " EUR/month x 24 + 300 EUR");
    }
    return DealValue::parse(std::to_string(below(5000)) + ".50 EUR");
  }
  static std::string any_owner() {
    return std::array<std::string, 4>{
        "ann", "bob", "eve",
        "owner " + std::to_string(below(30))}[static_cast<std::size_t>(below(4))];
  }

  void create() {
    NewOpportunity deal;
    deal.name = "A deal";
    deal.account = accounts[static_cast<std::size_t>(below(3))];
    deal.owner = ActorId(any_owner());
    deal.source = below(2) == 0 ? "Web" : "Fair";
    if (below(3) > 0) deal.value = any_value();
    if (below(3) == 0) deal.expected_close = Day{20200 + below(90)};
    if (below(4) == 0) deal.fields = {{"region", "south"}};
    deals.push_back(book.create_opportunity(below(4) == 0 ? other : pipeline, deal, at()));
  }

  void contact(const OpportunityId& deal) {
    NewInteraction made;
    made.type = static_cast<InteractionType>(below(8));
    made.owner = ActorId(any_owner());
    // Of a deal, by its account; or with an account, about no deal.
    if (below(3) > 0) {
      made.opportunity = deal;
    } else {
      made.account = accounts[1];
    }
    book.log_interaction(made, at());
  }

  void undo_undoing(const OpportunityId& deal) {
    const auto events = book.events_of({StreamKind::opportunity, deal.text()});
    for (auto event = events.rbegin(); event != events.rend(); ++event) {
      if (event->type() != EventType::events_undone) continue;
      const std::array<EventId, 1> ids{event->id};
      book.undo(ids, at());
      return;
    }
  }

  /// What no policy is asked about: a stage entered, perhaps on an unknown day.
  void fact(const OpportunityId& deal) {
    Event event;
    event.stream = {StreamKind::opportunity, deal.text()};
    const CommandContext context = at();
    event.occurred_at = below(4) == 0 ? kNoInstant : context.at;
    event.recorded_at = context.recorded_at;
    StageEntered entered;
    const int stage = below(7);
    entered.stage = kStages[stage];
    entered.stage_kind = stage < 4    ? StageKind::open
                         : stage == 4 ? StageKind::won
                         : stage == 5 ? StageKind::lost
                                      : StageKind::parked;
    if (entered.stage_kind == StageKind::lost) entered.lost_reason = "Price";
    if (entered.stage_kind == StageKind::parked) entered.wake_up = Day{20300};
    event.payload = entered;
    try {
      book.append(event);
    } catch (const Error&) {
      // A transition that cannot be: nothing has happened.
    }
  }

  Instant now{1'735'689'600'000'000};  // 2025-01-01
  std::vector<OpportunityId> deals;
  std::vector<AccountId> accounts;
};

}  // namespace salespipe::exchange::test
