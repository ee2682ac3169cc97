// Old events are read for ever: for each version of each type that was ever written, a line is kept
// in tests/book/golden/events-v<n>.jsonl, and the state that all of the file gives beside it. Files
// that are there are never changed; a new type or version gets lines in a new file.
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "book/book_fixture.hpp"
#include "book/upcast.hpp"
#include "salespipe/book/event_json.hpp"

namespace salespipe::test {
namespace {

using documents::json;

std::vector<std::filesystem::path> golden_files() {
  std::vector<std::filesystem::path> found;
  for (const auto& entry : std::filesystem::directory_iterator(SALESPIPE_GOLDEN_EVENTS)) {
    if (entry.path().extension() == ".jsonl") found.push_back(entry.path());
  }
  return found;
}

/// Without the header.
std::vector<std::string> lines_of(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::vector<std::string> lines;
  std::string line;
  while (std::getline(in, line)) lines.push_back(line);
  check_journal_header_line(lines.at(0));
  lines.erase(lines.begin());
  return lines;
}

TEST(OldEvents, GiveTheBookThatTheyAlwaysGave) {
  ASSERT_FALSE(golden_files().empty());
  for (const auto& file : golden_files()) {
    Book book;
    for (const std::string& line : lines_of(file)) book.append(event_from_json_line(line));
    std::ostringstream state;
    state << std::ifstream(std::filesystem::path(file).replace_extension(".state.json")).rdbuf();
    EXPECT_EQ(book.state_json() + "\n", state.str()) << file;
  }
}

TEST(OldEvents, OfTheCurrentVersionAreWrittenAsTheyWere) {
  for (const auto& file : golden_files()) {
    for (const std::string& line : lines_of(file)) {
      const Event event = event_from_json_line(line);
      if (json::parse(line)["schema_version"] != event.schema_version) continue;
      EXPECT_EQ(event_to_json_line(event), line);
    }
  }
}

TEST(OldEvents, AreKeptForEachVersionOfEachType) {
  std::map<std::string, std::set<int>> kept;
  for (const auto& file : golden_files()) {
    for (const std::string& line : lines_of(file)) {
      const json document = json::parse(line);
      kept[document["type"]].insert(document["schema_version"].get<int>());
    }
  }
  for (std::size_t i = 0; i < kEventTypeCount; ++i) {
    const auto type = static_cast<EventType>(i);
    for (int version = 1; version <= current_schema_version(type); ++version) {
      EXPECT_TRUE(kept[std::string(to_string(type))].contains(version))
          << to_string(type) << " " << version << " has no line in tests/book/golden";
    }
  }
}

TEST(OldEvents, ComeToTheCurrentVersionStepByStep) {
  const std::vector<Upcaster> all{
      {EventType::renamed, 2, [](json& payload) { payload["name"] = payload["title"]; }},
      {EventType::renamed, 1, [](json& payload) { payload["title"] = payload["text"]; }},
      {EventType::tag_added, 1, [](json& payload) { payload = "not this one"; }}};
  json payload{{"text", "Acme"}};
  upcast(all, EventType::renamed, 1, 3, payload);
  EXPECT_EQ(payload["name"], "Acme");
  json current{{"name", "Acme"}};
  upcast(all, EventType::renamed, 3, 3, current);
  EXPECT_EQ(current, (json{{"name", "Acme"}}));
  EXPECT_EQ(error_of([&] { upcast(all, EventType::renamed, 1, 4, payload); }), ErrorCode::internal);
}

TEST(OldEvents, HaveAnUpcasterForEachStepToTheCurrentVersion) {
  for (std::size_t i = 0; i < kEventTypeCount; ++i) {
    const auto type = static_cast<EventType>(i);
    for (int version = 1; version < current_schema_version(type); ++version) {
      EXPECT_TRUE(std::any_of(
          upcasters().begin(), upcasters().end(),
          [&](const Upcaster& known) { return known.type == type && known.from == version; }))
          << to_string(type) << " " << version;
    }
  }
}

}  // namespace
}  // namespace salespipe::test
