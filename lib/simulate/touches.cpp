#include <algorithm>

#include "simulate/deal.hpp"
#include "simulate/market.hpp"
#include "simulate/world_data.hpp"

namespace salespipe::simulate {
namespace {

constexpr std::size_t place_of(Code stage) {
  return static_cast<std::size_t>(stage == kFridge ? 4 : stage);
}

// Somebody reads and answers within hours or days; after the deal was settled it no longer counts.
void follow_up(const Calendar& calendar, Draw& draw, LocalSecond sent, LocalSecond until,
               std::vector<Touch>& touches) {
  const auto soon = [&](double hours, Code type) {
    const LocalSecond wanted = sent + days(draw.log_normal(hours, 1.0) / 24.0);
    const LocalSecond at = calendar.settle(draw, wanted, sent);
    if (at < until) touches.push_back({at, type});
    return at;
  };
  if (draw.chance(kOpened)) {
    const LocalSecond opened = soon(3.0, kEmailOpened);
    if (opened < until - 60 && draw.chance(kClicked))
      touches.push_back({opened + 40, kLinkClicked});
  }
  if (draw.chance(kAnswered)) soon(20.0, kEmailIn);
}

}  // namespace

void talk(const World::Data& world, std::uint64_t index, const Deal& deal,
          std::vector<Touch>& touches) {
  touches.clear();
  Draw draw(world.options.seed, Stream::interactions, index);
  for (const Visit& visit : deal.visits) {
    const std::size_t place = place_of(visit.stage);
    const auto length = static_cast<double>(visit.leave - visit.enter);
    const int conversations = draw.count(world.conversations[place]);
    for (int n = 0; n < conversations; ++n) {
      const double u = draw.uniform();
      // The closer a decision, the more is said.
      const double share = visit.closes ? 1.0 - u * u * u : u;
      const LocalSecond wanted = visit.enter + static_cast<LocalSecond>(share * length);
      const LocalSecond at = world.calendar.settle(draw, wanted, visit.enter);
      if (at >= visit.leave) continue;  // a holiday came between, and then it was settled
      const Code type = draw.pick(world.interaction_types[place]);
      touches.push_back({at, type});
      if (type == kEmailOut) follow_up(world.calendar, draw, at, visit.leave, touches);
    }
  }
  std::stable_sort(touches.begin(), touches.end(),
                   [](const Touch& a, const Touch& b) { return a.at < b.at; });
}

}  // namespace salespipe::simulate
