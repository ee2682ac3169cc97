// Random teams and deals: what an actor sees against a naive oracle that goes row by row, and
// non-interference: what he does not see changes no byte of any answer that he gets.
#include <algorithm>
#include <set>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "book/book_fixture.hpp"
#include "salespipe/exchange/book_command.hpp"
#include "salespipe/exchange/book_dataset.hpp"
#include "salespipe/exchange/book_query.hpp"
#include "salespipe/exchange/query_json.hpp"
#include "salespipe/exchange/report_json.hpp"
#include "salespipe/metrics/report.hpp"

namespace salespipe::exchange {
namespace {

using salespipe::test::at;
using salespipe::test::message_of;

int below(int limit) { return *rc::gen::inRange(0, limit); }
std::string numbered(const char* what, int number) { return what + std::to_string(number); }

constexpr int kActors = 6;
constexpr int kTeams = 4;

AccessRules any_rules() {
  AccessRules rules;
  for (int i = 0; i < kTeams; ++i) {
    rules.teams.push_back(
        {numbered("team", i), i > 0 && below(3) > 0 ? numbered("team", below(i)) : std::string()});
  }
  for (int i = 0; i < 3; ++i) {
    AccessRole role;
    role.id = numbered("role", i);
    for (int verb = 0; verb < 3; ++verb) {
      role.scopes[static_cast<std::size_t>(verb)] = static_cast<AccessScope>(below(4));
    }
    role.scopes[3] = below(3) == 0 ? AccessScope::all : AccessScope::none;
    rules.roles.push_back(role);
  }
  for (int i = 0; i < kActors - 1; ++i) {  // the last one is not named
    AccessActor actor{ActorId(numbered("actor/", i)), {}, {}};
    for (int role = 0; role < 3; ++role) {
      if (below(2) == 0) actor.roles.push_back(numbered("role", role));
    }
    for (int team = 0; team < kTeams; ++team) {
      if (below(3) == 0) actor.teams.push_back(numbered("team", team));
    }
    rules.actors.push_back(actor);
  }
  return rules;
}

/// The sentence of docs/access.md, word by word and without any cleverness.
bool oracle(const AccessRules& rules, const ActorId& who, AccessVerb verb, const ActorId& owner) {
  const auto named = [&](const ActorId& id) {
    return std::find_if(rules.actors.begin(), rules.actors.end(),
                        [&](const AccessActor& actor) { return actor.id == id; });
  };
  const auto me = named(who);
  if (me == rules.actors.end()) return false;
  for (const auto& role_id : me->roles) {
    for (const auto& role : rules.roles) {
      if (role.id != role_id) continue;
      const AccessScope scope = role.scope(verb);
      if (scope == AccessScope::all) return true;
      if (scope == AccessScope::none || owner.empty()) continue;
      if (owner == who) return true;
      const auto other = named(owner);
      if (scope != AccessScope::team || other == rules.actors.end()) continue;
      for (std::string team : other->teams) {
        while (!team.empty()) {  // upwards from the owner's team
          if (std::find(me->teams.begin(), me->teams.end(), team) != me->teams.end()) return true;
          for (const auto& each : rules.teams) {
            if (each.id == team) {
              team = each.parent;
              break;
            }
          }
        }
      }
    }
  }
  return false;
}

ActorId any_owner() {
  const int number = below(kActors + 1);
  return number == kActors ? ActorId() : ActorId(numbered("actor/", number));
}

/// A book of random deals, each with a customer of its own or a shared one.
struct World {
  World() {
    pipeline = book.add_pipeline(Pipeline::standard("New business", Currency("EUR"), Fridge::with),
                                 at("2026-01-01", "host"));
    rules = any_rules();
    book.configure_access(rules, at("2026-01-01", "host"));
    const int count = below(10);
    for (int i = 0; i < count; ++i) {
      const auto contact = book.add_contact(
          "Jane", at("2026-01-01", "host"),
          book.account_named(numbered("Customer ", below(4)), at("2026-01-01", "host")));
      add_deal(any_owner(), contact);
    }
  }
  /// A contact is its customer's: who sees the customer sees it.
  OpportunityId add_deal(const ActorId& owner, const ContactId& contact = {}) {
    const auto context = at("2026-01-02", "host");
    NewOpportunity deal;
    deal.name = numbered("Deal ", below(1000));
    deal.owner = owner;
    deal.account = book.account_named(numbered("Customer ", below(4)), context);
    if (!contact.empty()) deal.contacts = {contact};
    if (below(3) > 0) deal.value = DealValue::parse(std::to_string(1 + below(5000)) + " EUR");
    deal.source = numbered("source", below(3));
    if (below(3) == 0) deal.fields = {{"region", numbered("region", below(3))}};
    deals.push_back(book.create_opportunity(pipeline, deal, context));
    touch(deals.back());
    return deals.back();
  }
  /// Something happens to a deal, but it does not change hands.
  void touch(const OpportunityId& id) {
    const auto context = at("2026-02-03", "host");
    switch (below(7)) {
      case 0:
        book.move(id, StageId("contacted"), context);
        break;
      case 1:
        book.lose(id, "Price", context);
        break;
      case 2:
        book.rename(id, numbered("Renamed ", below(100)), context);
        break;
      case 3: {
        NewTask task;
        task.description = numbered("Call ", below(100));
        task.opportunity = id;
        task.assignee = any_owner();
        book.add_task(task, context);
        break;
      }
      case 4: {
        NewInteraction contact;
        contact.type = InteractionType::call;
        contact.opportunity = id;
        contact.summary = numbered("Said ", below(100));
        book.log_interaction(contact, context);
        break;
      }
      case 5:
        book.undo_last(id, context);
        break;
      default:
        book.change_value(id, DealValue::parse(std::to_string(below(900)) + " EUR"), context);
    }
  }
  std::vector<OpportunityId> hidden_from(const ActorId& who) const {
    std::vector<OpportunityId> hidden;
    for (const auto& id : deals) {
      if (!book.can(who, AccessVerb::read, id)) hidden.push_back(id);
    }
    return hidden;
  }

