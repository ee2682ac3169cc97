#include "metrics/line_table.hpp"

#include <algorithm>

#include "metrics/checked.hpp"

namespace salespipe::metrics {
namespace {

constexpr std::uint64_t kDenseKeys = std::uint64_t{1} << 22;
constexpr std::int64_t kDenseDays = 1536;  // four years; longer durations go to the log
constexpr std::size_t kDenseLabels = 4096;
constexpr std::size_t kDenseCounts = std::size_t{1} << 24;

/// The names that a label slot's bins stand for; nullptr for other slots.
const Dictionary* names_of(Slot slot, const Dataset& dataset) {
  if (info(slot).kind != SlotKind::labels) return nullptr;
  if (info(slot).labels == LabelSource::owners) return &dataset.owners;
  static const Dictionary kNobody;
  const int account = dataset.dimension("account");
  if (account < 0) return &kNobody;
  return &dataset.opportunities.dimensions[static_cast<std::size_t>(account)].dictionary;
}

std::uint64_t mixed(std::uint64_t key) {
  key ^= key >> 33;
  key *= 0xff51afd7ed558ccdULL;
  key ^= key >> 33;
  return key;
}

}  // namespace

LineTable::LineTable(const Plan& plan, const Dataset& dataset, const Binding& binding,
                     std::size_t rows)
    : binding_(&binding), periods_(plan.spec().periods), rows_(rows) {
  columns_.assign(kSlots, 0);
  bins_columns_.assign(kSlots, State::kNoColumn);
  for (const Slot slot : plan.spec().slots) {
    const auto index = static_cast<std::size_t>(slot);
    if (info(slot).kind == SlotKind::sum) {
      columns_[index] = static_cast<std::uint32_t>(width_++);
      continue;
    }
    bins_columns_[index] = static_cast<std::uint32_t>(bins_width_++);
    const Dictionary* names = names_of(slot, dataset);
    const bool is_days = slot == Slot::cycle_days || slot == Slot::close_days ||
                         slot == Slot::stage_days || slot == Slot::stage_age_days ||
                         slot == Slot::open_age_days || slot == Slot::funnel_visit_days ||
                         slot == Slot::funnel_open_visit_days;
    labels_.push_back(names);
    if (names != nullptr) {
      const std::size_t size = names->size();
      dense_bins_.push_back(size <= kDenseLabels ? static_cast<std::int64_t>(size) : 0);
    } else {
      dense_bins_.push_back(is_days ? kDenseDays : 0);
    }
  }
  const auto unused = static_cast<std::uint32_t>(width_++);
  for (const SlotInfo& slot : slots()) {
    if (!plan.uses(slot.slot)) columns_[static_cast<std::size_t>(slot.slot)] = unused;
  }
  choose_index();
}

/// An empty index of the kind that suits how many lines there can be.
void LineTable::choose_index() {
  const std::uint64_t space = binding_->group_space();
  const std::uint64_t worth = std::min(kDenseKeys, std::uint64_t{4} * rows_ + 1024);
  dense_.clear();
  slots_.clear();
  if (space <= worth / std::max<std::uint64_t>(periods_, 1)) {
    dense_.assign(space * periods_, kNone);
  } else {
    slots_.assign(1024, kNone);
  }
}

void LineTable::rebind(const Binding& binding) {
  std::vector<std::uint32_t> codes;
  std::vector<std::uint64_t> keys;
  keys.reserve(keys_.size());
  for (const std::uint64_t key : keys_) {
    binding_->codes(key / periods_, codes);
    keys.push_back(binding.group_of(codes) * periods_ + key % periods_);
  }
  binding_ = &binding;
  keys_ = std::move(keys);
  choose_index();
  if (!dense_.empty()) {
    for (std::uint32_t line = 0; line < keys_.size(); ++line) dense_[keys_[line]] = line;
    return;
  }
  while (keys_.size() * 2 >= slots_.size()) slots_.resize(slots_.size() * 2, kNone);
  grow();
}

std::uint32_t LineTable::new_line(std::uint64_t key) {
  const auto line = static_cast<std::uint32_t>(keys_.size());
  if (line >= kNoBlock) throw_overflow();
  keys_.push_back(key);
  sums_.resize(sums_.size() + width_, 0);
  blocks_.resize(blocks_.size() + bins_width_, kNone);
  return line;
}

std::uint32_t LineTable::hashed(std::uint64_t key) {
  if (keys_.size() * 2 >= slots_.size()) grow();
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = mixed(key) & mask;; at = (at + 1) & mask) {
    if (slots_[at] == kNone) return slots_[at] = new_line(key);
    if (keys_[slots_[at]] == key) return slots_[at];
  }
}

