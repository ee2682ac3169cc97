#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "random_pipeline.hpp"
#include "salespipe/definition/qualification.hpp"

namespace salespipe {
namespace {

using testing::any_framework;
using testing::any_in;
using testing::any_of;

std::vector<CriterionState> any_states(const QualificationFramework& framework) {
  std::vector<CriterionState> states;
  for (std::size_t i = 0; i < framework.size(); ++i) states.push_back(any_of<CriterionState>(4));
  return states;
}

RC_GTEST_PROP(VerdictProperty, MeetingACriterionNeverMakesItWorse, ()) {
  const auto framework = any_framework();
  auto states = any_states(framework);
  const auto before = assess(framework, states);
  states[any_in(std::size_t{0}, states.size())] = CriterionState::met;
  const auto after = assess(framework, states);
  RC_ASSERT(after.verdict >= before.verdict);
  RC_ASSERT(after.score_ppm >= before.score_ppm);
}

RC_GTEST_PROP(VerdictProperty, FailingACriterionNeverMakesItBetter, ()) {
  const auto framework = any_framework();
  auto states = any_states(framework);
  const auto chosen = any_in(std::size_t{0}, states.size());
  states[chosen] = CriterionState::met;
  const auto before = assess(framework, states);
  states[chosen] = CriterionState::unmet;
  RC_ASSERT(assess(framework, states).verdict <= before.verdict);
}

RC_GTEST_PROP(VerdictProperty, AQuestionIsAskedExactlyWhenItIsIncomplete, ()) {
  const auto framework = any_framework();
  const auto states = any_states(framework);
  const auto result = assess(framework, states);
  RC_ASSERT(result.next.has_value() == (result.verdict == Verdict::incomplete));
  if (result.next) {
    const auto asked = states[*result.next];
    RC_ASSERT(asked == CriterionState::unknown || asked == CriterionState::partly_met);
  }
}

RC_GTEST_PROP(VerdictProperty, OnlyWrongTimingKeepsADealWithGoodAnswersFromBeingQualified, ()) {
  const auto framework = any_framework();
  auto states = any_states(framework);
  bool is_timely = true;
  for (std::size_t i = 0; i < states.size(); ++i) {
    if (states[i] != CriterionState::unmet) continue;
    if (framework.criteria()[i].when_unmet == WhenUnmet::not_now) {
      is_timely = false;
    } else {
      states[i] = CriterionState::unknown;
    }
  }
  auto result = assess(framework, states);
  while (result.next) {
    states[*result.next] = CriterionState::met;
    result = assess(framework, states);
  }
  RC_ASSERT(result.verdict == (is_timely ? Verdict::qualified : Verdict::not_now));
}

RC_GTEST_PROP(VerdictProperty, AskingAndMeetingComesToAnEnd, ()) {
  const auto framework = any_framework();
  auto states = any_states(framework);
  auto result = assess(framework, states);
  for (std::size_t steps = 0; result.next; ++steps) {
    RC_ASSERT(steps <= framework.size());
    states[*result.next] = CriterionState::met;
    result = assess(framework, states);
  }
  RC_ASSERT(result.verdict != Verdict::incomplete);
}

}  // namespace
}  // namespace salespipe
