#include "report_rows.hpp"

#include <algorithm>

#include "salespipe/base/period.hpp"

namespace salespipe::exchange {
namespace {

/// Whether a row belongs to a part of a split period, not to a period that was asked for.
bool is_part(const metrics::Report& report, const metrics::Row& row) {
  if (split_of(report).empty()) return false;
  // A part can equal the whole ("2017-Q1" by quarter): the kind tells them apart only when the
  // period asked for is not of the split's own kind, and then both have the same figures.
  const auto& asked = report.query.periods;
  return std::find(asked.begin(), asked.end(), row.period) == asked.end();
}

}  // namespace

std::string split_of(const metrics::Report& report) {
  for (const auto& name : report.query.by) {
    if (std::find(report.by.begin(), report.by.end(), name) == report.by.end()) return name;
  }
  return {};
}

std::string row_kind(const metrics::Report& report, const metrics::Row& row) {
  if (row.is_other) return "other";
  if (row.is_total) return is_part(report, row) ? "subtotal" : "total";
  return "group";
}

std::vector<std::pair<std::string, std::string>> row_keys(const metrics::Report& report,
                                                          const metrics::Row& row) {
  std::vector<std::pair<std::string, std::string>> keys;
  if (row.is_other) {
    keys.emplace_back(report.by.empty() ? "" : report.by.front(), "other");
  }
  for (std::size_t i = 0; i < row.by.size(); ++i) keys.emplace_back(report.by[i], row.by[i]);
  if (is_part(report, row)) keys.emplace_back(split_of(report), row.period.to_string());
  return keys;
}

}  // namespace salespipe::exchange
