#include "salespipe/metrics/accumulate.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <vector>

#include "metrics/deal_pass.hpp"
#include "metrics/deal_scan.hpp"
#include "metrics/report_state.hpp"
#include "metrics/side_passes.hpp"
#include "metrics/top_lines.hpp"
#include "metrics/worker_threads.hpp"
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

std::size_t workers(int threads) {
  if (threads < 1) throw Error(ErrorCode::invalid_argument, "threads must be 1 or more");
  return static_cast<std::size_t>(threads);
}

/// What one thread does of a part: its share of the rows, told by the scan where there is one and
/// from histories else, into a state of its own.
class Worker {
 public:
  Worker(const Plan& plan, const Dataset& dataset, const Binding& binding, const Timeline& timeline,
         const ScanPlan* scan, const Part& part, int sign)
      : plan_(plan),
        data_(dataset),
        binding_(binding),
        timeline_(timeline),
        part_(part),
        sign_(sign),
        state_(plan.empty_state()) {
    if (scan != nullptr) scan_.emplace(plan, dataset, binding, *scan);
  }

  void run() {
    const RowRange deals = part_.opportunities;
    if (scan_) scan_->run(deals);
    const std::size_t folded = scan_ ? scan_->folded().size() : deals.last - deals.first;
    const std::size_t rows = folded + part_.interactions.last - part_.interactions.first;
    // What the scan found may fill a line for each group.
    const std::size_t told = scan_ ? static_cast<std::size_t>(binding_.group_space()) : 0;
    LineTable& lines = lines_.emplace(plan_, data_, binding_, rows + told);
    if (rows == 0) return;
    DealPass pass(plan_, data_, binding_, timeline_, lines);
    const auto fold = [&](std::size_t size, const auto& chunk) {
      for (std::size_t first = 0; first < size; first += kChunk) {
        chunk(first, std::min(size, first + kChunk));
        if (first + kChunk < size) lines.flush(state_, sign_);
      }
    };
    if (scan_) {
      const std::span<const std::uint32_t> all = scan_->folded();
      fold(folded, [&](std::size_t first, std::size_t last) {
        pass.run(all.subspan(first, last - first));
      });
    } else {
      fold(folded, [&](std::size_t first, std::size_t last) {
        pass.run({deals.first + first, deals.first + last});
      });
    }
    InteractionPass(plan_, data_, binding_, timeline_, lines).run(part_.interactions);
    add_counts(pass.counts(), sign_, state_);
  }

  /// What all workers found, into `state`; with `top`, the groups that the report of the plan will
  /// not name as one.
  static void gather(std::vector<Worker>& workers, bool top, State& state) {
    Worker& first = workers.front();
    if (first.scan_) {
      for (std::size_t i = 1; i < workers.size(); ++i) first.scan_->merge(*workers[i].scan_);
      first.scan_->flush(*first.lines_);
      first.note(Slot::value_missing, first.scan_->value_missing());
    }
    if (top) {
      for (std::size_t i = 1; i < workers.size(); ++i) first.lines_->merge(*workers[i].lines_);
      flush_top(*first.lines_, first.plan_, first.binding_, first.data_.data_through, state);
    }
    for (Worker& worker : workers) {
      if (!top) worker.lines_->flush(state, worker.sign_);
      state.merge(worker.state_);
    }
  }

 private:
  void note(Slot slot, std::int64_t deals) {
    if (deals != 0) state_.add(kWholeQuery, {}, slot, 0, Int128{sign_} * deals);
  }

  const Plan& plan_;
  const Dataset& data_;
  const Binding& binding_;
  const Timeline& timeline_;
  Part part_;
  int sign_;
  State state_;
  std::optional<DealScan> scan_;
  std::optional<LineTable> lines_;
};

void accumulate_on(std::size_t threads, const Plan& plan, const Dataset& dataset, const Part& part,
                   int sign, bool top, State& state) {
  check(plan, dataset, part, sign, state);
  const Binding binding(plan.dimensions(), plan.query().filters, dataset);
  const Timeline timeline(plan);
  const std::size_t deals = part.opportunities.last - part.opportunities.first;
  const std::optional<ScanPlan> scan = plan_scan(plan, dataset, binding, deals);
  std::vector<Worker> workers;
  workers.reserve(threads);
  for (std::size_t index = 0; index < threads; ++index) {
    const Part mine{
        share(part.opportunities, index, threads), share(part.interactions, index, threads), {}};
    workers.emplace_back(plan, dataset, binding, timeline, scan ? &*scan : nullptr, mine, sign);
  }
  on_threads(threads, [&](std::size_t index) { workers[index].run(); });
  Worker::gather(workers, top, state);
  quota_pass(plan, dataset, binding, part.quotas, sign, state);
  state.extend_data_through(dataset.data_through);
}

}  // namespace

Part Part::whole(const Dataset& dataset) {
  return {{0, dataset.opportunities.size()},
          {0, dataset.interactions.size()},
          {0, dataset.quotas.size()}};
}

void accumulate(const Plan& plan, const Dataset& dataset, const Part& part, int sign,
                State& state) {
  accumulate_on(1, plan, dataset, part, sign, false, state);
}

State accumulate(const Plan& plan, const Dataset& dataset, int threads) {
  State state = plan.empty_state();
  accumulate_on(workers(threads), plan, dataset, Part::whole(dataset), 1, false, state);
  return state;
}

State accumulate_for_report(const Plan& plan, const Dataset& dataset, int threads) {
  State state = plan.empty_state();
  accumulate_on(workers(threads), plan, dataset, Part::whole(dataset), 1, can_keep_top(plan),
                state);
  return state;
}

}  // namespace salespipe::metrics
