// The schemas of commands and queries and the tables that read them name the same members.
#include <fstream>
#include <set>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "exchange/command_table.hpp"
#include "exchange/query_table.hpp"

namespace salespipe::exchange {
namespace {

using nlohmann::json;
using Names = std::set<std::string>;

json schema(const char* name) {
  std::ifstream file(std::string(SALESPIPE_SCHEMAS "/") + name);
  return json::parse(file);
}

struct Told {
  std::string name;
  Names members;
  Names required;
  bool operator==(const Told&) const = default;
};

std::vector<Told> of_schema(const char* file, const char* key) {
  std::vector<Told> out;
  const json described = schema(file);
  const json& all =
      described["$defs"].contains("command") ? described["$defs"]["command"] : described;
  for (const auto& one : all["oneOf"]) {
    Told told{one["properties"][key]["const"], {}, one["required"].get<Names>()};
    for (const auto& member : one["properties"].items()) told.members.insert(member.key());
    out.push_back(std::move(told));
  }
  return out;
}

template <class Row>
Told of_table(const Row& row, Names members, Names required) {
  members.insert(row.required.begin(), row.required.end());
  members.insert(row.optional.begin(), row.optional.end());
  required.insert(row.required.begin(), row.required.end());
  return {std::string(row.name), members, required};
}

TEST(CommandSchema, NamesTheCommandsAndMembersThatAreRead) {
  std::vector<Told> table;
  const Names context(context_members().begin(), context_members().end());
  for (const auto part : {pipeline_commands(), deal_commands(), move_commands(), task_commands(),
                          day_commands(), automation_commands()}) {
    for (const auto& row : part) table.push_back(of_table(row, context, {"command", "at"}));
  }
  const auto described = of_schema("command.schema.json", "command");
  ASSERT_EQ(described.size(), table.size());
  for (std::size_t i = 0; i < table.size(); ++i) {
    EXPECT_EQ(described[i].name, table[i].name);
    EXPECT_EQ(described[i].members, table[i].members) << table[i].name;
    EXPECT_EQ(described[i].required, table[i].required) << table[i].name;
  }
}

TEST(BookQuerySchema, NamesTheQueriesAndMembersThatAreRead) {
  std::vector<Told> table;
  for (const auto part : {book_questions(), day_questions(), automation_questions()}) {
    for (const auto& row : part) table.push_back(of_table(row, {"query", "as_actor"}, {"query"}));
  }
  const auto described = of_schema("book_query.schema.json", "query");
  ASSERT_EQ(described.size(), table.size());
  for (std::size_t i = 0; i < table.size(); ++i) {
    EXPECT_EQ(described[i].name, table[i].name);
    EXPECT_EQ(described[i].members, table[i].members) << table[i].name;
    EXPECT_EQ(described[i].required, table[i].required) << table[i].name;
  }
}

}  // namespace
}  // namespace salespipe::exchange
