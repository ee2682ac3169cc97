#include "salespipe/book/book_at.hpp"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "book/assessment_of.hpp"
#include "book/past.hpp"
#include "book/undone.hpp"
#include "salespipe/base/date.hpp"
#include "salespipe/base/error.hpp"
#include "salespipe/base/text.hpp"

namespace salespipe {
namespace {

Task folded_task(const Past::Events& past) {
  Task task;
  fold_all(task, past.events, past.undone);
  return task;
}

/// A switch of pipelines says nothing of the kind of its stage: the deal's stays. Where events are
/// taken in the order in which they happened, that can be another than when it was recorded.
void take_kind_of_stage(Opportunity& deal, const Pipeline& pipeline, Instant at) {
  const StageIndex stage = pipeline.find_id(deal.stage.text());
  if (!is_known(stage) || pipeline.kind(stage) == deal.stage_kind) return;
  deal.stage_kind = pipeline.kind(stage);
  deal.closed_at = deal.is_closed() ? at : kNoInstant;
  if (deal.stage_kind != StageKind::lost) deal.lost_reason.clear();
  if (deal.stage_kind != StageKind::parked) deal.wake_up = kNoDay;
  if (deal.is_open()) deal.last_open_stage = deal.stage;
}

Opportunity folded_deal(const Past::Events& past, const Book& book) {
  Opportunity deal;
  for (const Event& event : past.events) {
    if (past.undone.contains(event.id)) {
      count_only(deal, event);
      continue;
    }
    fold(deal, event);
    if (event.type() == EventType::moved_to_pipeline) {
      take_kind_of_stage(deal, book.pipeline(deal.pipeline), event.occurred_at);
    }
  }
  deal.verdict = assessment_of(deal, book.pipeline(deal.pipeline).framework()).verdict;
  return deal;
}

}  // namespace

Instant end_of(Day day, const TimeZone& zone) {
  if (!is_known(day)) return kNoInstant;
  return Instant{zone.start_of(day + 1).micros - 1};
}

BookAt::BookAt(const Book& book, const Moment& moment)
    : moment_(moment), pipelines_(book.pipelines().begin(), book.pipelines().end()) {
  const Past past(book, moment_);
  std::unordered_set<AccountId> accounts;
  std::unordered_set<ContactId> contacts;
  for (const Opportunity& now : book.opportunities()) {
    const auto found = past.events_of({StreamKind::opportunity, now.id.text()});
    if (found.events.empty()) continue;
    Opportunity deal = folded_deal(found, book);
    accounts.insert(deal.account);
    contacts.insert(deal.contacts.begin(), deal.contacts.end());
    place_of_.emplace(deal.id, opportunities_.size());
    opportunities_.push_back(std::move(deal));
  }
  for (const Task& now : book.tasks()) {
    const auto found = past.events_of({StreamKind::task, now.id.text()});
    if (found.events.empty()) continue;
    tasks_.push_back(folded_task(found));
    accounts.insert(now.account);
  }
  for (const Interaction& interaction : book.interactions()) {
    if (!past.is_there(book.event(interaction.sequence))) continue;
    interactions_.push_back(interaction);
    accounts.insert(interaction.account);
    contacts.insert(interaction.contact);
  }
  // A contact brings its account along, so contacts come first.
  for (const Contact& now : book.contacts()) {
    const auto events = past.events_of({StreamKind::contact, now.id.text()}).events;
    if (events.empty() && !contacts.contains(now.id)) continue;
    contacts_.push_back(now);
    contacts_.back().version = std::max<std::uint64_t>(events.size(), 1);
    accounts.insert(now.account);
  }
  for (const Account& now : book.accounts()) {
    const auto events = past.events_of({StreamKind::account, now.id.text()}).events;
    if (events.empty() && !accounts.contains(now.id)) continue;
    accounts_.push_back(now);
    accounts_.back().version = std::max<std::uint64_t>(events.size(), 1);
  }
}

const Opportunity* BookAt::find_opportunity(const OpportunityId& id) const noexcept {
  const auto at = place_of_.find(id);
  return at == place_of_.end() ? nullptr : &opportunities_[at->second];
}

const Opportunity& BookAt::opportunity(const OpportunityId& id) const {
  if (const Opportunity* found = find_opportunity(id)) return *found;
  throw Error(ErrorCode::not_found, "there was no opportunity with the id " + quoted(id.text()) +
                                        " in the book at that moment");
}

std::vector<StageColumn> BookAt::board(const PipelineId& pipeline) const {
  const auto of = std::find_if(pipelines_.begin(), pipelines_.end(),
                               [&](const Pipeline& one) { return one.id() == pipeline; });
  if (of == pipelines_.end()) {
    throw Error(ErrorCode::not_found,
                "there is no pipeline with the id " + quoted(pipeline.text()) + " in the book");
  }
  std::vector<StageColumn> columns;
  for (std::size_t i = 0; i < of->open_count(); ++i) columns.push_back({of->stages()[i].id, {}});
  for (const Opportunity& deal : opportunities_) {
    if (deal.pipeline != pipeline) continue;
    const StageIndex stage = of->find_id(deal.stage.text());
    if (is_known(stage) && of->is_open(stage)) {
      columns[stage.number].opportunities.push_back(&deal);
    }
  }
  return columns;
}

}  // namespace salespipe
