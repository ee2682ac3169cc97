#include "salespipe/hygiene/flush.hpp"

#include <algorithm>
#include <tuple>

#include "hygiene/facts.hpp"
#include "salespipe/base/date.hpp"
#include "salespipe/base/text.hpp"
#include "salespipe/book/transaction.hpp"

namespace salespipe::hygiene {
namespace {

constexpr std::int32_t kMostDays = 36'500;

void require(bool fits, const char* message) {
  if (!fits) throw Error(ErrorCode::invalid_argument, message);
}

void check(const FlushCondition& condition, const FlushAction& action) {
  require(condition.inactive_days || is_known(condition.created_before) ||
              condition.close_date_passed_days,
          "a flush needs a condition: days of inactivity, a day of creation, or days since the "
          "expected close date");
  require(!condition.inactive_days ||
              (*condition.inactive_days >= 1 && *condition.inactive_days <= kMostDays),
          "the days of inactivity must be 1 to 36500");
  require(!condition.close_date_passed_days || (*condition.close_date_passed_days >= 0 &&
                                                *condition.close_date_passed_days <= kMostDays),
          "the days since the expected close date must be 0 to 36500");
  require(action.to != FlushTo::fridge || is_known(action.wake_up),
          "deals that go to the fridge need a day to wake up");
}

std::string days(std::int32_t count) {
  return std::to_string(count) + (count == 1 ? " day" : " days");
}

std::vector<std::string> reasons_of(const Opportunity& deal, Instant last,
                                    const FlushCondition& condition, const TimeZone& zone,
                                    Day today) {
  std::vector<std::string> reasons;
  if (condition.inactive_days && is_known(last)) {
    const auto idle = today - zone.day_of(last);
    if (idle >= *condition.inactive_days) reasons.push_back("no activity for " + days(idle));
  }
  if (is_known(condition.created_before) && is_known(deal.created_at)) {
    const Day created = zone.day_of(deal.created_at);
    if (created < condition.created_before) reasons.push_back("created on " + to_string(created));
  }
  if (condition.close_date_passed_days && is_known(deal.expected_close)) {
    const auto late = today - deal.expected_close;
    if (late >= *condition.close_date_passed_days) {
      reasons.push_back("was to close on " + to_string(deal.expected_close) + ", " + days(late) +
                        " ago");
    }
  }
  return reasons;
}

/// The stage that flushed deals of a pipeline go to; nullptr: it has none of the kind.
const Stage* target(const Pipeline& pipeline, FlushTo to) {
  const auto index = pipeline.first(to == FlushTo::lost ? StageKind::lost : StageKind::parked);
  return is_known(index) ? &pipeline.stage(index) : nullptr;
}

Decision ask(const Book& book, const Opportunity& deal, const FlushAction& action, Instant at) {
  const Stage* to = target(book.pipeline(deal.pipeline), action.to);
  if (to == nullptr) {
    Decision refused;
    refused.allowed = false;
    refused.transition = action.to == FlushTo::lost ? TransitionKind::lose : TransitionKind::park;
    refused.reasons.push_back({ReasonSeverity::refuse,
                               action.to == FlushTo::lost ? "no_lost_stage" : "no_parked_stage",
                               "its pipeline has no stage to go to; add one to its definition",
                               {}});
    return refused;
  }
  MoveDetails details;
  if (action.to == FlushTo::lost) {
    details.lost_reason = action.reason;
  } else {
    details.wake_up = action.wake_up;
    details.note = action.reason;
  }
  return book.evaluate(deal.id, to->id, at, details);
}

EventId numbered(const EventId& id, std::size_t number) {
  return id.empty() || number == 1 ? id : EventId(id.text() + "/" + std::to_string(number));
}

bool has_event(const Book& book, const EventId& id) {
  try {
    (void)book.evaluate_undo({&id, 1});
    return true;
  } catch (const Error& error) {
    if (error.code() != ErrorCode::not_found) throw;
    return false;
  }
}

/// Whether an earlier flush recorded something under the id. Error(conflict) where the id belongs
/// to something else.
bool is_repeated(const Book& book, const CommandContext& context) {
  if (context.event_id.empty() || !has_event(book, context.event_id)) return false;
  book.visit_events([&](const Event& event) {
    if (event.id != context.event_id || event.type() == EventType::stage_entered) return;
    throw Error(ErrorCode::conflict, "the event id " + quoted(context.event_id.text()) +
                                         " stands for another command already; give each "
                                         "command an id of its own");
  });
  return true;
}

}  // namespace

std::string_view to_string(FlushTo to) noexcept { return to == FlushTo::lost ? "lost" : "fridge"; }

std::optional<FlushTo> parse_flush_to(std::string_view text) noexcept {
  if (text == "lost") return FlushTo::lost;
  if (text == "fridge") return FlushTo::fridge;
  return std::nullopt;
}

std::vector<StaleDeal> stale_deals(const Book& book, const FlushCondition& condition,
                                   const FlushAction& action, Instant at) {
  check(condition, action);
  const Day today = book.zone().day_of(at);
  Touches touches;
  touches.refresh(book);
  const Facts facts(book, touches, at, at);
  std::vector<StaleDeal> stale;
  std::size_t index = 0;
  for (const Opportunity& deal : book.opportunities()) {
    const Instant last = facts.deal(index++).last_activity;
    if (!deal.is_open()) continue;
    if (!condition.pipeline.empty() && deal.pipeline != condition.pipeline) continue;
    if (!condition.owner.empty() && deal.owner != condition.owner) continue;
    auto reasons = reasons_of(deal, last, condition, book.zone(), today);
    if (reasons.empty()) continue;
    stale.push_back({deal.id, last, std::move(reasons), ask(book, deal, action, at), {}});
  }
  return stale;
}

std::vector<StaleDeal> flush(Book& book, const FlushCondition& condition, const FlushAction& action,
                             const CommandContext& context) {
  require(!context.expected_version, "a flush is of many deals; it cannot expect one version");
  Transaction changes(book);
  if (is_repeated(book, context)) return {};
  auto stale = stale_deals(book, condition, action, context.at);
  std::size_t moved = 0;
  for (StaleDeal& one : stale) {
    if (!one.decision.allowed) continue;
    CommandContext own = context;
    own.event_id = numbered(context.event_id, ++moved);
    one.decision = action.to == FlushTo::lost
                       ? book.lose(one.deal, action.reason, own)
                       : book.park(one.deal, action.wake_up, own, action.reason);
    one.event = book.event(book.last_sequence()).id;
  }
  changes.commit();
  return stale;
}

std::vector<const Opportunity*> in_fridge(const Book& book, Day until) {
  std::vector<const Opportunity*> parked;
  for (const Opportunity& deal : book.opportunities()) {
    if (deal.stage_kind != StageKind::parked) continue;
    if (is_known(until) && !(is_known(deal.wake_up) && deal.wake_up <= until)) continue;
    parked.push_back(&deal);
  }
  std::stable_sort(parked.begin(), parked.end(), [](const Opportunity* a, const Opportunity* b) {
    return std::tuple(!is_known(a->wake_up), a->wake_up) <
           std::tuple(!is_known(b->wake_up), b->wake_up);
  });
  return parked;
}

}  // namespace salespipe::hygiene
