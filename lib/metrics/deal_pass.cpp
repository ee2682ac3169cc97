#include "metrics/deal_pass.hpp"

#include <algorithm>

#include "metrics/uses_any.hpp"

namespace salespipe::metrics {

DealPass::DealPass(const Plan& plan, const Dataset& dataset, const Binding& binding,
                   const Timeline& timeline, LineTable& lines)
    : plan_(plan),
      data_(dataset),
      binding_(binding),
      timeline_(timeline),
      lines_(lines),
      customers_(plan, dataset, lines),
      slippage_(plan, binding, lines),
      looks_(dataset.stages),
      as_recorded_(plan.query().outcome == OutcomePolicy::as_recorded),
      first_outcome_(plan.query().outcome == OutcomePolicy::first),
      value_now_(plan.query().value_at == ValueAt::current),
      owner_now_(plan.query().owner_at == OwnerAt::current),
      created_value_now_(plan.query().created_value_at == CreatedValueAt::as_of),
      cycle_from_(plan.query().cycle_from),
      without_gap_(plan.query().exclude_closed_gap),
      wants_flows_(uses_any(
          plan, {Slot::flow_start, Slot::flow_created, Slot::flow_reopened, Slot::flow_moved_in,
                 Slot::flow_value_up, Slot::flow_value_down, Slot::flow_won, Slot::flow_lost,
                 Slot::flow_parked, Slot::flow_moved_out, Slot::flow_end})),
      wants_moves_(
          uses_any(plan, {Slot::stage_days, Slot::reopened_count, Slot::moved_back_count})),
      flows_of_closing_(plan.query().waterfall_window == WaterfallWindow::closing),
      tells_whole_(slippage_.wanted() || flows_of_closing_ ||
                   cycle_from_ == CycleFrom::first_contact ||
                   plan.query().days != CountDays::calendar ||
                   (owner_now_ && std::any_of(plan.periods().begin(), plan.periods().end(),
                                              [](const PlannedPeriod& period) {
                                                return period.judge_cut > period.open_cut;
                                              }))),
      abandoned_after_(plan.query().abandoned_after_days),
      won_values_(lines.bins_column(Slot::won_values)),
      cycle_days_(lines.bins_column(Slot::cycle_days)),
      close_days_(lines.bins_column(Slot::close_days)),
      stage_days_(lines.bins_column(Slot::stage_days)),
      stage_age_days_(lines.bins_column(Slot::stage_age_days)),
      open_age_days_(lines.bins_column(Slot::open_age_days)),
      active_owner_(lines.bins_column(Slot::active_owner)),
      undated_active_owner_(lines.bins_column(Slot::undated_active_owner)) {}

void DealPass::run(RowRange deals) {
  for (std::size_t row = deals.first; row < deals.last; ++row)
    deal(rows_of(data_, binding_.deal_group(row), row));
}

void DealPass::run(std::span<const std::uint32_t> deals) {
  for (const std::uint32_t row : deals) deal(rows_of(data_, binding_.deal_group(row), row));
}

void add_counts(const DealPass::Counts& counts, int sign, State& state) {
  const auto note = [&](Slot slot, std::int64_t deals) {
    if (deals != 0) state.add(kWholeQuery, {}, slot, 0, Int128{sign} * deals);
  };
  note(Slot::created_unknown, counts.created_unknown);
  note(Slot::closed_unknown, counts.closed_unknown);
  note(Slot::value_missing, counts.value_missing);
}

void DealPass::start(const DealRows& rows, DealFold& fold) const {
  fold.days = &plan_.day_count();
  fold.value = rows.value;
  fold.owner = rows.owner;
  fold.expected_close = rows.expected_close;
  if (cycle_from_ == CycleFrom::first_contact && rows.touches > 0) fold.gap_from = rows.touch[0];
}

std::uint64_t DealPass::begin(const DealRows& rows, DealFold& fold,
                              std::vector<Closing>& closings) const {
  std::uint64_t event = 0;
  start(rows, fold);
  // What the history says before the creation just applies.
  while (event < rows.changes && rows.day[event] < rows.created) {
    apply(rows, event++, fold, closings);
  }
  const StageCode stage = fold.stage == kNoStage ? first_stage(rows, event) : fold.stage;
  fold.begin(stage, look(stage), rows.created);
  closings.clear();
  if (is_closed(fold.outcome)) closings.push_back(fold.last);
  return event;
}

/// One deal: its history up to each point of the timeline, and what the point asks of it.
void DealPass::deal(const DealRows& rows, std::size_t from) {
  static const std::vector<std::uint32_t> kNoPeriods;
  if (rows.group == Binding::kNoGroup) return;
  rows_ = rows;
  Deal deal;
  deal.row = rows.row;
  deal.group = rows.group;
  deal.created = rows.created;
  count_for_diagnostics();

  const std::vector<Timeline::Point>& points = timeline_.points();
  std::uint64_t event = 0;
  DealFold fold;
  closings_.clear();
  slippage_.begin(deal.group);
  if (rows.touches > 0) deal.first_contact = rows.touch[0];
  start(rows, fold);
  std::size_t at = 0;
  if (is_known(deal.created)) {
    at = timeline_.first_after(deal.created);
    if (at == points.size()) return;
    event = begin(rows, fold, closings_);
    deal.first_value = fold.value;
    deal.first_owner = fold.owner;
    deal.born = true;
    fold.last_activity = std::max(fold.last_activity, deal.created);
    if (wants_flows_ && at >= from) born(deal, fold, points[at].running);
    if (slippage_.wanted()) slippage_.changed(DealFold{}, fold, points[at].running);
  } else if (rows.changes == 0) {
    undated_open(deal);
    return;
  } else {
    at = timeline_.first_after(rows.day[0]);
  }
  if (at < from) {
    while (event < rows.changes && rows.day[event] < points[from - 1].day) {
      step(deal, fold, event++, kNoPeriods);
    }
    at = from;
  }
  visit(deal, fold, at, event);
}

void DealPass::visit(const Deal& deal, DealFold& fold, std::size_t at, std::uint64_t event) {
  const std::vector<Timeline::Point>& points = timeline_.points();
  const std::uint64_t end = rows_.changes;
  std::size_t touch = 0;
  for (; at < points.size(); ++at) {
    const Timeline::Point& point = points[at];
    while (event < end && rows_.day[event] < point.day) {
      step(deal, fold, event++, point.running);
    }
    for (; touch < rows_.touches && rows_.touch[touch] < point.day; ++touch) {
      fold.last_activity = std::max(fold.last_activity, rows_.touch[touch]);
    }
    if (fold.is_open() && deal.born) {
      for (const std::uint32_t period : point.starting) {
        if (wants_flows_) starting(deal, fold, period);
        if (slippage_.wanted()) slippage_.at_start(fold, period);
      }
      for (const std::uint32_t period : point.open_cut) {
        const Day judged = plan_.periods()[period].judge_cut;
        const bool look_ahead = owner_now_ && judged > point.day;
        open_at_cut(deal, fold, period,
                    look_ahead ? owner_before(judged, fold.owner, event, end) : fold.owner);
      }
    }
    for (const std::uint32_t period : point.judged) judged(deal, fold, period);
    if (event == end && !fold.is_open() && at + 1 < points.size()) {
      const Day latest = std::max({deal.created, fold.last.day, fold.first.day, fold.qualified});
      if (latest < points[at + 1].earliest_start) return;  // nothing left to tell
    }
  }
}

void DealPass::read(const DealRows& rows, Story& story) const {
  story.closings.clear();
  story.fold = DealFold{};
  std::uint64_t event = begin(rows, story.fold, story.closings);
  story.created = rows.created;
  story.first_value = story.fold.value;
  story.first_owner = story.fold.owner;
  story.fold.last_activity = std::max(story.fold.last_activity, rows.created);
  while (event < rows.changes) apply(rows, event++, story.fold, story.closings);
}

void DealPass::follow(const Story& before, const DealRows& rows, std::size_t first_new,
                      std::size_t from) {
  if (rows.group == Binding::kNoGroup) return;
  rows_ = rows;
  const Deal deal{rows.row,           rows.group,         before.created,
                  before.first_value, before.first_owner, true};
  if (as_recorded_) closings_ = before.closings;
  DealFold fold = before.fold;
  lines_.set_sign(-1);
  visit(deal, fold, from, rows.changes);
  lines_.set_sign(1);
  fold = before.fold;
  for (std::uint64_t event = first_new; event < rows.changes; ++event) {
    step(deal, fold, event, timeline_.points()[from].running);
  }
  visit(deal, fold, from, rows.changes);
}

void DealPass::apply(const DealRows& rows, std::uint64_t event, DealFold& fold,
                     std::vector<Closing>& closings) const {
  const Day day = rows.day[event];
  const std::uint32_t payload = rows.payload[event];
  fold.last_activity = day;
  switch (rows.kind[event]) {
    case ChangeKind::value:
      fold.value = rows.values[payload];
      break;
    case ChangeKind::owner:
      fold.owner = payload;
      break;
    case ChangeKind::expected_close:
      fold.expected_close = Day{static_cast<std::int32_t>(payload)};
      break;
    case ChangeKind::stage: {
      const auto stage = static_cast<StageCode>(payload);
      if (fold.enter(stage, look(stage), day)) closings.push_back(fold.last);
      break;
    }
  }
}

/// Applies one change, and tells the running periods what it did to the pipeline.
void DealPass::step(const Deal& deal, DealFold& fold, std::uint64_t event,
                    const std::vector<std::uint32_t>& running) {
  if ((!wants_flows_ && !wants_moves_ && !slippage_.wanted()) || !deal.born || running.empty()) {
    apply(rows_, event, fold, closings_);
    return;
  }
  const DealFold before = fold;
  apply(rows_, event, fold, closings_);
  if (wants_moves_ && rows_.kind[event] == ChangeKind::stage) {
    moved(deal, before, fold.stage, rows_.day[event], running);
  }
  if (wants_flows_) flows(deal, before, fold, running);
  if (slippage_.wanted()) slippage_.changed(before, fold, running);
}

/// An open deal of unknown creation without history: open in every period whose cut lies behind the
/// data, which finish() decides.
void DealPass::undated_open(const Deal& deal) {
  const StageCode stage = rows_.stage;
  if (look(stage).outcome != StageOutcome::open) return;
  const std::uint32_t owner = rows_.owner;
  const std::int64_t value = rows_.value;
  const std::uint64_t group = binding_.group(deal.group, owner, stage);
  if (group == Binding::kNoGroup) return;
  for (std::uint32_t period = 0; period < plan_.periods().size(); ++period) {
    if (!plan_.periods()[period].begun) continue;
    const std::uint32_t line = lines_.line(group, period);
    cell(line, Slot::undated_open_count) += 1;
    if (plan_.periods()[period].period.contains(rows_.expected_close)) {
      cell(line, Slot::undated_closing_count) += 1;
      cell(line, Slot::undated_closing_value) += value == kNoValue ? 0 : value;
    }
    if (undated_active_owner_ != State::kNoColumn) lines_.count(line, undated_active_owner_, owner);
    if (value == kNoValue) {
      cell(line, Slot::undated_open_value_missing) += 1;
    } else {
      cell(line, Slot::undated_open_value) += value;
      cell(line, Slot::undated_open_weighted) += Int128{value} * look(stage).probability_ppm;
    }
  }
}

void DealPass::count_for_diagnostics() {
  if (!binding_.owner_passes(rows_.owner)) return;
  if (!is_known(rows_.created)) counts_.created_unknown += lines_.sign();
  if (rows_.stage == kNoStage) counts_.closed_unknown += lines_.sign();
  if (rows_.value == kNoValue) counts_.value_missing += lines_.sign();
}

StageCode DealPass::first_stage(const DealRows& rows, std::uint64_t event) {
  for (; event < rows.changes; ++event) {
    if (rows.kind[event] == ChangeKind::stage) return static_cast<StageCode>(rows.payload[event]);
  }
  return kNoStage;
}

std::uint32_t DealPass::owner_before(Day cut, std::uint32_t owner, std::uint64_t event,
                                     std::uint64_t end) const {
  for (; event < end && rows_.day[event] < cut; ++event) {
    if (rows_.kind[event] == ChangeKind::owner) owner = rows_.payload[event];
  }
  return owner;
}

void DealPass::open_at_cut(const Deal& deal, const DealFold& fold, std::uint32_t period,
                           std::uint32_t owner) {
  if (wants_flows_) ending(deal, fold, period);
  if (slippage_.wanted()) slippage_.open_at_cut(fold, period);
  const std::uint64_t group = binding_.group(deal.group, owner, fold.stage);
  if (group == Binding::kNoGroup) return;
  const std::uint32_t line = lines_.line(group, period);
  const std::int64_t value = fold.value == kNoValue ? 0 : fold.value;
  cell(line, Slot::open_count) += 1;
  cell(line, Slot::open_value) += value;
  cell(line, Slot::open_weighted) += Int128{value} * look(fold.stage).probability_ppm;
  if (fold.value == kNoValue) cell(line, Slot::open_value_missing) += 1;
  if (plan_.periods()[period].period.contains(fold.expected_close)) {
    cell(line, Slot::closing_count) += 1;
    cell(line, Slot::closing_value) += value;
  }
  const Day last_day = plan_.periods()[period].open_cut - 1;
  if (last_day - fold.last_activity > abandoned_after_) {
    cell(line, Slot::abandoned_count) += 1;
    cell(line, Slot::abandoned_value) += value;
  }
  aged(deal, fold, line, last_day);
  active(line, owner);
}

void DealPass::closed(const Deal& deal, const DealFold& fold, std::uint32_t period) {
  const Period& span = plan_.periods()[period].period;
  if (as_recorded_) {
    for (const Closing& close : closings_) {
      if (!span.contains(close.day)) continue;
      const std::uint32_t owner = owner_now_ ? fold.owner : close.owner;
      const std::uint64_t group = binding_.group(deal.group, owner, close.stage);
      if (group != Binding::kNoGroup) closing(deal, fold, close, lines_.line(group, period));
    }
    return;
  }
  const bool stands_closed = is_closed(fold.outcome);
  const Closing& close = first_outcome_ ? fold.first : fold.last;
  if ((first_outcome_ || stands_closed) && is_known(close.day) && span.contains(close.day)) {
    const std::uint32_t owner = owner_now_ ? fold.owner : close.owner;
    const std::uint64_t group = binding_.group(deal.group, owner, fold.stage);
    if (group != Binding::kNoGroup) closing(deal, fold, close, lines_.line(group, period));
  }
}

void DealPass::judged(const Deal& deal, const DealFold& fold, std::uint32_t period) {
  const Period& span = plan_.periods()[period].period;
  closed(deal, fold, period);
  if (deal.born && span.contains(deal.created)) {
    const std::uint32_t owner = owner_now_ ? fold.owner : deal.first_owner;
    const std::uint64_t group = binding_.group(deal.group, owner, fold.stage);
    if (group != Binding::kNoGroup) {
      const std::uint32_t line = lines_.line(group, period);
      const std::int64_t value = created_value_now_ ? fold.value : deal.first_value;
      cell(line, Slot::created_count) += 1;
      cell(line, Slot::created_value) += value == kNoValue ? 0 : value;
      if (fold.outcome == StageOutcome::won) cell(line, Slot::cohort_won) += 1;
      if (fold.outcome == StageOutcome::lost) cell(line, Slot::cohort_lost) += 1;
      active(line, owner);
    }
  }
  if (is_known(fold.qualified) && span.contains(fold.qualified)) {
    const std::uint32_t owner = owner_now_ ? fold.owner : fold.qualified_owner;
    const std::uint64_t group = binding_.group(deal.group, owner, fold.stage);
    if (group != Binding::kNoGroup) {
      cell(lines_.line(group, period), Slot::sales_qualified_count) += 1;
    }
  }
}

/// Where the deal's cycle begins; kNoDay when that is not known.
Day DealPass::cycle_start(const Deal& deal, const DealFold& fold) const {
  switch (cycle_from_) {
    case CycleFrom::created:
      return deal.created;
    case CycleFrom::qualified:
      return fold.qualified;
    case CycleFrom::first_contact:
      return deal.first_contact;
  }
  return kNoDay;
}

/// A deal won or lost, in the line it counts in.
void DealPass::closing(const Deal& deal, const DealFold& fold, const Closing& close,
                       std::uint32_t line) {
  const std::int64_t known = value_now_ ? fold.value : close.value;
  const std::int64_t value = known == kNoValue ? 0 : known;
  const bool won = close.outcome == StageOutcome::won;
  if (won) {
    cell(line, Slot::won_count) += 1;
    cell(line, Slot::won_value) += value;
    if (known == kNoValue) cell(line, Slot::won_value_missing) += 1;
    if (won_values_ != State::kNoColumn) lines_.count(line, won_values_, value);
    if (customers_.wanted()) customers_.won(deal.row, value, line);
  } else {
    cell(line, Slot::lost_count) += 1;
    cell(line, Slot::lost_value) += value;
  }
  active(line, owner_now_ ? fold.owner : close.owner);
  if (!deal.born) return;
  const Day start = cycle_start(deal, fold);
  if (!is_known(start) || start > close.day) return;
  // qualified_gap counts a closed spell that was still going on when the deal became qualified
  // (lost, then won without a reopening); unless it ended in a reopening before this close it is no
  // gap.
  const std::int32_t gap =
      without_gap_ ? std::max(0, close.closed_gap -
                                     (cycle_from_ == CycleFrom::qualified ? fold.qualified_gap : 0))
                   : 0;
  const std::int32_t days = plan_.day_count().between(start, close.day) - gap;
  if (won && cycle_days_ != State::kNoColumn) lines_.count(line, cycle_days_, days);
  if (close_days_ != State::kNoColumn) lines_.count(line, close_days_, days);
}

}  // namespace salespipe::metrics
