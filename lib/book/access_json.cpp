// Rules of access as a JSON document (docs/schemas/access.schema.json).
#include "base/json.hpp"
#include "definition/json_document.hpp"
#include "definition/json_fields.hpp"
#include "definition/text_rules.hpp"
#include "salespipe/base/error.hpp"
#include "salespipe/book/access.hpp"

namespace salespipe {
namespace {

using Json = documents::json;

constexpr JsonLimits kLimits{std::size_t{1024} * 1024, 8};
constexpr AccessVerb kVerbs[] = {AccessVerb::read, AccessVerb::write, AccessVerb::bulk,
                                 AccessVerb::configure};

template <class Take>
void each_of(const JsonFields& document, const char* name, const Take& take) {
  const Json* list = document.find(name);
  if (list == nullptr) return;
  require_array(*list, document.at(name));
  for (std::size_t i = 0; i < list->size(); ++i) {
    take((*list)[i], json_pointer(document.at(name), std::to_string(i)));
  }
}

std::vector<std::string> texts(const JsonFields& fields, const char* name) {
  std::vector<std::string> found;
  each_of(fields, name, [&](const Json& value, const std::string& pointer) {
    found.push_back(require_string(value, pointer));
  });
  return found;
}

}  // namespace

AccessRules access_rules_from_json(std::string_view text) {
  const Json document = parse_json_document(text, kLimits);
  const JsonFields fields(document, "", {"salespipe", "version", "teams", "roles", "actors"});
  if (fields.text("salespipe") != "access") {
    violates_schema("/salespipe", "expected access: this is no document of rules of access");
  }
  (void)fields.require("version");
  (void)fields.integer_or("version", 1, 1, 1);
  AccessRules rules;
  each_of(fields, "teams", [&](const Json& value, const std::string& pointer) {
    const JsonFields team(value, pointer, {"id", "parent"});
    rules.teams.push_back({team.text("id"), team.text_or("parent", "")});
  });
  each_of(fields, "roles", [&](const Json& value, const std::string& pointer) {
    const JsonFields role(value, pointer, {"id", "read", "write", "bulk", "configure"});
    AccessRole made;
    made.id = role.text("id");
    for (const AccessVerb verb : kVerbs) {
      made.scopes[static_cast<std::size_t>(verb)] = role.word_or(
          to_string(verb), AccessScope::none, parse_access_scope, "none, own, team or all");
    }
    rules.roles.push_back(std::move(made));
  });
  each_of(fields, "actors", [&](const Json& value, const std::string& pointer) {
    const JsonFields actor(value, pointer, {"id", "roles", "teams"});
    std::string id = actor.text("id");
    try {
      rules.actors.push_back(
          {ActorId(std::move(id)), texts(actor, "roles"), texts(actor, "teams")});
    } catch (const Error& error) {
      if (!error.place().field.empty()) throw;
      violates_schema(actor.at("id"), error.message());
    }
  });
  check_access_rules(rules);
  return rules;
}

std::string to_json(const AccessRules& rules) {
  check_access_rules(rules);
  using Ordered = documents::ordered_json;
  Ordered out{{"salespipe", "access"}, {"version", 1}};
  out["teams"] = Ordered::array();
  for (const auto& team : rules.teams) {
    Ordered object{{"id", team.id}};
    if (!team.parent.empty()) object["parent"] = team.parent;
    out["teams"].push_back(std::move(object));
  }
  out["roles"] = Ordered::array();
  for (const auto& role : rules.roles) {
    Ordered object{{"id", role.id}};
    for (const AccessVerb verb : kVerbs) {
      object[std::string(to_string(verb))] = to_string(role.scope(verb));
    }
    out["roles"].push_back(std::move(object));
  }
  out["actors"] = Ordered::array();
  for (const auto& actor : rules.actors) {
    out["actors"].push_back(
        Ordered{{"id", actor.id.text()}, {"roles", actor.roles}, {"teams", actor.teams}});
  }
  return out.dump();
}

}  // namespace salespipe