void LineTable::grow() {
  std::vector<std::uint32_t> larger(slots_.size() * 2, kNone);
  const std::size_t mask = larger.size() - 1;
  for (std::uint32_t line = 0; line < keys_.size(); ++line) {
    std::size_t at = mixed(keys_[line]) & mask;
    while (larger[at] != kNone) at = (at + 1) & mask;
    larger[at] = line;
  }
  slots_ = std::move(larger);
}

std::uint32_t LineTable::new_block(std::uint32_t column) {
  const auto size = static_cast<std::size_t>(dense_bins_[column]);
  if (counts_.size() + size > kDenseCounts) return kNoBlock;
  const auto block = static_cast<std::uint32_t>(counts_.size());
  counts_.resize(counts_.size() + size, 0);
  return block;
}

void LineTable::spill() {
  std::sort(log_.begin(), log_.end(), [](const Logged& a, const Logged& b) {
    return a.histogram != b.histogram ? a.histogram < b.histogram : a.at < b.at;
  });
  spilled_.resize(blocks_.size());
  std::vector<Bin> bins;
  for (std::size_t i = 0; i < log_.size();) {
    const std::size_t histogram = log_[i].histogram;
    bins.clear();
    for (; i < log_.size() && log_[i].histogram == histogram; ++i) {
      if (!bins.empty() && bins.back().at == log_[i].at) {
        bins.back().amount += log_[i].sign;
      } else {
        bins.push_back({log_[i].at, log_[i].sign});
      }
    }
    spilled_[histogram].add_sorted(bins);
  }
  log_.clear();
}

void LineTable::merge(const LineTable& other) {
  for (std::uint32_t line = 0; line < other.keys_.size(); ++line) {
    Int128* mine = sums(at(other.keys_[line]));
    const Int128* theirs = &other.sums_[std::size_t{line} * width_];
    for (std::size_t i = 0; i < width_; ++i) mine[i] += theirs[i];
  }
}

void LineTable::hand_over(State& state, int sign, bool gives) {
  spill();
  std::vector<std::string_view> keys;
  std::vector<Bin> bins;
  for (std::uint32_t line = 0; line < keys_.size(); ++line) {
    binding_->keys(keys_[line] / periods_, keys);
    State::Line& target =
        state.line(state.group(keys), static_cast<std::uint32_t>(keys_[line] % periods_));
    const Int128* amounts = sums(line);
    for (std::size_t i = 0; i < target.sums.size(); ++i) {
      target.sums[i] = checked_add(target.sums[i], checked_mul(amounts[i], sign));
    }
    for (std::size_t column = 0; column < bins_width_; ++column) {
      const std::size_t histogram = std::size_t{line} * bins_width_ + column;
      bins.clear();
      if (const std::uint32_t block = blocks_[histogram]; block < kNoBlock) {
        for (std::int64_t at = 0; at < dense_bins_[column]; ++at) {
          const std::uint32_t count = counts_[block + static_cast<std::size_t>(at)];
          if (count != 0) bins.push_back({at, count});
        }
      }
      if (labels_[column] == nullptr) {
        std::vector<Bin> late = gives ? spilled_[histogram].take() : spilled_[histogram].sorted();
        if (bins.empty() && sign > 0) {
          target.bins[column].take_sorted(std::move(late));
        } else {
          target.bins[column].add_sorted(bins, sign < 0);
          target.bins[column].add_sorted(late, sign < 0);
        }
        continue;
      }
      const std::vector<Bin> late = spilled_[histogram].sorted();
      bins.insert(bins.end(), late.begin(), late.end());
      for (const Bin& bin : bins) {
        const std::string& name = labels_[column]->text(static_cast<std::uint32_t>(bin.at));
        target.bins[column].add(state.label(name), checked_mul(bin.amount, sign));
      }
    }
  }
}

void LineTable::flush(State& state, int sign) {
  hand_over(state, sign, true);
  clear();
}

void LineTable::clear() {
  std::fill(dense_.begin(), dense_.end(), kNone);
  std::fill(slots_.begin(), slots_.end(), kNone);
  keys_.clear();
  sums_.clear();
  blocks_.clear();
  counts_.clear();
  spilled_.clear();
}

}  // namespace salespipe::metrics
