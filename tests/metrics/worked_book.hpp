#pragma once

#include <cmath>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "metrics/support.hpp"
#include "salespipe/base/money.hpp"

namespace salespipe::test {

inline std::ifstream worked_file(const std::string& name) {
  std::ifstream file(std::string(SALESPIPE_EXAMPLES) + "/worked_book/" + name);
  if (!file) throw Error(ErrorCode::not_found, "the worked book has no " + name);
  return file;
}

/// Rows of a table of docs/examples/worked_book: cells by the name of their column. The tables hold
/// no quoted cells.
inline std::vector<std::map<std::string, std::string>> worked_table(const std::string& name) {
  std::ifstream file = worked_file(name + ".csv");
  const auto cells = [](const std::string& line) {
    std::vector<std::string> found(1);
    for (const char letter : line) {
      if (letter == ',') {
        found.emplace_back();
      } else {
        found.back() += letter;
      }
    }
    return found;
  };
  std::string line;
  std::getline(file, line);
  const std::vector<std::string> columns = cells(line);
  std::vector<std::map<std::string, std::string>> rows;
  while (std::getline(file, line)) {
    const std::vector<std::string> found = cells(line);
    auto& row = rows.emplace_back();
    for (std::size_t i = 0; i < columns.size(); ++i) row[columns[i]] = found.at(i);
  }
  return rows;
}

inline std::int64_t worked_amount(const std::string& text) {
  return text.empty() ? metrics::kNoValue : Money::parse(text + " EUR").minor_units();
}
inline Day worked_day(const std::string& text) { return text.empty() ? kNoDay : day(text); }

/// The deals that the documentation works every metric out for, in EUR.
inline metrics::Dataset worked_book() {
  const std::map<std::string, StageOutcome> kinds{
      {"open", StageOutcome::open}, {"won", StageOutcome::won}, {"lost", StageOutcome::lost}};
  std::ifstream definition = worked_file("pipeline.json");
  const auto document = nlohmann::json::parse(definition);
  std::vector<StageInfo> stages;
  for (const auto& stage : document.at("stages")) {
    StageInfo info;
    info.name = stage.at("name");
    info.outcome = kinds.at(stage.at("kind"));
    info.probability_ppm =
        static_cast<std::int32_t>(std::lround(stage.at("probability").get<double>() * 1e6));
    info.qualified = stage.value("qualified", false);
    info.max_age_days = stage.value("max_age_days", metrics::kUnknownMaxAge);
    stages.push_back(info);
  }
  DatasetBuilder b(StageModel(stages), {TimeZone::utc(), "EUR", kNoDay});
  for (auto& deal : worked_table("deals")) {
    metrics::OpportunityRow out;
    out.id = deal["id"];
    out.owner = deal["owner"];
    out.created = worked_day(deal["created"]);
    out.stage = deal["stage"];
    out.closed = worked_day(deal["closed"]);
    out.value = worked_amount(deal["value"]);
    out.expected_close = worked_day(deal["expected_close"]);
    for (const char* name : {"account", "source", "lost_reason"}) {
      out.dimensions.emplace_back(name, deal[name]);
    }
    b.add(out);
  }
  for (auto& change : worked_table("history")) {
    metrics::HistoryRow out;
    out.opportunity = change["opportunity"];
    out.at = worked_day(change["at"]);
    if (!change["stage"].empty()) out.stage = change["stage"];
    if (!change["value"].empty()) out.value = worked_amount(change["value"]);
    out.expected_close = worked_day(change["expected_close"]);
    b.add(out);
  }
  for (auto& touch : worked_table("interactions")) {
    metrics::InteractionRow out;
    out.at = worked_day(touch["at"]);
    out.type = metrics::parse_interaction_type(touch["type"]);
    out.owner = touch["owner"];
    out.account = touch["account"];
    if (!touch["opportunity"].empty()) out.opportunity = touch["opportunity"];
    b.add(out);
  }
  for (auto& quota : worked_table("quotas")) {
    b.add(metrics::QuotaRow{quota["owner"], worked_day(quota["from"]), worked_day(quota["to"]),
                            worked_amount(quota["value"])});
  }
  return b.build();
}

}  // namespace salespipe::test
