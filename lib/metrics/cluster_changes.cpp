#include "metrics/cluster_changes.hpp"

#include <algorithm>
#include <functional>
#include <numeric>

#include "metrics/worker_threads.hpp"

namespace salespipe::metrics {
namespace {

template <class T>
void gather(std::vector<T>& column, const std::vector<std::uint32_t>& order) {
  if (column.empty()) return;
  std::vector<T> gathered(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) gathered[i] = column[order[i]];
  column = std::move(gathered);
}

}  // namespace

std::vector<std::uint64_t> cluster_changes(DatasetTables& tables,
                                           const std::vector<std::uint32_t>& changed, int threads) {
  auto& changes = tables.changes;
  const std::size_t deals = tables.deals.size();
  std::vector<std::uint64_t> begin(deals + 1, 0);
  for (const std::uint32_t deal : changed) {
    if (deal != kNoRow) ++begin[deal + 1];
  }
  std::partial_sum(begin.begin(), begin.end(), begin.begin());
  std::vector<std::uint32_t>& order = changes.row;
  order.resize(begin.back());
  {
    std::vector<std::uint64_t> next(begin.begin(), begin.end() - 1);
    for (std::size_t row = 0; row < changed.size(); ++row) {
      if (changed[row] != kNoRow) order[next[changed[row]]++] = static_cast<std::uint32_t>(row);
    }
  }
  const std::vector<std::int64_t>& moment = changes.order;
  const auto in_time = [&moment](std::uint32_t a, std::uint32_t b) {
    return moment[a] < moment[b];
  };
  const auto workers = static_cast<std::size_t>(std::max(threads, 1));
  on_threads(workers, [&](std::size_t index) {
    const RowRange mine = share({0, deals}, index, workers);
    for (std::size_t deal = mine.first; deal < mine.last; ++deal) {
      const auto first = order.begin() + static_cast<std::ptrdiff_t>(begin[deal]);
      const auto last = order.begin() + static_cast<std::ptrdiff_t>(begin[deal + 1]);
      if (!std::is_sorted(first, last, in_time)) std::stable_sort(first, last, in_time);
    }
  });
  changes.id = {};
  if (order.size() == changed.size() && std::is_sorted(order.begin(), order.end())) return begin;
  const std::vector<std::function<void()>> columns{
      [&] { gather(changes.pipeline, order); }, [&] { gather(changes.stage, order); },
      [&] { gather(changes.owner, order); },    [&] { gather(changes.day, order); },
      [&] { gather(changes.order, order); },    [&] { gather(changes.expected_close, order); },
      [&] { gather(changes.value, order); },    [&] { gather(changes.currency, order); },
      [&] { gather(changes.recorded, order); }};
  on_threads(workers, [&](std::size_t index) {
    for (std::size_t i = index; i < columns.size(); i += workers) columns[i]();
  });
  return begin;
}

}  // namespace salespipe::metrics
