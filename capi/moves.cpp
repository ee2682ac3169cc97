// Evaluating and moving deals without documents: what hosts do a million times.
#include <optional>
#include <string>

#include "arguments.hpp"
#include "book_changes.hpp"
#include "guard.hpp"
#include "objects.hpp"
#include "salespipe/book/transaction.hpp"
#include "salespipe/exchange/decision_json.hpp"

using namespace salespipe;
using namespace salespipe::c;

namespace {

/// Where a deal is to go, once the texts are checked.
struct Wanted {
  OpportunityId deal;
  std::string_view stage;
  CommandContext context;
  MoveDetails details;

  Wanted(const char* opportunity, std::size_t opportunity_size, const char* to, std::size_t to_size,
         std::int64_t at, const sp_move_options* given)
      : deal(std::string(text_of(opportunity, opportunity_size, "opportunity"))),
        stage(text_of(to, to_size, "stage")) {
    context.at.micros = at;
    if (given == nullptr) return;
    const auto options = options_of(given);
    check_reserved(options.reserved);
    if (options.recorded_at != 0) context.recorded_at.micros = options.recorded_at;
    if (options.expected_version != 0) context.expected_version = options.expected_version;
    if (const auto actor = member_text(options.actor, "actor"); !actor.empty()) {
      context.actor = ActorId(std::string(actor));
    }
    if (const auto id = member_text(options.event_id, "event_id"); !id.empty()) {
      context.event_id = EventId(std::string(id));
    }
    details.lost_reason = member_text(options.lost_reason, "lost_reason");
    details.wake_up = member_day(options.wake_up, "wake_up");
    details.note = member_text(options.note, "note");
  }
};

}  // namespace

sp_status sp_book_evaluate(sp_book book, const char* opportunity, size_t opportunity_size,
                           const char* stage, size_t stage_size, int64_t at,
                           const sp_move_options* options, int32_t* allowed, sp_buffer* decision,
                           sp_error error) noexcept {
  clear(allowed);
  clear(decision);
  return guarded(error, [&] {
    auto& out = need(allowed, "allowed");
    const Held<BookObject> held(book);
    const Wanted wanted(opportunity, opportunity_size, stage, stage_size, at, options);
    const Decision found = read_book(*held, [&](const Book& of) {
      return of.evaluate(wanted.deal, wanted.stage, wanted.context.at, wanted.details);
    });
    if (decision != nullptr) give(decision, exchange::to_json(found));
    out = found.allowed ? 1 : 0;
  });
}

sp_status sp_book_move(sp_book book, const char* opportunity, size_t opportunity_size,
                       const char* stage, size_t stage_size, int64_t at,
                       const sp_move_options* options, int32_t* allowed, sp_buffer* decision,
                       sp_error error) noexcept {
  clear(allowed);
  clear(decision);
  return guarded(error, [&] {
    auto& out = need(allowed, "allowed");
    const Held<BookObject> held(book);
    const Wanted wanted(opportunity, opportunity_size, stage, stage_size, at, options);
    std::optional<Made<BufferObject>> made;
    if (decision != nullptr) made.emplace();
    change_book(*held, [&](Book& of) {
      // The decision is written down before the move is kept.
      std::optional<Transaction> changes;
      if (made) changes.emplace(of);
      const Decision found = of.move(wanted.deal, wanted.stage, wanted.context, wanted.details);
      if (made) exchange::append_json((*made)->bytes, found);
      if (changes) changes->commit();
      if (made) *decision = made->publish();
      out = found.allowed ? 1 : 0;
    });
  });
}
