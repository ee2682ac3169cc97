#include "salespipe/exchange/book_query.hpp"

#include <algorithm>
#include <limits>
#include <set>

#include "book/thing_json.hpp"
#include "definition/json_document.hpp"
#include "exchange/assessment_json.hpp"
#include "exchange/command_fields.hpp"
#include "exchange/query_table.hpp"
#include "salespipe/base/error.hpp"
#include "salespipe/base/text.hpp"
#include "salespipe/book/event_json.hpp"
#include "salespipe/definition/pipeline_json.hpp"
#include "salespipe/exchange/decision_json.hpp"

namespace salespipe::exchange {
namespace {

using nlohmann::json;

constexpr std::int32_t kMost = std::numeric_limits<std::int32_t>::max();

template <class Thing>
json with_id(const Thing& thing) {
  json object = json_of(thing);
  object["id"] = thing.id.text();
  return object;
}

/// Those of `things` that `wanted` takes, cut to "offset" and "limit".
template <class Things, class Wanted, class Write>
json page_of(const JsonFields& fields, const Things& things, const Wanted& wanted,
             const Write& write) {
  std::int32_t skip = fields.integer_or("offset", 0, 0, kMost);
  std::int32_t left = fields.integer_or("limit", kMost, 0, kMost);
  json out = json::array();
  for (const auto& thing : things) {
    if (left == 0) break;
    if (!wanted(thing)) continue;
    if (skip > 0) {
      --skip;
      continue;
    }
    out.push_back(write(thing));
    --left;
  }
  return out;
}

/// True when the member is absent or `id` is what it says.
template <class Identifier>
bool fits(const JsonFields& fields, std::string_view name, const Identifier& id) {
  return fields.find(name) == nullptr || fields.text(name) == id.text();
}

json events_json(const std::vector<Event>& events) {
  json out = json::array();
  for (const auto& event : events) out.push_back(json::parse(event_to_json_line(event)));
  return {{"events", std::move(out)}};
}

json pipelines(const Book& book, const JsonFields& /*fields*/) {
  json out = json::array();
  for (const auto& pipeline : book.pipelines()) {
    out.push_back({{"id", pipeline.id().text()}, {"definition", json::parse(to_json(pipeline))}});
  }
  return {{"pipelines", std::move(out)}};
}

json accounts(const Book& book, const JsonFields& fields) {
  return {{"accounts", page_of(
                           fields, book.accounts(),
                           [&](const Account& account) {
                             return fits(fields, "owner", account.owner) &&
                                    (fields.find("name") == nullptr ||
                                     fields.text("name") == account.name);
                           },
                           with_id<Account>)}};
}

json contacts(const Book& book, const JsonFields& fields) {
  return {{"contacts",
           page_of(
               fields, book.contacts(),
               [&](const Contact& contact) { return fits(fields, "account", contact.account); },
               with_id<Contact>)}};
}

json opportunities(const Book& book, const JsonFields& fields) {
  const bool any_kind = fields.find("stage_kind") == nullptr;
  const auto kind =
      fields.word_or("stage_kind", StageKind::open, parse_stage_kind, "open, won, lost or parked");
  const auto tag = fields.text_or("tag", "");
  return {{"opportunities", page_of(
                                fields, book.opportunities(),
                                [&](const Opportunity& deal) {
                                  return (any_kind || deal.stage_kind == kind) &&
                                         fits(fields, "pipeline", deal.pipeline) &&
                                         fits(fields, "stage", deal.stage) &&
                                         fits(fields, "owner", deal.owner) &&
                                         fits(fields, "account", deal.account) &&
                                         (tag.empty() || std::binary_search(deal.tags.begin(),
                                                                            deal.tags.end(), tag));
                                },
                                with_id<Opportunity>)}};
}

json opportunity(const Book& book, const JsonFields& fields) {
  const auto id = id_at<OpportunityId>(fields, kDeal);
  json deal = with_id(book.opportunity(id));
  deal["assessment"] = assessment_json(pipeline_of(book, id).framework(), book.assessment(id));
  return {{"opportunity", std::move(deal)}};
}

json board(const Book& book, const JsonFields& fields) {
  const auto& pipeline = book.pipeline(id_at<PipelineId>(fields, "pipeline"));
  json columns = json::array();
  for (const auto& column : book.board(pipeline.id())) {
    json deals = json::array();
    for (const Opportunity* deal : column.opportunities) deals.push_back(with_id(*deal));
    const auto& stage = pipeline.stage(pipeline.find_id(column.stage.text()));
    columns.push_back({{"stage", {{"id", stage.id.text()}, {"name", stage.name}}},
                       {"opportunities", std::move(deals)}});
  }
  return {{"columns", std::move(columns)}};
}

/// Open tasks by due day; with "state": "any" all of them in order of creation.
json tasks(const Book& book, const JsonFields& fields) {
  const auto deal = id_or_none<OpportunityId>(fields, kDeal);
  const auto which = fields.text_or("state", "open");
  if (which != "open" && which != "any") violates_schema("/state", "expected open or any");
  std::vector<const Task*> found;
  if (which == "open") {
    found = book.open_tasks(deal);
  } else {
    for (const auto& task : book.tasks()) {
      if (deal.empty() || task.opportunity == deal) found.push_back(&task);
    }
  }
  return {{"tasks", page_of(
                        fields, found,
                        [&](const Task* task) {
                          return fits(fields, "assignee", task->assignee) &&
                                 fits(fields, "account", task->account);
                        },
                        [](const Task* task) { return with_id(*task); })}};
}

json interactions(const Book& book, const JsonFields& fields) {
  return {{"interactions", page_of(
                               fields, book.interactions(),
                               [&](const Interaction& contact) {
                                 return fits(fields, "account", contact.account) &&
                                        fits(fields, kDeal, contact.opportunity) &&
                                        fits(fields, "contact", contact.contact);
                               },
                               [](const Interaction& contact) { return json_of(contact); })}};
}

json timeline(const Book& book, const JsonFields& fields) {
  return events_json(book.timeline(id_at<AccountId>(fields, "account")));
}

json history(const Book& book, const JsonFields& fields) {
  return events_json(book.history(id_at<OpportunityId>(fields, kDeal)));
}

json evaluate(const Book& book, const JsonFields& fields) {
  const auto id = id_at<OpportunityId>(fields, kDeal);
  const auto at = instant_at(fields, "at");
  const bool switches = fields.find("pipeline") != nullptr;
  const auto& pipeline =
      switches ? book.pipeline(id_at<PipelineId>(fields, "pipeline")) : pipeline_of(book, id);
  const auto to = stage_at(fields, "to", pipeline);
  const auto details = move_details(fields);
  const auto decision = switches ? book.evaluate_switch(id, pipeline.id(), to, at, details)
                                 : book.evaluate(id, to, at, details);
  return {{"decision", json::parse(to_json(decision))}};
}

json state(const Book& book, const JsonFields& /*fields*/) {
  return json::parse(book.state_json());
}

json access(const Book& book, const JsonFields& /*fields*/) {
  const AccessRules* rules = book.access();
  return {{"access", rules == nullptr ? json(nullptr) : json::parse(to_json(*rules))}};
}

json can(const Book& book, const JsonFields& fields) {
  const auto verb = fields.word("verb", parse_access_verb, "read, write, bulk or configure");
  const auto deal = id_or_none<OpportunityId>(fields, kDeal);
  return {{"allowed", book.can(id_at<ActorId>(fields, "actor"), verb, deal)}};
}

json audit(const Book& book, const JsonFields& fields) {
  return events_json(
      book.audit(id_or_none<OpportunityId>(fields, kDeal), id_or_none<ActorId>(fields, "actor")));
}

constexpr BookQuestion kQuestions[] = {
    {"pipelines", {}, {}, &pipelines},
    {"accounts", {}, {"name", "owner", "limit", "offset"}, &accounts},
    {"contacts", {}, {"account", "limit", "offset"}, &contacts},
    {"opportunities",
     {},
     {"pipeline", "stage", "stage_kind", "owner", "account", "tag", "limit", "offset"},
     &opportunities},
    {"opportunity", {kDeal}, {}, &opportunity},
    {"board", {"pipeline"}, {}, &board},
    {"tasks", {}, {kDeal, "state", "assignee", "account", "limit", "offset"}, &tasks},
    {"interactions", {}, {kDeal, "account", "contact", "limit", "offset"}, &interactions},
    {"timeline", {"account"}, {}, &timeline},
    {"history", {kDeal}, {}, &history},
    {"evaluate", {kDeal, "to", "at"}, {"pipeline", "lost_reason", "wake_up", "note"}, &evaluate},
    {"state", {}, {}, &state},
    {"access", {}, {}, &access},
    {"can", {"actor", "verb"}, {kDeal}, &can},
    {"audit", {}, {kDeal, "actor"}, &audit},
};

}  // namespace

std::span<const BookQuestion> book_questions() { return kQuestions; }

std::vector<std::string_view> query_names() {
  std::vector<std::string_view> names;
  for (const auto& question : kQuestions) names.push_back(question.name);
  return names;
}

std::string answer_query(const Book& book, std::string_view document) {
  const json parsed = parse_json_document(document, kQueryLimits);
  if (!parsed.is_object()) violates_schema("", "expected an object, found " + json_type(parsed));
  const auto name = JsonFields::any(parsed, "").text("query");
  for (const auto& question : kQuestions) {
    if (question.name != name) continue;
    std::vector<std::string_view> known{"query", "as_actor"};
    known.insert(known.end(), question.required.begin(), question.required.end());
    known.insert(known.end(), question.optional.begin(), question.optional.end());
    const JsonFields fields(parsed, "", known);
    for (const auto member : question.required) (void)fields.require(member);
    const auto actor = id_or_none<ActorId>(fields, "as_actor");
    if (actor.empty()) return question.answer(book, fields).dump();
    return question.answer(book.seen_by(actor), fields).dump();
  }
  std::string known;
  for (const auto other : query_names()) known += (known.empty() ? "" : ", ") + std::string(other);
  throw Error(ErrorCode::not_found,
              "there is no query " + salespipe::quoted(name) + "; there are " + known,
              ErrorPlace{{}, 0, {}, "/query"});
}

}  // namespace salespipe::exchange
