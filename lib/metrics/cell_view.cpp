#include "metrics/cell_view.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "metrics/checked.hpp"

namespace salespipe::metrics {
namespace {

[[noreturn]] void not_gathered(Slot slot) {
  throw Error(ErrorCode::internal,
              "a metric reads the slot " + std::string(info(slot).name) + " that it does not list");
}

}  // namespace

CellView::CellView(const State& state, const PlannedPeriod& period, bool total)
    : state_(state), period_(period), total_(total) {
  std::size_t sums = 0;
  std::size_t bins = 0;
  for (const Slot slot : state.spec().slots) {
    ++(info(slot).kind == SlotKind::sum ? sums : bins);
  }
  sums_.assign(sums, 0);
  bins_.resize(bins);
  runs_.resize(bins);
  views_.resize(bins);
}

void CellView::add(const State::Line& line) {
  for (std::size_t i = 0; i < sums_.size(); ++i) sums_[i] = checked_add(sums_[i], line.sums[i]);
  for (std::size_t i = 0; i < bins_.size(); ++i) {
    const auto view = line.bins[i].view();
    const std::vector<Bin> sorted = view ? std::vector<Bin>() : line.bins[i].sorted();
    const std::span<const Bin> more = view ? *view : std::span<const Bin>(sorted);
    if (more.empty()) continue;
    // The first line's bins are looked at where they lie, as long as they are the only ones.
    if (view && views_[i].empty() && bins_[i].empty()) {
      views_[i] = more;
      continue;
    }
    if (!views_[i].empty()) {
      bins_[i].assign(views_[i].begin(), views_[i].end());
      views_[i] = {};
    }
    if (!bins_[i].empty()) runs_[i].push_back(bins_[i].size());
    bins_[i].insert(bins_[i].end(), more.begin(), more.end());
  }
}

void CellView::settle() {
  const auto earlier = [](const Bin& a, const Bin& b) { return a.at < b.at; };
  for (std::size_t i = 0; i < bins_.size(); ++i) {
    std::vector<Bin>& bins = bins_[i];
    std::vector<std::size_t>& runs = runs_[i];
    if (!views_[i].empty()) continue;
    if (runs.empty()) {  // one line: sorted already
      views_[i] = bins;
      continue;
    }
    // Neighbouring runs are merged until one is left; where they begin, but for the first:
    const auto at = [&bins](std::size_t place) {
      return bins.begin() + static_cast<std::ptrdiff_t>(place);
    };
    while (!runs.empty()) {
      std::vector<std::size_t> left;
      std::size_t first = 0;
      for (std::size_t run = 0; run < runs.size(); run += 2) {
        const std::size_t last = run + 1 < runs.size() ? runs[run + 1] : bins.size();
        std::inplace_merge(at(first), at(runs[run]), at(last), earlier);
        if (last < bins.size()) left.push_back(last);
        first = last;
      }
      runs = std::move(left);
    }
    std::size_t size = 0;
    for (const Bin& bin : bins) {
      if (size > 0 && bins[size - 1].at == bin.at) {
        bins[size - 1].amount = checked_add(bins[size - 1].amount, bin.amount);
      } else {
        bins[size++] = bin;
      }
    }
    bins.resize(size);
    std::erase_if(bins, [](const Bin& bin) { return bin.amount == 0; });
    views_[i] = bins;
  }
}

Int128 CellView::sum(Slot slot) const {
  const std::uint32_t column = state_.sum_column(slot);
  if (column == State::kNoColumn) not_gathered(slot);
  return sums_[column];
}

std::span<const Bin> CellView::bins(Slot slot) const {
  const std::uint32_t column = state_.bins_column(slot);
  if (column == State::kNoColumn) not_gathered(slot);
  return views_[column];
}

Int128 CellView::labels(Slot slot) const {
  const std::span<const Bin> found = bins(slot);
  return std::count_if(found.begin(), found.end(), [this](const Bin& bin) {
    return !state_.labels().text(static_cast<std::uint32_t>(bin.at)).empty();
  });
}

Int128 CellView::labels(Slot slot, Slot undated) const {
  std::vector<std::int64_t> codes;
  for (const Bin& bin : bins(slot)) codes.push_back(bin.at);
  for (const Bin& bin : bins(undated)) {
    if (data_are_through()) codes.push_back(bin.at);
  }
  std::sort(codes.begin(), codes.end());
  codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
  const auto named = std::count_if(codes.begin(), codes.end(), [this](std::int64_t code) {
    return !state_.labels().text(static_cast<std::uint32_t>(code)).empty();
  });
  return named;
}

}  // namespace salespipe::metrics
