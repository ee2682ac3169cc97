#include "metrics/id_index.hpp"

#include <algorithm>
#include <array>
#include <functional>

#include "metrics/worker_threads.hpp"
#include "salespipe/base/error.hpp"

namespace salespipe::metrics {
namespace {

constexpr std::size_t kAhead = 32;            // look-ups under way at once
constexpr std::size_t kWorthThreads = 65536;  // texts

std::size_t hash_of(std::string_view text) { return std::hash<std::string_view>{}(text); }

}  // namespace

IdIndex::IdIndex() : slots_(64), begin_{0} { intern(""); }

void IdIndex::grow(std::size_t texts) {
  std::size_t size = slots_.size();
  while (size < 2 * texts) size *= 2;
  if (size == slots_.size()) return;
  slots_.assign(size, Slot{});
  const std::size_t mask = size - 1;
  for (std::uint32_t code = 0; code < this->size(); ++code) {
    const std::size_t hash = hash_of(text(code));
    std::size_t at = hash & mask;
    while (slots_[at].code != kAbsent) at = (at + 1) & mask;
    slots_[at] = {static_cast<std::uint32_t>(hash >> 32U), code};
  }
}

std::uint32_t IdIndex::find(std::string_view text, std::size_t hash) const {
  const std::size_t mask = slots_.size() - 1;
  const auto high = static_cast<std::uint32_t>(hash >> 32U);
  for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
    const Slot& slot = slots_[at];
    if (slot.code == kAbsent) return kAbsent;
    if (slot.hash == high && this->text(slot.code) == text) return slot.code;
  }
}

std::uint32_t IdIndex::add(std::string_view text, std::size_t hash) {
  if (size() >= kAbsent) {
    throw Error(ErrorCode::overflow, "a column has more than 2^32 - 3 different ids");
  }
  if (2 * (size() + 1) > slots_.size()) grow(2 * size() + 1);
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = hash & mask;
  while (slots_[at].code != kAbsent) at = (at + 1) & mask;
  const auto code = static_cast<std::uint32_t>(size());
  slots_[at] = {static_cast<std::uint32_t>(hash >> 32U), code};
  bytes_.insert(bytes_.end(), text.begin(), text.end());
  begin_.push_back(bytes_.size());
  return code;
}

std::uint32_t IdIndex::intern(std::string_view text) {
  const std::size_t hash = hash_of(text);
  const std::uint32_t code = find(text, hash);
  return code != kAbsent ? code : add(text, hash);
}

void IdIndex::find_all(std::span<const std::string_view> texts, std::uint32_t null_code,
                       std::span<std::uint32_t> codes) const {
  const std::size_t mask = slots_.size() - 1;
  std::array<std::size_t, kAhead> hashes{};
  for (std::size_t first = 0; first < texts.size(); first += kAhead) {
    const std::size_t count = std::min(kAhead, texts.size() - first);
    for (std::size_t i = 0; i < count; ++i) {
      hashes[i] = hash_of(texts[first + i]);
      __builtin_prefetch(&slots_[hashes[i] & mask]);
    }
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint32_t code = slots_[hashes[i] & mask].code;
      if (code != kAbsent) __builtin_prefetch(&begin_[code]);
    }
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint32_t code = slots_[hashes[i] & mask].code;
      if (code != kAbsent) __builtin_prefetch(bytes_.data() + begin_[code]);
    }
    for (std::size_t i = 0; i < count; ++i) {
      const std::string_view text = texts[first + i];
      codes[first + i] = text.data() == nullptr ? null_code : find(text, hashes[i]);
    }
  }
}

void IdIndex::intern_all(std::span<const std::string_view> texts, std::uint32_t null_code,
                         int threads, std::vector<std::uint32_t>& out) {
  const std::size_t before = out.size();
  out.resize(before + texts.size());
  const std::span<std::uint32_t> codes = std::span(out).subspan(before);
  if (size() == 1) {  // all of them are new: no need to look twice
    grow(texts.size() + 1);
    for (std::size_t i = 0; i < texts.size(); ++i) {
      codes[i] = texts[i].data() == nullptr ? null_code : intern(texts[i]);
    }
    return;
  }
  const std::size_t workers =
      texts.size() < kWorthThreads ? 1 : static_cast<std::size_t>(std::max(threads, 1));
  on_threads(workers, [&](std::size_t index) {
    const RowRange rows = share({0, texts.size()}, index, workers);
    const std::size_t count = rows.last - rows.first;
    find_all(texts.subspan(rows.first, count), null_code, codes.subspan(rows.first, count));
  });
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (codes[i] == kAbsent) codes[i] = intern(texts[i]);
  }
}

}  // namespace salespipe::metrics
