#include "salespipe/metrics/bins.hpp"

#include <algorithm>
#include <utility>

#include "metrics/checked.hpp"

namespace salespipe::metrics {
namespace {

constexpr std::size_t kShortTail = 64;

bool earlier(const Bin& a, const Bin& b) { return a.at < b.at; }

/// Two sorted runs into one; zero bins fall out.
std::vector<Bin> merged(std::span<const Bin> a, std::span<const Bin> b, bool negate_b) {
  std::vector<Bin> result;
  result.reserve(a.size() + b.size());
  const auto push = [&result](std::int64_t at, Int128 amount) {
    if (amount != 0) result.push_back({at, amount});
  };
  const auto second = [negate_b](const Bin& bin) {
    return negate_b ? checked_sub(0, bin.amount) : bin.amount;
  };
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() || j < b.size()) {
    if (j == b.size() || (i < a.size() && a[i].at < b[j].at)) {
      push(a[i].at, a[i].amount);
      ++i;
    } else if (i == a.size() || b[j].at < a[i].at) {
      push(b[j].at, second(b[j]));
      ++j;
    } else {
      push(a[i].at, checked_add(a[i].amount, second(b[j])));
      ++i;
      ++j;
    }
  }
  return result;
}

/// Sorted by bin, each bin once.
std::vector<Bin> collected(std::vector<Bin> bins) {
  std::sort(bins.begin(), bins.end(), earlier);
  std::size_t size = 0;
  for (const Bin& bin : bins) {
    if (size > 0 && bins[size - 1].at == bin.at) {
      bins[size - 1].amount = checked_add(bins[size - 1].amount, bin.amount);
    } else {
      bins[size++] = bin;
    }
  }
  bins.resize(size);
  return bins;
}

}  // namespace

void Bins::add(std::int64_t at, Int128 amount) {
  const auto found = std::lower_bound(run_.begin(), run_.end(), Bin{at, 0}, earlier);
  if (found != run_.end() && found->at == at) {
    found->amount = checked_add(found->amount, amount);
    return;
  }
  tail_.push_back({at, amount});
  if (tail_.size() > kShortTail + run_.size() / 8) settle();
}

void Bins::add_sorted(std::span<const Bin> bins, bool negated) {
  if (bins.empty()) return;
  settle();
  run_ = merged(run_, bins, negated);
}

void Bins::take_sorted(std::vector<Bin>&& bins) {
  if (run_.empty() && tail_.empty()) {
    run_ = std::move(bins);
  } else {
    add_sorted(bins);
  }
}

void Bins::negate() {
  for (Bin& bin : run_) bin.amount = checked_sub(0, bin.amount);
  for (Bin& bin : tail_) bin.amount = checked_sub(0, bin.amount);
}

void Bins::settle() {
  if (tail_.empty()) return;
  run_ = merged(run_, collected(std::move(tail_)), false);
  tail_.clear();
}

std::vector<Bin> Bins::sorted() const {
  if (!tail_.empty()) return merged(run_, collected(tail_), false);
  std::vector<Bin> result = run_;
  std::erase_if(result, [](const Bin& bin) { return bin.amount == 0; });
  return result;
}

std::vector<Bin> Bins::take() {
  settle();
  std::erase_if(run_, [](const Bin& bin) { return bin.amount == 0; });
  return std::exchange(run_, {});
}

std::optional<std::span<const Bin>> Bins::view() const {
  const bool clean = tail_.empty() && std::none_of(run_.begin(), run_.end(),
                                                   [](const Bin& bin) { return bin.amount == 0; });
  return clean ? std::optional<std::span<const Bin>>(run_) : std::nullopt;
}

Int128 Bins::total() const {
  Int128 total = 0;
  for (const Bin& bin : run_) total = checked_add(total, bin.amount);
  for (const Bin& bin : tail_) total = checked_add(total, bin.amount);
  return total;
}

bool Bins::is_zero() const { return sorted().empty(); }

}  // namespace salespipe::metrics
