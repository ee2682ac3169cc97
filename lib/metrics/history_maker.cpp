#include "metrics/history_maker.hpp"

#include "salespipe/base/date.hpp"

namespace salespipe::metrics {

/// What is known of the deal at hand while its history is made.
struct HistoryMaker::Deal {
  std::size_t row = 0;
  Day created = kNoDay;
  StageCode table_stage = kNoStage;
  StageCode first_entered = kNoStage;
  StageCode last_entered = kNoStage;
  Day first_entry = kNoDay;
  std::uint32_t pipeline = kNull;
};

HistoryMaker::HistoryMaker(const DatasetTables& tables, Dataset& data)
    : tables_(tables), data_(data) {
  for (std::size_t code = 0; code < tables.stages.size(); ++code) {
    const auto& stage = tables.stages.at(static_cast<StageCode>(code));
    pipeline_of_.push_back(tables.names.find(stage.pipeline).value_or(kNull));
  }
  const std::size_t deals = tables.deals.size();
  const std::size_t changes = tables.changes.size() + tables.changes.size() / 2 + deals;
  data_.opportunities.created.reserve(deals);
  data_.opportunities.value.reserve(deals);
  data_.opportunities.owner.reserve(deals);
  data_.opportunities.expected_close.reserve(deals);
  data_.opportunities.stage.reserve(deals);
  pipelines_.codes.reserve(deals);
  data_.history.begin.reserve(deals + 1);
  data_.history.day.reserve(changes);
  data_.history.kind.reserve(changes);
  data_.history.payload.reserve(changes);
  data_.history.begin.push_back(0);
}

void HistoryMaker::emit(Day day, ChangeKind kind, std::uint32_t payload) {
  data_.history.day.push_back(day);
  data_.history.kind.push_back(kind);
  data_.history.payload.push_back(payload);
}

/// The changes of one row; the stage last, so that a close sees the value and owner of its row.
void HistoryMaker::emit_cells(std::uint32_t row, StageCode stage) {
  const auto& changes = tables_.changes;
  const Day day = changes.day[row];
  if (changes.owner[row] != kNull) emit(day, ChangeKind::owner, changes.owner[row]);
  if (changes.value[row] != kNoValue) {
    emit(day, ChangeKind::value, static_cast<std::uint32_t>(data_.history.values.size()));
    data_.history.values.push_back(changes.value[row]);
  }
  if (is_known(changes.expected_close[row])) {
    emit(day, ChangeKind::expected_close,
         static_cast<std::uint32_t>(changes.expected_close[row].number));
  }
  if (stage != kNoStage) emit(day, ChangeKind::stage, stage);
}

StageCode HistoryMaker::stage_of(std::uint32_t pipeline, std::uint32_t stage,
                                 std::string_view table, std::size_t row) {
  if (stage < latest_.size() && latest_[stage].first == pipeline) return latest_[stage].second;
  const auto [found, is_new] = known_stages_.try_emplace({pipeline, stage}, kNoStage);
  if (is_new) {
    const StageModel& model = tables_.stages;
    const std::string& name = tables_.names.text(stage);
    try {
      found->second =
          pipeline == kNull ? model.find(name) : model.find(tables_.names.text(pipeline), name);
    } catch (const Error& error) {
      throw Error(error.code(), row_name(table, row) + ": " + error.message());
    }
  }
  if (stage >= latest_.size()) latest_.resize(stage + 1, {kNull - 1, kNoStage});
  latest_[stage] = {pipeline, found->second};
  return found->second;
}

/// Resolves the stages of the deal's rows into row_stages_.
void HistoryMaker::read_stages(Deal& deal, std::span<const std::uint32_t> rows) {
  const auto& changes = tables_.changes;
  row_stages_.assign(rows.size(), kNoStage);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::uint32_t row = rows[i];
    if (changes.stage[row] == kNull || changes.stage[row] == 0) continue;
    const std::uint32_t pipeline =
        changes.pipeline[row] != kNull ? changes.pipeline[row] : deal.pipeline;
    const StageCode stage = stage_of(pipeline, changes.stage[row], "history", table_row(row));
    row_stages_[i] = stage;
    if (deal.first_entered == kNoStage) {
      deal.first_entered = stage;
      deal.first_entry = changes.day[row];
    }
    deal.last_entered = stage;
    const StageOutcome outcome = tables_.stages.outcome(stage);
    if (is_known(deal.created) && changes.day[row] < deal.created &&
        (outcome == StageOutcome::won || outcome == StageOutcome::lost)) {
      throw Error(ErrorCode::schema_violation, row_name("history", table_row(row)) +
                                                   ": the deal was closed before it was created; "
                                                   "correct one of the two days");
    }
  }
}

