// Tables that come as documents.
#include "salespipe/exchange/table_json.hpp"

#include <gtest/gtest.h>

#include "salespipe/base/date.hpp"
#include "salespipe/base/error.hpp"
#include "salespipe/exchange/arrow_table.hpp"

namespace salespipe::exchange {
namespace {

ArrowTable read(std::string_view document) {
  ArrowArrayStream stream{};
  table_from_json(document).finish(&stream);
  return ArrowTable::consume(&stream);
}

std::string field_of_error(std::string_view document) {
  try {
    table_from_json(document);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::schema_violation) << error.what();
    return error.place().field;
  }
  return "no error";
}

TEST(TableJson, ColumnsOfEveryTypeAreReadWithTheirGaps) {
  const auto table = read(R"({"columns":[
    {"name":"id","values":["a","b",null]},
    {"name":"created","type":"date","values":["2026-01-05",null,"2026-01-07"]},
    {"name":"closed","type":"time","values":[null,"2026-02-01T10:00:00+01:00",null]},
    {"name":"seats","type":"integer","values":[3,-4,9223372036854775807]},
    {"name":"value","values":["100.00",null,"-0.50"]}]})");
  EXPECT_EQ(table.rows(), 3);
  EXPECT_EQ(table.texts("id"), (std::vector<std::string>{"a", "b", ""}));
  EXPECT_EQ(table.times("created", TimeZone::utc()).days[2], parse_day("2026-01-07"));
  EXPECT_EQ(table.times("created", TimeZone::utc()).days[1], kNoDay);
  EXPECT_EQ(table.instants("closed", TimeZone::utc(), 0)[1],
            Instant::parse("2026-02-01T09:00:00Z"));
  EXPECT_EQ(table.integers("seats")[2], INT64_MAX);
  EXPECT_EQ(table.money("value", 2), (std::vector<std::int64_t>{10000, kNoValue, -50}));
}

TEST(TableJson, AMistakeIsToldAtItsValue) {
  EXPECT_EQ(field_of_error(R"({"columns":[{"name":"a","values":["x",1]}]})"),
            "/columns/0/values/1");
  EXPECT_EQ(field_of_error(R"({"columns":[{"name":"a","values":["x"]},{"name":"b","values":[]}]})"),
            "/columns/1/values");
  EXPECT_EQ(field_of_error(R"({"columns":[{"name":"a","type":"float","values":[]}]})"),
            "/columns/0/type");
  EXPECT_EQ(field_of_error(R"({"columns":[{"name":"a","type":"integer","values":[1.5]}]})"),
            "/columns/0/values/0");
  EXPECT_EQ(field_of_error(R"({"columns":{}})"), "/columns");
}

TEST(TableJson, ATableWithoutRowsIsATable) {
  EXPECT_EQ(read(R"({"columns":[{"name":"id","values":[]}]})").rows(), 0);
}

}  // namespace
}  // namespace salespipe::exchange
