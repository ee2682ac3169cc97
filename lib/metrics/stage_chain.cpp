#include "salespipe/metrics/stage_chain.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "salespipe/base/error.hpp"

namespace salespipe::metrics {
namespace {

using Row = std::vector<double>;

std::int64_t count_of(const StageExits& exits) {
  std::int64_t count = exits.won + exits.lost;
  for (const std::int64_t moves : exits.to) count += moves;
  return count;
}

void check(const std::vector<StageExits>& exits) {
  for (const StageExits& row : exits) {
    const bool negative = row.won < 0 || row.lost < 0 ||
                          std::any_of(row.to.begin(), row.to.end(), [](auto n) { return n < 0; });
    if (row.to.size() == exits.size() && !negative) continue;
    throw Error(ErrorCode::invalid_argument,
                "the exits of a stage are counts of 0 or more, one for each stage");
  }
}

/// The stages whose equations have one solution: from every stage that they can come to, visits are
/// known to have left, and a closing can be reached.
std::vector<std::size_t> solvable(const std::vector<StageExits>& exits) {
  const std::size_t size = exits.size();
  std::vector<std::vector<bool>> reaches(size, std::vector<bool>(size, false));
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t j = 0; j < size; ++j) reaches[i][j] = i == j || exits[i].to[j] > 0;
  }
  for (std::size_t via = 0; via < size; ++via) {
    for (std::size_t i = 0; i < size; ++i) {
      if (!reaches[i][via]) continue;
      for (std::size_t j = 0; j < size; ++j) {
        if (reaches[via][j]) reaches[i][j] = true;
      }
    }
  }
  const auto closes = [&](std::size_t stage) {
    for (std::size_t j = 0; j < size; ++j) {
      if (reaches[stage][j] && exits[j].won + exits[j].lost > 0) return true;
    }
    return false;
  };
  std::vector<std::size_t> stages;
  for (std::size_t i = 0; i < size; ++i) {
    bool sound = true;
    for (std::size_t j = 0; j < size; ++j) {
      if (reaches[i][j] && (count_of(exits[j]) == 0 || !closes(j))) sound = false;
    }
    if (sound) stages.push_back(i);
  }
  return stages;
}

/// Solves for the last columns of each row, in place: Gauss and Jordan, with the largest pivot. The
/// matrix is one of solvable stages, so it has an inverse.
void solve(std::vector<Row>& rows) {
  const std::size_t size = rows.size();
  for (std::size_t i = 0; i < size; ++i) {
    std::size_t pivot = i;
    for (std::size_t r = i + 1; r < size; ++r) {
      if (std::abs(rows[r][i]) > std::abs(rows[pivot][i])) pivot = r;
    }
    std::swap(rows[i], rows[pivot]);
    const double lead = rows[i][i];
    for (double& cell : rows[i]) cell /= lead;
    for (std::size_t r = 0; r < size; ++r) {
      if (r == i || rows[r][i] == 0) continue;
      const double factor = rows[r][i];
      for (std::size_t c = i; c < rows[r].size(); ++c) rows[r][c] -= factor * rows[i][c];
    }
  }
}

}  // namespace

std::vector<std::optional<StageOutlook>> absorbing_chain(const std::vector<StageExits>& exits) {
  check(exits);
  const std::vector<std::size_t> stages = solvable(exits);
  const bool days_known = std::all_of(stages.begin(), stages.end(), [&exits](std::size_t stage) {
    return exits[stage].visit_days.has_value();
  });
  const std::size_t size = stages.size();
  std::vector<Row> rows;
  for (std::size_t i = 0; i < size; ++i) {
    const StageExits& from = exits[stages[i]];
    const auto count = static_cast<double>(count_of(from));
    Row row(size + 2, 0.0);
    for (std::size_t j = 0; j < size; ++j) {
      row[j] = (i == j ? 1.0 : 0.0) - static_cast<double>(from.to[stages[j]]) / count;
    }
    row[size] = static_cast<double>(from.won) / count;
    row[size + 1] = from.visit_days.value_or(0);
    rows.push_back(std::move(row));
  }
  solve(rows);
  std::vector<std::optional<StageOutlook>> result(exits.size());
  for (std::size_t i = 0; i < size; ++i) {
    StageOutlook outlook;
    outlook.win_probability = std::clamp(rows[i][size], 0.0, 1.0);
    if (days_known) outlook.expected_days = rows[i][size + 1];
    result[stages[i]] = outlook;
  }
  return result;
}

}  // namespace salespipe::metrics
