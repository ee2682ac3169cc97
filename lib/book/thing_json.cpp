#include "book/thing_json.hpp"

#include "salespipe/base/date.hpp"

namespace salespipe {
namespace {

using documents::json;

void put(json& object, const char* key, const std::string& text) {
  if (!text.empty()) object[key] = text;
}
template <class Tag>
void put(json& object, const char* key, const Id<Tag>& id) {
  put(object, key, id.text());
}
void put(json& object, const char* key, Instant instant) {
  if (is_known(instant)) object[key] = to_string(instant);
}
void put(json& object, const char* key, Day day) {
  if (is_known(day)) object[key] = to_string(day);
}

}  // namespace

json json_of(const Account& account) {
  json object{{"name", account.name}, {"version", account.version}};
  put(object, "owner", account.owner);
  put(object, "created_at", account.created_at);
  return object;
}

json json_of(const Contact& contact) {
  json object{{"name", contact.name}, {"version", contact.version}};
  put(object, "account", contact.account);
  put(object, "email", contact.email);
  put(object, "created_at", contact.created_at);
  return object;
}

json json_of(const Opportunity& deal) {
  json object{{"name", deal.name},
              {"version", deal.version},
              {"pipeline", deal.pipeline.text()},
              {"stage", deal.stage.text()},
              {"stage_kind", to_string(deal.stage_kind)},
              {"last_open_stage", deal.last_open_stage.text()},
              {"verdict", to_string(deal.verdict)}};
  if (deal.reopen_count != 0) object["reopen_count"] = deal.reopen_count;
  put(object, "created_at", deal.created_at);
  put(object, "stage_entered_at", deal.stage_entered_at);
  put(object, "closed_at", deal.closed_at);
  put(object, "changed_at", deal.changed_at);
  put(object, "wake_up", deal.wake_up);
  put(object, "expected_close", deal.expected_close);
  put(object, "lost_reason", deal.lost_reason);
  put(object, "account", deal.account);
  put(object, "owner", deal.owner);
  put(object, "source", deal.source);
  put(object, "product", deal.product);
  if (deal.value) object["value"] = deal.value->to_string();
  for (const auto& contact : deal.contacts) object["contacts"].push_back(contact.text());
  if (!deal.tags.empty()) object["tags"] = deal.tags;
  if (!deal.fields.empty()) object["fields"] = deal.fields;
  for (const auto& [criterion, finding] : deal.criteria) {
    json entry{{"state", to_string(finding.state)}};
    put(entry, "evidence", finding.evidence);
    put(entry, "by", finding.by);
    put(entry, "at", finding.at);
    object["criteria"][criterion.text()] = std::move(entry);
  }
  for (const auto& [stage, criterion] : deal.ticked) {
    object["ticked"][stage.text()].push_back(criterion.text());
  }
  return object;
}

json json_of(const Task& task) {
  json object{{"description", task.description},
              {"state", to_string(task.state)},
              {"version", task.version}};
  put(object, "opportunity", task.opportunity);
  put(object, "account", task.account);
  put(object, "assignee", task.assignee);
  put(object, "due", task.due);
  put(object, "created_at", task.created_at);
  put(object, "finished_at", task.finished_at);
  put(object, "outcome", task.outcome);
  put(object, "repeat", task.repeat);
  put(object, "repeat_from", task.repeat_from);
  if (task.repeat_after_completion) object["repeat_after_completion"] = true;
  put(object, "stage", task.stage);
  put(object, "criterion", task.criterion);
  if (task.snoozed != 0) object["snoozed"] = task.snoozed;
  return object;
}

json json_of(const Interaction& interaction) {
  json object{{"type", to_string(interaction.type)},
              {"direction", to_string(interaction.direction)},
              {"sequence", interaction.sequence}};
  put(object, "account", interaction.account);
  put(object, "contact", interaction.contact);
  put(object, "opportunity", interaction.opportunity);
  put(object, "owner", interaction.owner);
  put(object, "summary", interaction.summary);
  put(object, "external_id", interaction.external_id);
  put(object, "at", interaction.at);
  return object;
}

}  // namespace salespipe
