#include "salespipe/definition/pipeline_lint.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "definition/activity_names.hpp"
#include "definition/text_rules.hpp"
#include "salespipe/base/text.hpp"

namespace salespipe {
namespace {

constexpr std::size_t kFewestOpenStages = 2;
constexpr std::size_t kManyStages = 10;
constexpr std::size_t kFarTooManyStages = 15;

std::string in_quotes(const std::string& text) { return salespipe::quoted(text); }

/// "12.5 %"
std::string percent(std::int32_t ppm) {
  std::string text = std::to_string(ppm / 10'000);
  if (const auto rest = ppm % 10'000; rest != 0) {
    std::string decimals = std::to_string(10'000 + rest).substr(1);
    decimals.erase(decimals.find_last_not_of('0') + 1);
    text += "." + decimals;
  }
  return text + " %";
}

class Linter {
 public:
  explicit Linter(const Pipeline& pipeline) : pipeline_(pipeline) {}

  Diagnostics run() {
    check_kinds();
    check_names();
    check_closed_probabilities();
    check_exit_criteria();
    check_open_probabilities();
    check_size();
    check_parked_probabilities();
    check_ages();
    check_qualified();
    std::stable_sort(found_.begin(), found_.end(), [](const Diagnostic& a, const Diagnostic& b) {
      return a.severity > b.severity;
    });
    return std::move(found_);
  }

 private:
  using Where = std::map<std::string, std::string>;

  void report(Severity severity, std::string code, const std::string& message, Where where = {}) {
    where["pipeline"] = pipeline_.id().text();
    found_.push_back(Diagnostic{severity, std::move(code),
                                "pipeline " + in_quotes(pipeline_.name()) + ": " + message, 0,
                                std::move(where)});
  }

  void report(Severity severity, std::string code, const std::string& message, const Stage& stage,
              Where where = {}) {
    where["stage"] = stage.name;
    where["stage_id"] = stage.id.text();
    report(severity, std::move(code), message, std::move(where));
  }

  void check_kinds() {
    if (const auto open = pipeline_.open_count(); open < kFewestOpenStages) {
      report(Severity::error, "too_few_open_stages",
             std::to_string(open) + " open stage" + (open == 1 ? "" : "s") +
                 "; a pipeline needs at least 2, so add the steps that a deal goes through",
             Where{{"stages", std::to_string(open)}});
    }
    if (!is_known(pipeline_.first(StageKind::won))) {
      report(Severity::error, "no_won_stage",
             "no stage is of the kind won, so no deal can be won; add one");
    }
    if (!is_known(pipeline_.first(StageKind::lost))) {
      report(Severity::error, "no_lost_stage",
             "no stage is of the kind lost, so no deal can be lost; add one");
    }
  }

  void check_names() {
    std::map<std::string, const Stage*> exact;
    std::map<std::string, const Stage*> similar;
    for (const auto& stage : pipeline_.stages()) {
      const auto [same, is_new] = exact.emplace(stage.name, &stage);
      const auto [alike, is_unlike] = similar.emplace(folded(trimmed(stage.name)), &stage);
      if (!is_new) {
        report(Severity::error, "duplicate_stage_name",
               "the stages " + in_quotes(same->second->id.text()) + " and " +
                   in_quotes(stage.id.text()) + " are both called " + in_quotes(stage.name) +
                   "; rename one of them",
               stage, Where{{"other_stage", same->second->name}});
      } else if (!is_unlike) {
        report(Severity::warning, "similar_stage_name",
               "the stages " + in_quotes(alike->second->name) + " and " + in_quotes(stage.name) +
                   " differ in letter case or outer spaces only; rename one of them",
               stage, Where{{"other_stage", alike->second->name}});
      }
    }
  }

  void check_closed_probabilities() {
    for (const auto& stage : pipeline_.stages()) {
      if (stage.kind == StageKind::won && stage.probability_ppm != kCertain) {
        report(Severity::error, "won_probability",
               "the won stage " + in_quotes(stage.name) + " has the probability " +
                   percent(stage.probability_ppm) + "; a won deal is certain, so set 100 %",
               stage);
      }
      if (stage.kind == StageKind::lost && stage.probability_ppm != 0) {
        report(Severity::error, "lost_probability",
               "the lost stage " + in_quotes(stage.name) + " has the probability " +
                   percent(stage.probability_ppm) + "; a lost deal brings nothing, so set 0 %",
               stage);
      }
    }
  }

  void check_exit_criteria() {
    const auto& own = pipeline_.framework().name();
    for (const auto& stage : pipeline_.stages()) {
      for (const auto& criterion : stage.exit_criteria) {
        const auto* required = std::get_if<RequiredVerdict>(&criterion.what);
        if (required == nullptr || required->framework.empty()) continue;
        if (required->framework == own) continue;
        report(Severity::error, "unknown_framework",
               "the exit criterion " + in_quotes(criterion.id.text()) + " of the stage " +
                   in_quotes(stage.name) + " asks for a verdict of " +
                   in_quotes(required->framework) + ", but deals here are qualified by " +
                   in_quotes(own) + " and could never fulfil it; name that one or none",
               stage,
               Where{{"criterion", criterion.id.text()}, {"framework", required->framework}});
      }
    }
  }

  void check_open_probabilities() {
    const Stage* highest = nullptr;
    for (const auto& stage : pipeline_.stages()) {
      if (stage.kind != StageKind::open) break;
      if (highest != nullptr && stage.probability_ppm < highest->probability_ppm) {
        report(Severity::warning, "falling_probability",
               "the probability falls from " + percent(highest->probability_ppm) + " in " +
                   in_quotes(highest->name) + " to " + percent(stage.probability_ppm) + " in " +
                   in_quotes(stage.name) +
                   "; a deal that advances should be likelier to be won, so correct one of them "
                   "or change the order",
               stage, Where{{"other_stage", highest->name}});
      } else {
        highest = &stage;
      }
      if (stage.probability_ppm == kCertain) {
        report(Severity::warning, "certain_open_stage",
               "the open stage " + in_quotes(stage.name) +
                   " has the probability 100 %; only a won deal is certain, so lower it",
               stage);
      }
    }
  }

  /// Each stage that could become a task, with the reason.
  std::vector<std::pair<const Stage*, std::string>> task_candidates() const {
    std::vector<std::pair<const Stage*, std::string>> candidates;
    for (std::size_t i = 1; i < pipeline_.open_count(); ++i) {
      const auto& stage = pipeline_.stages()[i];
      const auto& before = pipeline_.stages()[i - 1];
      if (stage.qualified) continue;
      if (reads_like_activity(stage.name)) {
        candidates.emplace_back(&stage, "reads like an activity");
      } else if (stage.probability_ppm == before.probability_ppm) {
        candidates.emplace_back(&stage, "is as probable as " + in_quotes(before.name));
      }
    }
    return candidates;
  }

  void check_size() {
    const auto count = pipeline_.size();
    if (count <= kManyStages) return;
    const bool far_too_many = count > kFarTooManyStages;
    std::string names;
    std::string explained;
    for (const auto& [stage, reason] : task_candidates()) {
      names += (names.empty() ? "" : ", ") + stage->name;
      explained += (explained.empty() ? "" : ", ") + in_quotes(stage->name) + " (" + reason + ")";
    }
    std::string message = std::to_string(count) + " stages";
    message += far_too_many
                   ? " are far too many: nobody keeps such a pipeline true, and too few deals are "
                     "in each stage for its figures to mean anything. Cut it to 5 to 7, at most 10"
                   : "; 5 to 7 are best, 10 the most that people keep up";
    message += explained.empty()
                   ? "; join stages between which nothing new is learned about the deal"
                   : "; make tasks (exit criteria of the stage before) of " + explained;
    report(Severity::warning, far_too_many ? "far_too_many_stages" : "too_many_stages", message,
           Where{{"stages", std::to_string(count)}, {"candidates", names}});
  }

  void check_parked_probabilities() {
    for (const auto& stage : pipeline_.stages()) {
      if (stage.kind != StageKind::parked || stage.probability_ppm == 0) continue;
      report(Severity::warning, "parked_probability",
             "the parked stage " + in_quotes(stage.name) + " has the probability " +
                 percent(stage.probability_ppm) +
                 "; parked deals are not part of the forecast, so set 0 %",
             stage);
    }
  }

  void check_ages() {
    for (const auto& stage : pipeline_.stages()) {
      if (stage.kind == StageKind::open && stage.max_age_days != 0) return;
    }
    if (pipeline_.open_count() == 0) return;
    report(Severity::info, "no_max_age",
           "no open stage has a maximum age, so no deal is ever seen as rotting; give each stage "
           "the days that a healthy deal spends in it");
  }

  void check_qualified() {
    if (pipeline_.open_count() == 0 || is_known(pipeline_.first_qualified())) return;
    report(Severity::info, "no_qualified_stage",
           "no open stage is marked as qualified, so figures about qualified deals stay empty; "
           "mark the first stage whose deals are worth a proposal");
  }

  const Pipeline& pipeline_;
  Diagnostics found_;
};

}  // namespace

Diagnostics lint(const Pipeline& pipeline) { return Linter(pipeline).run(); }

}  // namespace salespipe
