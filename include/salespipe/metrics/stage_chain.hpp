#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace salespipe::metrics {

/// How visits of one stage ended: a row of counts that add up over parts of the data.
struct StageExits {
  std::vector<std::int64_t> to;  ///< By stage, in order; a move back is one to an earlier stage.
  std::int64_t won = 0;
  std::int64_t lost = 0;
  std::optional<double> visit_days;  ///< Mean length of a visit, where it is known.
};

/// What becomes of a deal that enters a stage.
struct StageOutlook {
  double win_probability = 0;
  std::optional<double> expected_days;  ///< In open stages until it is won or lost.
};

/// The stages as an absorbing Markov chain: with Q the shares of moves between stages and r those
/// of wins, win probabilities h = (I - Q)^-1 r, expected days t = (I - Q)^-1 m. Moves back are in
/// it, which the product of step conversions leaves out. A stage that no visit has left, or from
/// which such a stage or no closing can be reached, has no value.
/// `exits`: one per open stage, each with as many entries in `to` as there are stages:
/// Error(invalid_argument) otherwise, and for negative counts. Cost: cubic in the stages.
std::vector<std::optional<StageOutlook>> absorbing_chain(const std::vector<StageExits>& exits);

}  // namespace salespipe::metrics
