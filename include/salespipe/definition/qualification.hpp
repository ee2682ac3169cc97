#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "salespipe/base/id.hpp"

namespace salespipe {

struct CriterionTag {
  static constexpr const char* name = "criterion id";
};
/// Names one question of a framework: "budget", "economic_buyer". Hosts use it as a keyword.
using CriterionId = Id<CriterionTag>;

/// What is known about one criterion of a deal. Evidence, who and when belong to the book.
enum class CriterionState : std::uint8_t { unknown, met, partly_met, unmet };

/// What the criteria say together, worst first: meeting a criterion never moves it up this list.
enum class Verdict : std::uint8_t {
  disqualified,  ///< A criterion fails for good, or the score is out of reach: stop spending time.
  incomplete,    ///< Something is still to be asked.
  not_now,       ///< Only the timing fails: into the fridge, with a wake-up date.
  qualified,
};

/// What an unmet criterion does to the verdict.
enum class WhenUnmet : std::uint8_t {
  disqualified,  ///< The deal is disqualified.
  not_now,       ///< It is a matter of timing: the best the deal can get is "not now".
  lowers_score,  ///< It only earns no points.
};

/// One thing to find out, as data.
struct QualificationCriterion {
  CriterionId id;           ///< Unique in its framework; derived from the name when empty.
  std::string name;         ///< "Economic buyer"
  std::string question;     ///< What to ask the customer or oneself.
  std::int32_t weight = 1;  ///< Share of the score, 0..1000.
  WhenUnmet when_unmet = WhenUnmet::disqualified;
  bool operator==(const QualificationCriterion&) const = default;
};

/// When the criteria together are enough.
struct QualificationThresholds {
  std::int32_t qualified_percent = 75;  ///< Score needed to be qualified, 0..100.
  std::int32_t partly_met_percent =
      50;                        ///< Points of a partly met criterion, 0..100 % of its weight.
  std::int32_t max_unknown = 0;  ///< How many criteria may be unknown in a qualified deal.
  bool operator==(const QualificationThresholds&) const = default;
};

/// A way to qualify deals: criteria, weights and thresholds. BANT, MEDDIC and CHAMP are values of
/// this type, and so is a host's own. Immutable apart from assignment; safe to read from any
/// thread.
class QualificationFramework {
 public:
  /// Error(invalid_argument) unless: name of 1 to 200 bytes; 1 to 64 criteria; at least one weight
  /// above 0; weights, percents and max_unknown in range. Error(already_exists) for a criterion id
  /// given twice. An empty criterion id becomes its name in lower case, words joined by '_'.
  QualificationFramework(std::string name, std::vector<QualificationCriterion> criteria,
                         QualificationThresholds thresholds = {});

  static QualificationFramework bant();    ///< Budget, authority, need, timeline.
  static QualificationFramework meddic();  ///< Metrics, economic buyer, decision criteria, decision
                                           ///< process, identified pain, champion.
  static QualificationFramework champ();   ///< Challenges, authority, money, prioritization.
  /// The built-in framework of that name in any letter case, or nothing.
  static std::optional<QualificationFramework> built_in(std::string_view name);

  const std::string& name() const noexcept { return name_; }
  const std::vector<QualificationCriterion>& criteria() const noexcept { return criteria_; }
  const QualificationThresholds& thresholds() const noexcept { return thresholds_; }
  std::size_t size() const noexcept { return criteria_.size(); }

  /// Position of a criterion by its id, or nothing. Linear in the number of criteria.
  std::optional<std::size_t> find(std::string_view id) const noexcept;
  /// The same, or Error(not_found) that lists the ids there are.
  std::size_t require(std::string_view id) const;

  bool operator==(const QualificationFramework&) const = default;

 private:
  std::string name_;
  std::vector<QualificationCriterion> criteria_;
  QualificationThresholds thresholds_;
};

/// The outcome of looking at all criteria of one deal.
struct Assessment {
  Verdict verdict = Verdict::incomplete;
  std::int32_t score_ppm = 0;       ///< 0..1'000'000, rounded down; see assess().
  std::optional<std::size_t> next;  ///< Criterion to ask about; set exactly when incomplete.
  bool operator==(const Assessment&) const = default;
};

/// Judges a deal. `states` is in the order of the framework's criteria; a shorter span leaves the
/// rest unknown, a longer one is Error(invalid_argument). Pure; no allocation; linear.
///
/// Score: sum of (weight * points) / sum of weights, points being 1 when met, partly_met_percent
/// when partly met, 0 when unknown or unmet. Reachable score: the same with every unknown and
/// partly met criterion counted as met. The first of these that holds decides:
///   1. a criterion with WhenUnmet::disqualified is unmet: disqualified;
///   2. the reachable score, unmet timing counted as met, is under qualified_percent: disqualified;
///   3. more than max_unknown criteria are unknown, or the score, unmet timing counted as met, is
///      under qualified_percent: incomplete;
///   4. a criterion with WhenUnmet::not_now is unmet: not_now;
///   5. qualified.
/// Next question: the unknown criterion of the greatest weight, list order between equals; when
/// none is unknown, the partly met one likewise.
Assessment assess(const QualificationFramework& framework, std::span<const CriterionState> states);

/// The question of assess(...).next, or an empty text. Lives as long as the framework.
std::string_view next_question(const QualificationFramework& framework,
                               const Assessment& assessment) noexcept;

/// "unknown", "met", "partly_met", "unmet"
std::string_view to_string(CriterionState state) noexcept;
/// "disqualified", "incomplete", "not_now", "qualified"
std::string_view to_string(Verdict verdict) noexcept;
/// "disqualified", "not_now", "lowers_score"
std::string_view to_string(WhenUnmet when) noexcept;
std::optional<CriterionState> parse_criterion_state(std::string_view text) noexcept;
std::optional<Verdict> parse_verdict(std::string_view text) noexcept;
std::optional<WhenUnmet> parse_when_unmet(std::string_view text) noexcept;

}  // namespace salespipe
