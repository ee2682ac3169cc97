// Access: the rules in force, the book of an actor, and who did what.
#include <utility>

#include "book/actor_journal.hpp"
#include "book/state.hpp"

namespace salespipe {

const AccessPolicy* Book::policy() const noexcept { return state_->access.get(); }

bool Book::configure_access(const AccessRules& rules, const CommandContext& context) {
  State& state = *state_;
  return state.write([&] {
    state.check_context(context);
    const std::string text = to_json(rules);
    const Stream stream{StreamKind::access, std::string(kAccessStream)};
    if (state.repeated(context, EventType::access_configured, stream.kind, stream.id)) return true;
    if (state.access_stream) state.check_version(context, *state.access_stream);
    if (state.access && to_json(state.access->rules()) == text) return false;
    state.record(context, stream, AccessConfigured{text});
    return true;
  });
}

const AccessRules* Book::access() const noexcept {
  return state_->access ? &state_->access->rules() : nullptr;
}

bool Book::can(const ActorId& actor, AccessVerb verb, const OpportunityId& deal) const {
  const State& state = *state_;
  if (verb == AccessVerb::configure) {
    return !state.access || state.access->scope(actor, verb) == AccessScope::all;
  }
  const auto index = state.opportunities.find(deal);
  if (!index) return false;
  if (!state.access) return true;
  const ActorId& owner = state.opportunities[*index].owner;
  // What he may not see he cannot change, whatever else a role says.
  return state.access->covers(actor, verb, owner) &&
         state.access->covers(actor, AccessVerb::read, owner);
}

Book Book::as_actor(const ActorId& actor) {
  if (actor.empty()) {
    throw Error(ErrorCode::invalid_argument, "an actor needs an id; name who asks");
  }
  auto ids = std::make_shared<ActorIds>(*this, actor);
  BookOptions options = state_->options;
  options.actor = actor;
  options.salts = nullptr;
  options.ids = ids.get();
  Book made(std::move(options));
  made.state_->kept_ids = ids;
  made.state_->keeper.store = std::make_unique<ActorJournal>(*this, actor, std::move(ids));
  made.state_->catch_up();
  return made;
}

Book Book::seen_by(const ActorId& actor) const {
  BookOptions options = state_->options;
  options.ids = nullptr;
  options.actor = actor;
  Book made(std::move(options));
  Sight sight(*this, actor);
  sight.follow();
  for (std::uint64_t place = 1; place <= sight.shown().size(); ++place) {
    made.state_->append(sight.event(place));
  }
  return made;
}

namespace {

/// Whether an event is about the deal, other than by being in its stream.
bool is_about(const Event& event, const OpportunityId& deal, const Book& book) {
  if (event.stream.kind == StreamKind::task) {
    return book.task(TaskId(event.stream.id)).opportunity == deal;
  }
  if (const auto* logged = std::get_if<InteractionLogged>(&event.payload)) {
    return logged->opportunity == deal;
  }
  if (const auto* fired = std::get_if<RuleFired>(&event.payload)) {
    return fired->opportunity == deal;
  }
  const auto* refused = std::get_if<AccessRefused>(&event.payload);
  return refused != nullptr && refused->opportunity == deal;
}

}  // namespace

std::vector<Event> Book::audit(const OpportunityId& deal, const ActorId& actor) const {
  if (!deal.empty()) (void)state_->opportunities.require(deal, "opportunity");
  std::vector<Event> found;
  visit_events([&](const Event& event) {
    if (!actor.empty() && event.actor != actor) return;
    const bool is_of_deal =
        deal.empty() ||
        (event.stream.kind == StreamKind::opportunity && event.stream.id == deal.text()) ||
        is_about(event, deal, *this);
    if (is_of_deal) found.push_back(event);
  });
  return found;
}

}  // namespace salespipe
