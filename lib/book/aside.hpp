#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "book/access_policy.hpp"
#include "book/journal.hpp"
#include "salespipe/book/opportunity.hpp"
#include "salespipe/book/task.hpp"
#include "salespipe/definition/automation.hpp"
#include "salespipe/definition/pipeline.hpp"

// What is put aside before an event changes something, so that taking the change back needs no
// memory and cannot fail: docs/decisions/0011-out-of-memory.md. What an event adds needs nothing
// put aside: it is the last of its kind.
namespace salespipe {

/// Of a deal, what a change of stage writes; named as in Opportunity.
struct StageAside {
  std::uint32_t index = 0;
  std::uint64_t saved = 0;  // which change had put the deal aside, or added it, before
  StageIndex place;
  StageKind stage_kind = StageKind::open;
  Verdict verdict = Verdict::incomplete;
  std::uint32_t reopen_count = 0;
  std::uint64_t version = 0;
  Instant stage_entered_at = kNoInstant;
  Instant closed_at = kNoInstant;
  Instant changed_at = kNoInstant;
  Day wake_up = kNoDay;
  StageId stage;
  StageId last_open_stage;
  std::string lost_reason;

  bool is_closed() const noexcept {
    return stage_kind == StageKind::won || stage_kind == StageKind::lost;
  }
  void read(std::uint32_t number, const Opportunity& deal, StageIndex at, std::uint64_t by) {
    index = number;
    saved = by;
    place = at;
    stage_kind = deal.stage_kind;
    verdict = deal.verdict;
    reopen_count = deal.reopen_count;
    version = deal.version;
    stage_entered_at = deal.stage_entered_at;
    closed_at = deal.closed_at;
    changed_at = deal.changed_at;
    wake_up = deal.wake_up;
    stage = deal.stage;
    last_open_stage = deal.last_open_stage;
    lost_reason = deal.lost_reason;
  }
  void exchange(Opportunity& deal, StageIndex& at) noexcept {
    std::swap(place, at);
    std::swap(stage_kind, deal.stage_kind);
    std::swap(verdict, deal.verdict);
    std::swap(reopen_count, deal.reopen_count);
    std::swap(version, deal.version);
    std::swap(stage_entered_at, deal.stage_entered_at);
    std::swap(closed_at, deal.closed_at);
    std::swap(changed_at, deal.changed_at);
    std::swap(wake_up, deal.wake_up);
    std::swap(stage, deal.stage);
    std::swap(last_open_stage, deal.last_open_stage);
    std::swap(lost_reason, deal.lost_reason);
  }
};

struct DealAside {
  std::uint32_t index;
  std::uint32_t pipeline;
  StageIndex place;
  std::uint64_t saved;
  Opportunity deal;
};

struct TaskAside {
  std::uint32_t index;
  std::uint64_t saved;
  Task task;
};

/// With what a definition says of its deals.
struct PipelineAside {
  struct Place {
    std::uint32_t deal;
    StageIndex stage;
    Verdict verdict;
  };
  std::uint32_t index;
  Pipeline pipeline;
  std::vector<std::uint32_t> stage_numbers;
  std::vector<Place> deals;
};

struct AccessAside {
  std::optional<StreamIndex> stream;
  std::shared_ptr<const AccessPolicy> policy;
};

struct AutomationAside {
  std::optional<StreamIndex> stream;
  std::shared_ptr<const AutomationRules> rules;
};

using Aside = std::variant<StageAside, std::unique_ptr<DealAside>, std::unique_ptr<TaskAside>,
                           std::unique_ptr<PipelineAside>, AccessAside, AutomationAside>;

/// The changes of a book that are under way, one within the other: transactions, commands. A copy
/// of a book takes part in none of them.
struct Changes {
  Changes() = default;
  Changes(const Changes& other) noexcept : last(other.last) {}
  Changes(Changes&&) = delete;
  Changes& operator=(const Changes&) = delete;
  Changes& operator=(Changes&&) = delete;
  ~Changes() = default;

  /// Whether a thing that was added or put aside in change `saved` is to be put aside now.
  bool want(std::uint64_t saved) const noexcept { return depth > 0 && saved != current; }
  /// Where memory is lacking, before anything is put aside.
  void make_room() {
    if (aside.size() == aside.capacity()) aside.reserve(aside.size() * 2 + 16);
  }
  /// The outermost one has ended.
  void forget() noexcept {
    constexpr std::size_t kKept = 1024;
    aside.clear();
    if (aside.capacity() > kKept) std::vector<Aside>().swap(aside);
  }

  std::vector<Aside> aside;   // oldest first
  std::uint32_t depth = 0;    // how many are under way
  std::uint64_t current = 0;  // number of the innermost one; 0: none
  std::uint64_t last = 0;     // the last number that was given
  StageAside entering;        // room for the next change of stage, kept from one to the next
};

}  // namespace salespipe
