#include "salespipe/definition/qualification.hpp"

#include <set>
#include <utility>

#include "definition/enum_names.hpp"
#include "definition/text_rules.hpp"
#include "salespipe/base/text.hpp"

namespace salespipe {
namespace {

constexpr EnumNames<CriterionState, 4> kStates{{"unknown", "met", "partly_met", "unmet"}};
constexpr EnumNames<Verdict, 4> kVerdicts{{"disqualified", "incomplete", "not_now", "qualified"}};
constexpr EnumNames<WhenUnmet, 3> kWhenUnmet{{"disqualified", "not_now", "lowers_score"}};

constexpr std::size_t kMostCriteria = 64;
constexpr std::int32_t kGreatestWeight = 1000;

void check_criterion(const QualificationCriterion& criterion, const std::string& at) {
  check_name(criterion.name, "the name of the criterion", at + "/name");
  check_text(criterion.question, "the question of the criterion", at + "/question");
  check_range(criterion.weight, 0, kGreatestWeight,
              "the weight of " + salespipe::quoted(criterion.name), at + "/weight");
  if (!is_enumerator(criterion.when_unmet, kWhenUnmet.names.size())) {
    refuse(ErrorCode::invalid_argument, "when_unmet is not one of its enumerators",
           at + "/when_unmet");
  }
}

void complete_ids(std::vector<QualificationCriterion>& criteria) {
  std::set<std::string, std::less<>> taken;
  for (std::size_t i = 0; i < criteria.size(); ++i) {
    const auto& id = criteria[i].id;
    if (id.empty() || taken.insert(id.text()).second) continue;
    refuse(ErrorCode::already_exists,
           "the criterion id " + salespipe::quoted(id.text()) + " is used twice; give each its own",
           "/criteria/" + std::to_string(i) + "/id");
  }
  for (std::size_t i = 0; i < criteria.size(); ++i) {
    auto& criterion = criteria[i];
    if (!criterion.id.empty()) continue;
    criterion.id =
        CriterionId(derive_id(criterion.name, '_', "criterion_" + std::to_string(i + 1), taken));
  }
}

/// Points are percents of weights, so that every comparison is exact.
struct Tally {
  std::int64_t total = 0;      // sum of weights
  std::int64_t score = 0;      // points earned
  std::int64_t if_timely = 0;  // the same with unmet timing counted as met
  std::int64_t reachable = 0;  // the same with unknown and partly met counted as met too
  std::int64_t unknown = 0;
  bool disqualified = false;
  bool not_now = false;
};

Tally tally(const QualificationFramework& framework, std::span<const CriterionState> states) {
  const auto& criteria = framework.criteria();
  Tally sum;
  for (std::size_t i = 0; i < criteria.size(); ++i) {
    const auto state = i < states.size() ? states[i] : CriterionState::unknown;
    const std::int64_t weight = criteria[i].weight;
    sum.total += weight;
    if (state == CriterionState::unmet) {
      sum.disqualified = sum.disqualified || criteria[i].when_unmet == WhenUnmet::disqualified;
      if (criteria[i].when_unmet == WhenUnmet::not_now) {
        sum.not_now = true;
        sum.if_timely += weight * 100;
        sum.reachable += weight * 100;
      }
      continue;
    }
    sum.reachable += weight * 100;
    if (state == CriterionState::unknown) {
      ++sum.unknown;
      continue;
    }
    const std::int64_t percent =
        state == CriterionState::met ? 100 : framework.thresholds().partly_met_percent;
    sum.score += weight * percent;
    sum.if_timely += weight * percent;
  }
  return sum;
}

std::optional<std::size_t> weightiest(const QualificationFramework& framework,
                                      std::span<const CriterionState> states,
                                      CriterionState wanted) {
  const auto& criteria = framework.criteria();
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < criteria.size(); ++i) {
    const auto state = i < states.size() ? states[i] : CriterionState::unknown;
    if (state == wanted && (!best || criteria[i].weight > criteria[*best].weight)) best = i;
  }
  return best;
}

}  // namespace