  Book book;
  PipelineId pipeline;
  AccessRules rules;
  std::vector<OpportunityId> deals;
};

/// Everything that an actor can be told, errors included.
std::vector<std::string> answers(const World& world, const ActorId& who,
                                 const std::vector<OpportunityId>& ids) {
  std::vector<std::string> told;
  const std::string as = R"("as_actor":")" + who.text() + '"';
  const auto ask = [&](const std::string& document) {
    try {
      told.push_back(answer_query(world.book, document));
    } catch (const Error& error) {
      told.push_back(std::string(to_string(error.code())) + " " + error.what());
    }
  };
  for (const char* query : {"pipelines", "accounts", "contacts", "opportunities", "tasks",
                            "interactions", "state", "access", "audit"}) {
    ask(R"({"query":")" + std::string(query) + R"(",)" + as + "}");
  }
  ask(R"({"query":"board","pipeline":"new-business",)" + as + "}");
  for (int i = 1; i <= 6; ++i) {
    ask(R"({"query":"timeline","account":"account-)" + std::to_string(i) + R"(",)" + as + "}");
  }
  for (const auto& id : ids) {
    for (const char* query : {"opportunity", "history", "audit"}) {
      ask(R"({"query":")" + std::string(query) + R"(","opportunity":")" + id.text() + R"(",)" + as +
          "}");
    }
  }
  // A copy, so that both worlds are asked for the same change.
  Book copy = world.book;
  const auto run = [&](const std::string& document) {
    try {
      told.push_back(run_command(copy, document));
    } catch (const Error& error) {
      told.push_back(std::string(to_string(error.code())) + " " + error.what());
    }
  };
  const std::string when = R"("at":"2026-03-01T12:00:00Z",)" + as + "}";
  run(R"({"command":"create_opportunity","pipeline":"new-business","name":"New",)" + when);
  run(R"({"command":"account_named","name":"Customer 1",)" + when);
  for (const auto& id : ids) {
    run(R"({"command":"rename","opportunity":")" + id.text() + R"(","name":"Mine",)" + when);
  }
  const Book seen = world.book.seen_by(who);
  told.push_back(std::to_string(seen.last_sequence()));
  told.push_back(message_of([&] { seen.event(10'000); }));
  try {
    const auto data = dataset_from_book(seen);
    const auto query = query_from_json(
        R"({"period":"2026-Q1","by":["owner"],"metrics":["open_count","open_value","win_rate"]})");
    told.push_back(to_json(metrics::evaluate(query, data)));
  } catch (const Error& error) {
    told.push_back(error.what());
  }
  return told;
}

RC_GTEST_PROP(AccessProperty, ThePolicyIsTheOneOfTheNaiveOracle, ()) {
  const World world;
  for (int i = 0; i < kActors; ++i) {
    const ActorId who(numbered("actor/", i));
    std::set<std::string> seen;
    const Book of_who = world.book.seen_by(who);
    for (const auto& deal : of_who.opportunities()) seen.insert(deal.id.text());
    for (const auto& id : world.deals) {
      const ActorId& owner = world.book.opportunity(id).owner;
      const bool reads = oracle(world.rules, who, AccessVerb::read, owner);
      RC_ASSERT(world.book.can(who, AccessVerb::read, id) == reads);
      RC_ASSERT(seen.contains(id.text()) == reads);
      for (const AccessVerb verb : {AccessVerb::write, AccessVerb::bulk}) {
        RC_ASSERT(world.book.can(who, verb, id) ==
                  (reads && oracle(world.rules, who, verb, owner)));
      }
    }
  }
}

RC_GTEST_PROP(AccessProperty, WhatIsHiddenChangesNoByteOfAnyAnswer, ()) {
  World world;
  const ActorId who(numbered("actor/", below(kActors)));
  std::vector<OpportunityId> ids = world.deals;
  ids.emplace_back("opportunity-99");
  const auto before = answers(world, who, ids);
  const auto hidden = world.hidden_from(who);
  const int changes = 1 + below(4);
  for (int i = 0; i < changes; ++i) {
    if (!hidden.empty() && below(2) == 0) {
      world.touch(hidden[static_cast<std::size_t>(below(static_cast<int>(hidden.size())))]);
      continue;
    }
    const ActorId owner = any_owner();
    if (!oracle(world.rules, who, AccessVerb::read, owner)) world.add_deal(owner);
  }
  RC_ASSERT(answers(world, who, ids) == before);
}

TEST(AccessCommands, AboutAHiddenDealAreAnsweredAsAboutNoneAndLeaveATrace) {
  Book book;
  const auto pipeline = book.add_pipeline(
      Pipeline::standard("New business", Currency("EUR"), Fridge::with), at("2026-01-01", "host"));
  NewOpportunity deal;
  deal.name = "Bob's";
  deal.owner = ActorId("bob");
  const auto id = book.create_opportunity(pipeline, deal, at("2026-01-02", "host"));
  AccessRules rules;
  rules.roles.push_back({"rep", {AccessScope::own, AccessScope::own}});
  rules.actors.push_back({ActorId("ann"), {"rep"}, {}});
  book.configure_access(rules, at("2026-01-03", "host"));
  const auto rename = [&](const std::string& named) {
    std::string said = message_of([&] {
      run_command(book, R"({"command":"rename","as_actor":"ann","at":"2026-01-04T12:00:00Z",)"
                        R"("name":"Mine","opportunity":")" +
                            named + "\"}");
    });
    said.replace(said.find(named), named.size(), "X");
    return said;
  };
  const auto before = book.last_sequence();
  EXPECT_EQ(rename(id.text()), rename("opportunity-9"));
  ASSERT_EQ(book.last_sequence(), before + 1);
  const Event trace = book.event(before + 1);
  EXPECT_EQ(trace.actor, ActorId("ann"));
  EXPECT_EQ(std::get<AccessRefused>(trace.payload),
            (AccessRefused{AccessVerb::read, "rename", id}));
}

/// Else the property before would hold of answers that tell nothing.
RC_GTEST_PROP(AccessProperty, WhatIsSeenChangesTheAnswers, ()) {
  World world;
  const ActorId who(numbered("actor/", below(kActors)));
  const auto before = answers(world, who, world.deals);
  for (const auto& id : world.deals) {
    if (!world.book.can(who, AccessVerb::read, id)) continue;
    world.book.rename(id, "Something else", at("2026-02-03", "host"));
    RC_ASSERT(answers(world, who, world.deals) != before);
    return;
  }
}

RC_GTEST_PROP(AccessProperty, AnActorsBookThatFollowsIsTheOneThatBeginsAnew, ()) {
  World world;
  const ActorId who(numbered("actor/", below(kActors)));
  Book follows = world.book.as_actor(who);
  const int steps = 1 + below(12);
  for (int i = 0; i < steps; ++i) {
    const int what = below(6);
    if (what == 0 || world.deals.empty()) {
      world.add_deal(any_owner());
    } else {
      const auto& id =
          world.deals[static_cast<std::size_t>(below(static_cast<int>(world.deals.size())))];
      if (what == 1) {
        world.book.change_owner(id, any_owner(), at("2026-02-05", "host"));
      } else if (what == 2) {
        try {
          CommandContext context;
          context.at = salespipe::test::noon("2026-02-06");
          follows.rename(id, numbered("By actor ", i), context);
        } catch (const Error&) {  // not his to see, or not his to change
        }
      } else {
        world.touch(id);
      }
    }
    if (below(2) == 0) follows.refresh();
  }
  follows.refresh();
  RC_ASSERT(follows.state_json() == world.book.seen_by(who).state_json());
  RC_ASSERT(follows.state_json() == world.book.as_actor(who).state_json());
}

}  // namespace
}  // namespace salespipe::exchange
