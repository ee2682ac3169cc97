#include "definition/text_rules.hpp"
#include "salespipe/definition/qualification.hpp"

// The built-in frameworks, as data. Adding one here and to kBuiltIn is all there is to it.

namespace salespipe {
namespace {

QualificationCriterion criterion(std::string name, std::string question,
                                 WhenUnmet when_unmet = WhenUnmet::disqualified) {
  QualificationCriterion result;
  result.name = std::move(name);
  result.question = std::move(question);
  result.when_unmet = when_unmet;
  return result;
}

constexpr QualificationFramework (*kBuiltIn[])() = {
    &QualificationFramework::bant, &QualificationFramework::meddic, &QualificationFramework::champ};

}  // namespace

QualificationFramework QualificationFramework::bant() {
  return QualificationFramework(
      "BANT", {criterion("Budget", "Is there money for this, and how much?"),
               criterion("Authority", "Who decides, and are we talking to that person?"),
               criterion("Need", "Which problem do they have that we solve?"),
               criterion("Timeline", "By when do they want it solved?", WhenUnmet::not_now)});
}

QualificationFramework QualificationFramework::meddic() {
  return QualificationFramework(
      "MEDDIC",
      {criterion("Metrics", "Which figures will show that it was worth it?",
                 WhenUnmet::lowers_score),
       criterion("Economic buyer", "Who can spend the money, and have we met?"),
       criterion("Decision criteria", "By what will they compare the offers?",
                 WhenUnmet::lowers_score),
       criterion("Decision process", "Which steps lead to the signature, and when?",
                 WhenUnmet::lowers_score),
       criterion("Identified pain", "What does the problem cost them if nothing changes?"),
       criterion("Champion", "Who inside sells it for us?")});
}

QualificationFramework QualificationFramework::champ() {
  return QualificationFramework(
      "CHAMP", {criterion("Challenges", "Which challenge do they have that we solve?"),
                criterion("Authority", "Who takes part in the decision, and whom do we know?"),
                criterion("Money", "What do they expect to invest, and is it planned?"),
                criterion("Prioritization", "How high is it on their list, and by when?",
                          WhenUnmet::not_now)});
}

std::optional<QualificationFramework> QualificationFramework::built_in(std::string_view name) {
  const std::string wanted = folded(name);
  for (const auto make : kBuiltIn) {
    auto framework = make();
    if (folded(framework.name()) == wanted) return framework;
  }
  return std::nullopt;
}

}  // namespace salespipe
