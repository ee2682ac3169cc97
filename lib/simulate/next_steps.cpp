#include <algorithm>

#include "simulate/deal.hpp"
#include "simulate/market.hpp"
#include "simulate/world_data.hpp"

namespace salespipe::simulate {
namespace {

constexpr int kMostSteps = 6;  // in one visit
constexpr double kMedianDaysAhead = 6.0;
constexpr double kDoneLateDays = 1.5;  // median

}  // namespace

void plan(const World::Data& world, std::uint64_t index, const Deal& deal,
          std::vector<NextStep>& next_steps) {
  next_steps.clear();
  Draw draw(world.options.seed, Stream::tasks, index);
  const Calendar& calendar = world.calendar;
  const auto done = [&](LocalSecond at) { return at < calendar.end() ? at : kNotDone; };
  for (const Visit& visit : deal.visits) {
    if (visit.stage == kFridge) {
      Day wake_up = kNoDay;
      for (const Step& step : deal.steps) {
        if (step.at == visit.enter && is_known(step.wake_up)) wake_up = step.wake_up;
      }
      next_steps.push_back({visit.enter, done(visit.leave), wake_up, kWakeUpTask});
      continue;
    }
    // One step after the other, each promised when the one before it is done.
    LocalSecond created = visit.enter;
    for (int n = 0; n < kMostSteps && created < visit.leave; ++n) {
      if (!draw.chance(kNextStep)) break;
      const int variant = draw.between(0, static_cast<int>(kTasksPerStage) - 1);
      const auto task = static_cast<Code>(static_cast<int>(kTasksPerStage) * visit.stage + variant);
      const LocalSecond wanted = created + days(draw.log_normal(kMedianDaysAhead, 0.6));
      const Day due = day_of(wanted);
      const LocalSecond late = wanted + days(draw.log_normal(kDoneLateDays, 1.0) - kDoneLateDays);
      const LocalSecond finished = calendar.settle(draw, std::max(late, created), created);
      const bool last = finished >= visit.leave;
      // The last step of an abandoned deal is the one that nobody ever took.
      const LocalSecond done_at =
          last && visit.abandoned ? kNotDone : done(std::min(finished, visit.leave));
      next_steps.push_back({created, done_at, due, task});
      if (last) break;
      created = finished;
    }
  }
}

}  // namespace salespipe::simulate
