// The schema file and the codec name the same fields, so that neither can change alone.

#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <rapidcheck/gtest.h>

#include "definition_support.hpp"
#include "random_pipeline.hpp"
#include "salespipe/definition/pipeline_json.hpp"

namespace salespipe {
namespace {

using Json = nlohmann::ordered_json;
using testing::any_pipeline;
using testing::standard;

const Json& schema() {
  static const Json loaded = [] {
    std::ifstream in(std::filesystem::path(SALESPIPE_SCHEMAS) / "pipeline.schema.json");
    return Json::parse(in);
  }();
  return loaded;
}

const Json& resolved(const Json& part) {
  if (!part.contains("$ref")) return part;
  return schema().at(Json::json_pointer(part.at("$ref").get<std::string>().substr(1)));
}

/// Just enough of JSON Schema for this file: the first way in which `value` breaks `part`, or "".
std::string violation(const Json& value, const Json& part_or_ref, const std::string& at);

std::string violation_in_object(const Json& value, const Json& part, const std::string& at) {
  for (const auto& name : part.value("required", Json::array())) {
    if (!value.contains(name.get<std::string>())) return at + ": lacks " + name.dump();
  }
  const Json none = Json::object();
  const Json& properties = part.contains("properties") ? part.at("properties") : none;
  for (const auto& item : value.items()) {
    const auto place = at + "/" + item.key();
    if (properties.contains(item.key())) {
      const auto found = violation(item.value(), properties.at(item.key()), place);
      if (!found.empty()) return found;
    } else if (part.at("additionalProperties").is_boolean()) {
      return place + ": not in the schema";
    } else {
      const auto found = violation(item.value(), part.at("additionalProperties"), place);
      if (!found.empty()) return found;
    }
  }
  return "";
}

std::string violation(const Json& value, const Json& part_or_ref, const std::string& at) {
  const Json& part = resolved(part_or_ref);
  if (part.contains("const") && part.at("const") != value) return at + ": not the constant";
  if (part.contains("enum")) {
    const auto& words = part.at("enum");
    if (std::find(words.begin(), words.end(), value) == words.end()) return at + ": not a word";
  }
  if (part.contains("oneOf")) {
    int fits = 0;
    for (const auto& option : part.at("oneOf"))
      fits += violation(value, option, at).empty() ? 1 : 0;
    if (fits != 1) return at + ": fits " + std::to_string(fits) + " of oneOf";
  }
  const auto type = part.value("type", "");
  const bool fits =
      type.empty() || (type == "object" && value.is_object()) ||
      (type == "array" && value.is_array()) || (type == "string" && value.is_string()) ||
      (type == "boolean" && value.is_boolean()) ||
      (type == "integer" && value.is_number_integer()) || (type == "number" && value.is_number());
  if (!fits) return at + ": is not of the type " + type;
  if (part.contains("minimum") && value < part.at("minimum")) return at + ": too small";
  if (part.contains("maximum") && value > part.at("maximum")) return at + ": too large";
  if (type == "object") return violation_in_object(value, part, at);
  if (type == "array") {
    for (std::size_t i = 0; i < value.size(); ++i) {
      const auto found = violation(value[i], part.at("items"), at + "/" + std::to_string(i));
      if (!found.empty()) return found;
    }
  }
  return "";
}

void collect_properties(const Json& part, std::set<std::string>& names) {
  if (part.is_object() && part.contains("properties")) {
    for (const auto& item : part.at("properties").items()) names.insert(item.key());
  }
  if (part.is_structured()) {
    for (const auto& child : part) collect_properties(child, names);
  }
}

void collect_keys(const Json& value, std::set<std::string>& names) {
  if (value.is_object()) {
    for (const auto& item : value.items()) names.insert(item.key());
  }
  if (value.is_structured()) {
    for (const auto& child : value) collect_keys(child, names);
  }
}

/// A pipeline whose JSON has every field that there is.
Pipeline full_pipeline() {
  auto definition = standard(Fridge::with).definition();
  definition.stages[0].exit_criteria = {{{}, ChecklistTask{"Call"}},
                                        {{}, RequiredField{"value"}},
                                        {{}, RequiredVerdict{"BANT", Verdict::qualified}}};
  definition.policy[TransitionKind::win].when_missing.fill(Permission::warn);
  definition.stages[0].checklist_as_tasks = true;
  definition.next_step = Permission::refuse;
  return Pipeline(definition);
}

/// The names of the fields of an object in the order of its schema.
std::vector<std::string> names_in(const Json& object) {
  std::vector<std::string> names;
  for (const auto& item : object.items()) names.push_back(item.key());
  return names;
}

TEST(PipelineSchema, HoldsExactlyTheFieldsThatAreWritten) {
  std::set<std::string> in_schema;
  collect_properties(schema(), in_schema);
  std::set<std::string> written;
  collect_keys(Json::parse(to_json(full_pipeline())), written);
  EXPECT_EQ(in_schema, written);
}

TEST(PipelineSchema, ListsTheFieldsInTheOrderInWhichTheyAreWritten) {
  const auto document = Json::parse(to_json(full_pipeline()));
  EXPECT_EQ(names_in(document), names_in(schema().at("properties")));
  EXPECT_EQ(names_in(document.at("stages")[0]),
            names_in(schema().at("$defs").at("stage").at("properties")));
  EXPECT_EQ(names_in(document.at("policy")),
            names_in(schema().at("properties").at("policy").at("properties")));
  EXPECT_EQ(names_in(document.at("qualification")),
            names_in(schema().at("$defs").at("framework").at("properties")));
}

TEST(PipelineSchema, EveryRequiredFieldIsRequiredByTheReader) {
  const auto document = Json::parse(to_json(standard()));
  for (const auto& name : schema().at("required")) {
    auto without = document;
    without.erase(name.get<std::string>());
    EXPECT_EQ(testing::code_and_field([&] { pipeline_from_json(without.dump()); }),
              "schema_violation at /" + name.get<std::string>());
  }
  for (const auto& item : document.items()) {
    auto without = document;
    without.erase(item.key());
    const auto& required = schema().at("required");
    if (std::find(required.begin(), required.end(), item.key()) != required.end()) continue;
    EXPECT_FALSE(testing::error_of([&] { pipeline_from_json(without.dump()); })) << item.key();
  }
}

TEST(PipelineSchema, TheCheckOfThisTestFindsViolations) {
  auto document = Json::parse(to_json(full_pipeline()));
  ASSERT_EQ(violation(document, schema(), ""), "");
  document["stages"][0]["kind"] = "opened";
  EXPECT_EQ(violation(document, schema(), ""), "/stages/0/kind: not a word");
  document["stages"][0].erase("kind");
  EXPECT_EQ(violation(document, schema(), ""), "/stages/0: lacks \"kind\"");
}

RC_GTEST_PROP(PipelineSchemaProperty, WhateverIsWrittenFitsTheSchema, ()) {
  const auto document = Json::parse(to_json(any_pipeline()));
  RC_ASSERT(violation(document, schema(), "") == "");
}

}  // namespace
}  // namespace salespipe