QualificationFramework::QualificationFramework(std::string name,
                                               std::vector<QualificationCriterion> criteria,
                                               QualificationThresholds thresholds)
    : name_(std::move(name)), criteria_(std::move(criteria)), thresholds_(thresholds) {
  check_name(name_, "the name of the qualification framework", "/name");
  const std::string what = "qualification framework " + salespipe::quoted(name_);
  check_range(static_cast<std::int64_t>(criteria_.size()), 1, kMostCriteria,
              "the number of criteria of " + what, "/criteria");
  std::int64_t total = 0;
  for (std::size_t i = 0; i < criteria_.size(); ++i) {
    check_criterion(criteria_[i], "/criteria/" + std::to_string(i));
    total += criteria_[i].weight;
  }
  if (total == 0) {
    refuse(ErrorCode::invalid_argument,
           "every criterion of " + what + " has the weight 0; give at least one a weight above 0",
           "/criteria");
  }
  check_range(thresholds_.qualified_percent, 0, 100, "qualified_percent of " + what,
              "/thresholds/qualified_percent");
  check_range(thresholds_.partly_met_percent, 0, 100, "partly_met_percent of " + what,
              "/thresholds/partly_met_percent");
  check_range(thresholds_.max_unknown, 0, kMostCriteria, "max_unknown of " + what,
              "/thresholds/max_unknown");
  complete_ids(criteria_);
}

std::optional<std::size_t> QualificationFramework::find(std::string_view id) const noexcept {
  for (std::size_t i = 0; i < criteria_.size(); ++i) {
    if (criteria_[i].id.text() == id) return i;
  }
  return std::nullopt;
}

std::size_t QualificationFramework::require(std::string_view id) const {
  if (const auto found = find(id)) return *found;
  std::string known;
  for (const auto& criterion : criteria_) {
    known += (known.empty() ? "" : ", ") + criterion.id.text();
  }
  throw Error(ErrorCode::not_found,
              name_ + " has no criterion " + salespipe::quoted(id) + "; it has " + known);
}

Assessment assess(const QualificationFramework& framework, std::span<const CriterionState> states) {
  if (states.size() > framework.size()) {
    throw Error(ErrorCode::invalid_argument,
                framework.name() + " has " + std::to_string(framework.size()) + " criteria, but " +
                    std::to_string(states.size()) + " states were given; pass one a criterion");
  }
  const Tally sum = tally(framework, states);
  if (sum.total == 0) {
    throw Error(ErrorCode::invalid_argument,
                "the qualification framework was moved from; use the one it was moved to");
  }
  const auto& thresholds = framework.thresholds();
  const std::int64_t needed = sum.total * thresholds.qualified_percent;
  Assessment result;
  result.score_ppm = static_cast<std::int32_t>(sum.score * 10'000 / sum.total);
  if (sum.disqualified || sum.reachable < needed) {
    result.verdict = Verdict::disqualified;
  } else if (sum.unknown > thresholds.max_unknown || sum.if_timely < needed) {
    result.verdict = Verdict::incomplete;
    result.next = weightiest(framework, states, CriterionState::unknown);
    if (!result.next) result.next = weightiest(framework, states, CriterionState::partly_met);
  } else {
    result.verdict = sum.not_now ? Verdict::not_now : Verdict::qualified;
  }
  return result;
}

std::string_view next_question(const QualificationFramework& framework,
                               const Assessment& assessment) noexcept {
  if (!assessment.next || *assessment.next >= framework.size()) return {};
  return framework.criteria()[*assessment.next].question;
}

std::string_view to_string(CriterionState state) noexcept { return kStates.name(state); }
std::string_view to_string(Verdict verdict) noexcept { return kVerdicts.name(verdict); }
std::string_view to_string(WhenUnmet when) noexcept { return kWhenUnmet.name(when); }
std::optional<CriterionState> parse_criterion_state(std::string_view text) noexcept {
  return kStates.parse(text);
}
std::optional<Verdict> parse_verdict(std::string_view text) noexcept {
  return kVerdicts.parse(text);
}
std::optional<WhenUnmet> parse_when_unmet(std::string_view text) noexcept {
  return kWhenUnmet.parse(text);
}

}  // namespace salespipe