/// The history of a deal whose rows hold no stage entry.
void HistoryMaker::synthesise(Deal& deal, std::span<const std::uint32_t> rows) {
  const StageModel& model = tables_.stages;
  const auto where = [&deal] { return row_name("opportunities", deal.row); };
  if (deal.table_stage == kNoStage) {
    throw Error(ErrorCode::schema_violation, where() +
                                                 ": no stage is known, neither here nor in the "
                                                 "history; give the column \"stage\"");
  }
  const StageCode current = deal.table_stage;
  const StageOutcome outcome = model.outcome(current);
  const bool is_closed = outcome == StageOutcome::won || outcome == StageOutcome::lost;
  const Day closed = outcome == StageOutcome::open ? kNoDay : tables_.deals.closed[deal.row];
  if (is_known(closed) && is_known(deal.created) && closed < deal.created) {
    throw Error(ErrorCode::schema_violation,
                where() + ": closed on " + to_string(closed) + ", before it was created on " +
                    to_string(deal.created) + "; correct one of the two days");
  }
  const bool lost_track = is_closed && !is_known(closed);
  if (lost_track) {
    ++counts_.closed_unknown;
    deal.table_stage = kNoStage;
  }
  const StageCode first = model.first_stage(model.at(current).pipeline);
  const auto& changes = tables_.changes;
  std::size_t next = 0;
  const auto rows_before = [&](Day day, bool that_day_too) {
    while (next < rows.size() &&
           (changes.day[rows[next]] < day ||
            (that_day_too && changes.day[rows[next]] == day &&
             changes.order[rows[next]] <= tables_.deals.closed_order[deal.row]))) {
      emit_cells(rows[next++], kNoStage);
    }
  };
  if (!lost_track && is_known(deal.created)) {
    rows_before(deal.created, false);
    emit(deal.created, ChangeKind::stage, first);
    const Day entered = is_known(closed) ? closed : deal.created;
    if (current != first) {
      if (is_known(closed)) rows_before(entered, true);
      emit(entered, ChangeKind::stage, current);
    }
  } else if (!lost_track && is_known(closed)) {
    emit(closed, ChangeKind::stage, current);
  }
  while (next < rows.size()) emit_cells(rows[next++], kNoStage);
}

/// Counts where the table's current cells are not the last ones of the history.
void HistoryMaker::compare_with_table(const Deal& deal, std::span<const std::uint32_t> rows) {
  const auto& changes = tables_.changes;
  const auto& deals = tables_.deals;
  if (deal.table_stage != kNoStage && deal.last_entered != kNoStage &&
      deal.table_stage != deal.last_entered) {
    ++counts_.stage_differs;
  }
  std::int64_t last_value = kNoValue;
  std::uint32_t last_owner = kNull;
  for (const std::uint32_t row : rows) {
    if (changes.value[row] != kNoValue) last_value = changes.value[row];
    if (changes.owner[row] != kNull) last_owner = changes.owner[row];
  }
  if (last_value != kNoValue && deals.value[deal.row] != kNoValue &&
      deals.value[deal.row] != last_value) {
    ++counts_.value_differs;
  }
  if (last_owner != kNull && deals.owner[deal.row] != 0 && deals.owner[deal.row] != last_owner) {
    ++counts_.owner_differs;
  }
}

void HistoryMaker::add(std::size_t row, std::span<const std::uint32_t> rows) {
  const auto& deals = tables_.deals;
  const auto& changes = tables_.changes;
  const StageModel& model = tables_.stages;
  Deal deal;
  deal.row = row;
  deal.created = deals.created[row];
  deal.pipeline = deals.pipeline[row] == 0 ? kNull : deals.pipeline[row];
  if (deals.stage[row] != kNull && deals.stage[row] != 0) {
    deal.table_stage = stage_of(deal.pipeline, deals.stage[row], "opportunities", row);
  }
  if (deal.pipeline == kNull && deal.table_stage != kNoStage) {
    deal.pipeline = pipeline_of_[deal.table_stage];
  }
  if (!is_known(deal.created) && !rows.empty()) deal.created = changes.day[rows.front()];
  read_stages(deal, rows);

  std::int64_t value = deals.value[row];
  std::uint32_t owner = deals.owner[row];
  Day expected_close = deals.expected_close[row];
  for (auto i = rows.rbegin(); i != rows.rend(); ++i) {  // the first of each wins
    if (changes.value[*i] != kNoValue) value = changes.value[*i];
    if (changes.owner[*i] != kNull) owner = changes.owner[*i];
    if (is_known(changes.expected_close[*i])) expected_close = changes.expected_close[*i];
  }
  if (!deals.first_value.empty()) value = deals.first_value[row];
  compare_with_table(deal, rows);

  if (deal.first_entered == kNoStage) {
    synthesise(deal, rows);
  } else {
    bool begun = !is_known(deal.created) || deal.first_entry <= deal.created;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (!begun && changes.day[rows[i]] >= deal.created) {
        emit(deal.created, ChangeKind::stage,
             model.first_stage(model.at(deal.first_entered).pipeline));
        begun = true;
      }
      emit_cells(rows[i], row_stages_[i]);
    }
    deal.table_stage = deal.last_entered;
  }
  Opportunities& out = data_.opportunities;
  out.created.push_back(deal.created);
  out.value.push_back(value);
  out.owner.push_back(owner);
  out.expected_close.push_back(expected_close);
  out.stage.push_back(deal.table_stage);
  if (!is_known(deal.created)) ++counts_.created_unknown;
  if (value == kNoValue) ++counts_.value_missing;
  std::string_view pipeline;
  if (deals.pipeline[row] != kNull) {
    pipeline = tables_.names.text(deals.pipeline[row]);
  } else if (deal.table_stage != kNoStage) {
    pipeline = model.at(deal.table_stage).pipeline;
  }
  if (pipelines_.codes.empty() || pipeline != pipelines_.dictionary.text(pipelines_.codes.back())) {
    pipelines_.codes.push_back(pipelines_.dictionary.intern(pipeline));
  } else {
    pipelines_.codes.push_back(pipelines_.codes.back());
  }
  data_.history.begin.push_back(data_.history.day.size());
}

}  // namespace salespipe::metrics
