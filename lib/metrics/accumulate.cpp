#include "salespipe/metrics/accumulate.hpp"

#include <algorithm>
#include <exception>
#include <thread>
#include <vector>

#include "metrics/deal_pass.hpp"
#include "metrics/side_passes.hpp"
#include "salespipe/base/error.hpp"

namespace salespipe::metrics {
namespace {

/// Deals between two flushes: few enough that no 32-bit count of a histogram can wrap.
constexpr std::size_t kChunk = std::size_t{1} << 28;

void check(const Plan& plan, const Dataset& dataset, const Part& part, int sign,
           const State& state) {
  const auto refuse = [](const std::string& what) {
    throw Error(ErrorCode::invalid_argument, what);
  };
  if (sign != 1 && sign != -1) refuse("sign must be +1 or -1");
  if (!(plan.stages() == dataset.stages)) refuse("the plan was compiled for other stages");
  if (plan.currency() != dataset.currency) {
    refuse("the plan was compiled for amounts in " + plan.currency() + ", these are in " +
           dataset.currency);
  }
  if (plan.spec().text != state.spec().text) refuse("the state is of another query");
  if (plan.zone() != dataset.zone) {
    refuse("the plan was compiled for days of " + plan.zone() + ", these are of " + dataset.zone);
  }
  const auto inside = [](RowRange range, std::size_t size) {
    return range.first <= range.last && range.last <= size;
  };
  if (!inside(part.opportunities, dataset.opportunities.size()) ||
      !inside(part.interactions, dataset.interactions.size()) ||
      !inside(part.quotas, dataset.quotas.size())) {
    refuse("the part has rows that the data set lacks");
  }
}

RowRange share(RowRange range, std::size_t index, std::size_t of) {
  const std::size_t size = range.last - range.first;
  const auto limit = [&](std::size_t i) {
    return range.first + size / of * i + size % of * i / of;
  };
  return {limit(index), limit(index + 1)};
}

}  // namespace

Part Part::whole(const Dataset& dataset) {
  return {{0, dataset.opportunities.size()},
          {0, dataset.interactions.size()},
          {0, dataset.quotas.size()}};
}

void accumulate(const Plan& plan, const Dataset& dataset, const Part& part, int sign,
                State& state) {
  check(plan, dataset, part, sign, state);
  const Binding binding(plan.dimensions(), plan.query().filters, dataset);
  const Timeline timeline(plan);
  const std::size_t deals = part.opportunities.last - part.opportunities.first;
  LineTable lines(plan, dataset, binding, deals + part.interactions.last - part.interactions.first);
  DealPass pass(plan, dataset, binding, timeline, lines);
  for (std::size_t first = part.opportunities.first; first < part.opportunities.last;) {
    const std::size_t last = std::min(part.opportunities.last, first + kChunk);
    pass.run({first, last});
    if (last < part.opportunities.last) lines.flush(state, sign);
    first = last;
  }
  InteractionPass(plan, dataset, binding, timeline, lines).run(part.interactions);
  lines.flush(state, sign);
  quota_pass(plan, dataset, binding, part.quotas, sign, state);
  add_counts(pass.counts(), sign, state);
  state.extend_data_through(dataset.data_through);
}

State accumulate(const Plan& plan, const Dataset& dataset, int threads) {
  if (threads < 1) throw Error(ErrorCode::invalid_argument, "threads must be 1 or more");
  const Part whole = Part::whole(dataset);
  const auto workers = static_cast<std::size_t>(threads);
  std::vector<State> states(workers, plan.empty_state());
  std::vector<std::exception_ptr> failures(workers);
  const auto work = [&](std::size_t index) {
    try {
      accumulate(plan, dataset,
                 {share(whole.opportunities, index, workers),
                  share(whole.interactions, index, workers), share(whole.quotas, index, workers)},
                 1, states[index]);
    } catch (...) {
      failures[index] = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> pool;
    for (std::size_t index = 1; index < workers; ++index) pool.emplace_back(work, index);
    work(0);
  }
  for (const std::exception_ptr& failure : failures) {
    if (failure) std::rethrow_exception(failure);
  }
  for (std::size_t index = 1; index < workers; ++index) states[0].merge(states[index]);
  return std::move(states[0]);
}

}  // namespace salespipe::metrics
