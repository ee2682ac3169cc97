#include "salespipe/book/differences.hpp"

#include "definition/enum_names.hpp"

namespace salespipe {
namespace {

constexpr EnumNames<Difference, 10> kDifferences{{"created", "gone", "moved", "won", "lost",
                                                  "parked", "reopened", "value", "owner",
                                                  "expected_close"}};

/// What a deal becomes by standing in a stage of that kind; nothing where that is the usual.
std::optional<Difference> becoming(StageKind kind) {
  switch (kind) {
    case StageKind::won:
      return Difference::won;
    case StageKind::lost:
      return Difference::lost;
    case StageKind::parked:
      return Difference::parked;
    case StageKind::open:
      return std::nullopt;
  }
  return std::nullopt;
}

std::vector<Difference> created(const Opportunity& deal) {
  std::vector<Difference> found{Difference::created};
  if (const auto kind = becoming(deal.stage_kind)) found.push_back(*kind);
  if (deal.reopen_count > 0) found.push_back(Difference::reopened);
  return found;
}

std::vector<Difference> compared(const Opportunity& before, const Opportunity& after) {
  std::vector<Difference> found;
  const auto note = [&](bool differs, Difference difference) {
    if (differs) found.push_back(difference);
  };
  const bool reopened = after.reopen_count > before.reopen_count;
  // A deal that was lost, reopened and lost again closed anew, although it stands where it stood.
  const bool became = after.stage_kind != before.stage_kind || (reopened && after.is_closed());
  note(after.stage != before.stage || after.pipeline != before.pipeline, Difference::moved);
  if (const auto kind = becoming(after.stage_kind); kind && became) found.push_back(*kind);
  note(reopened || (before.is_closed() && after.is_open()), Difference::reopened);
  note(after.value != before.value, Difference::value);
  note(after.owner != before.owner, Difference::owner);
  note(after.expected_close != before.expected_close, Difference::expected_close);
  return found;
}

}  // namespace

std::string_view to_string(Difference difference) noexcept { return kDifferences.name(difference); }

std::vector<DealDifference> differences(const BookAt& before, const BookAt& after) {
  std::vector<DealDifference> found;
  // Both lists are in the order of the book, so they are merged as they stand: what is only in one
  // comes before the next deal that is in both.
  auto gone = before.opportunities().begin();
  const auto end = before.opportunities().end();
  const auto tell_gone = [&] {
    for (; gone != end && after.find_opportunity(gone->id) == nullptr; ++gone) {
      found.push_back({*gone, std::nullopt, {Difference::gone}});
    }
  };
  for (const Opportunity& deal : after.opportunities()) {
    const Opportunity* was = before.find_opportunity(deal.id);
    if (was == nullptr) {
      found.push_back({std::nullopt, deal, created(deal)});
      continue;
    }
    tell_gone();
    if (auto differing = compared(*was, deal); !differing.empty()) {
      found.push_back({*was, deal, std::move(differing)});
    }
    ++gone;
  }
  tell_gone();
  return found;
}

}  // namespace salespipe
