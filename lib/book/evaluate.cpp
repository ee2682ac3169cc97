// The rules of a move: a pipeline's policy and exit criteria against what is known of a deal. On
// the way of a move that nothing speaks against there is no text and no allocation.
#include "book/evaluate.hpp"

#include <algorithm>
#include <utility>

#include "salespipe/base/text.hpp"

namespace salespipe {
namespace {

bool holds_something(const Opportunity& deal, const std::string& field) {
  if (field == "account") return !deal.account.empty();
  if (field == "contacts") return !deal.contacts.empty();
  if (field == "owner") return !deal.owner.empty();
  if (field == "value") return deal.value.has_value();
  if (field == "source") return !deal.source.empty();
  if (field == "product") return !deal.product.empty();
  if (field == "expected_close") return is_known(deal.expected_close);
  if (field == "tags") return !deal.tags.empty();
  return deal.fields.contains(field);
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

class Rules {
 public:
  explicit Rules(const MoveQuestion& question)
      : q_(question),
        rule_(question.pipeline.policy()[question.transition]),
        target_kind_(question.target.kind(question.to)) {
    decision_.transition = question.transition;
  }

  Decision all() && {
    transition();
    lost_reason();
    wake_up();
    verdict();
    exit_criteria();
    required_fields();
    if (decision_.reasons.size() > 1) {
      std::stable_partition(
          decision_.reasons.begin(), decision_.reasons.end(),
          [](const Reason& reason) { return reason.severity == ReasonSeverity::refuse; });
    }
    return std::move(decision_);
  }

 private:
  Permission missing(Requirement requirement) const {
    return q_.pipeline.policy().missing(q_.transition, requirement, target_kind_);
  }

  void add(Permission permission, std::string code, std::string message,
           std::vector<std::string> lacking = {}) {
    const bool refuses = permission == Permission::refuse;
    if (refuses) decision_.allowed = false;
    decision_.reasons.push_back({refuses ? ReasonSeverity::refuse : ReasonSeverity::warn,
                                 std::move(code), std::move(message), std::move(lacking)});
  }

  std::string step() const {
    return quoted(q_.pipeline.stage(q_.from).name) + " to " + quoted(q_.target.stage(q_.to).name);
  }

  void transition() {
    if (rule_.permission == Permission::allow) return;
    const std::string kind(to_string(q_.transition));
    add(rule_.permission, "transition_" + kind,
        "the move from " + step() + " is of the kind \"" + kind + "\", which pipeline " +
            quoted(q_.pipeline.name()) +
            (rule_.permission == Permission::refuse ? " does not allow" : " advises against"));
  }

  bool switches() const { return q_.transition == TransitionKind::switch_pipeline; }

  void lost_reason() {
    if (switches()) return;  // which keeps the one that is there
    const Permission permission = missing(Requirement::lost_reason);
    if (permission == Permission::allow || !q_.details.lost_reason.empty()) return;
    add(permission, "lost_reason_missing", "a lost deal needs a reason; say why it was lost",
        {"lost_reason"});
  }

  void wake_up() {
    if (target_kind_ != StageKind::parked || switches()) return;
    if (!is_known(q_.details.wake_up)) {
      const Permission permission = missing(Requirement::wake_up_date);
      if (permission == Permission::allow) return;
      add(permission, "wake_up_missing",
          "a parked deal needs a wake-up date; say when to look at it again", {"wake_up"});
    } else if (is_known(q_.at) && q_.details.wake_up <= q_.zone.day_of(q_.at)) {
      add(Permission::refuse, "wake_up_past",
          "the wake-up date is not after the day of the move; give a later one", {"wake_up"});
    }
  }

  void verdict() {
    const Permission permission = missing(Requirement::qualified_verdict);
    if (permission == Permission::allow || q_.deal.verdict == Verdict::qualified) return;
    if (!q_.target.reaches_qualified(switches() ? kNoStage : q_.from, q_.to)) return;
    const auto& framework = q_.pipeline.framework();
    std::vector<std::string> lacking;
    for (const auto& criterion : framework.criteria()) {
      const auto found = q_.deal.criteria.find(criterion.id);
      if (found == q_.deal.criteria.end() || found->second.state != CriterionState::met) {
        lacking.push_back(criterion.id.text());
      }
    }
    std::string message = "the move means that the deal is qualified, but its " + framework.name() +
                          " verdict is " + std::string(to_string(q_.deal.verdict)) + "; settle " +
                          joined(lacking);
    add(permission, "verdict_missing", std::move(message), std::move(lacking));
  }

  bool fulfilled(const Stage& stage, const ExitCriterion& criterion) const {
    if (const auto* field = std::get_if<RequiredField>(&criterion.what)) {
      return holds_something(q_.deal, field->field);
    }
    if (const auto* wanted = std::get_if<RequiredVerdict>(&criterion.what)) {
      return q_.deal.verdict >= wanted->verdict;
    }
    return q_.deal.ticked.contains({stage.id, criterion.id});
  }

  /// Of the stage that is left, and of those passed over on the way to `to`.
  void exit_criteria() {
    const Permission permission = missing(Requirement::exit_criteria);
    if (permission == Permission::allow) return;
    std::uint16_t first = q_.from.number;
    std::uint16_t end = static_cast<std::uint16_t>(first + 1);
    const bool onward = q_.transition == TransitionKind::forward ||
                        q_.transition == TransitionKind::skip ||
                        q_.transition == TransitionKind::win;
    if (onward) {
      if (!q_.pipeline.is_open(q_.from)) {
        const StageIndex last = q_.pipeline.find_id(q_.deal.last_open_stage.text());
        first = is_known(last) ? last.number : std::uint16_t{0};
      }
      end = q_.pipeline.is_open(q_.to) ? q_.to.number
                                       : static_cast<std::uint16_t>(q_.pipeline.open_count());
    }
    std::vector<std::string> lacking;
    std::string told;
    for (std::uint16_t i = first; i < end; ++i) {
      const Stage& stage = q_.pipeline.stage(StageIndex{i});
      for (const ExitCriterion& criterion : stage.exit_criteria) {
        if (fulfilled(stage, criterion)) continue;
        lacking.push_back(stage.id.text() + "/" + criterion.id.text());
        told += (told.empty() ? "" : "; ") + stage.name + ": " + describe(criterion);
      }
    }
    if (lacking.empty()) return;
    add(permission, "exit_criteria_open", "exit criteria are not fulfilled: " + told,
        std::move(lacking));
  }

  void required_fields() {
    const Permission permission = missing(Requirement::required_fields);
    if (permission == Permission::allow || rule_.required_fields.empty()) return;
    std::vector<std::string> lacking;
    for (const auto& field : rule_.required_fields) {
      if (!holds_something(q_.deal, field)) lacking.push_back(field);
    }
    if (lacking.empty()) return;
    std::string message = "the move needs fields that are empty; fill in " + joined(lacking);
    add(permission, "fields_missing", std::move(message), std::move(lacking));
  }

  const MoveQuestion& q_;
  const TransitionRule& rule_;
  StageKind target_kind_;
  Decision decision_;
};

}  // namespace

Decision decide(const MoveQuestion& question) { return Rules(question).all(); }

Decision refusal(TransitionKind transition, std::string code, std::string message) {
  Decision decision;
  decision.allowed = false;
  decision.transition = transition;
  decision.reasons.push_back({ReasonSeverity::refuse, std::move(code), std::move(message), {}});
  return decision;
}

}  // namespace salespipe
