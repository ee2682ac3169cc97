#include "metrics/known_at.hpp"

#include <cstddef>
#include <optional>
#include <utility>

namespace salespipe::metrics {
namespace {

/// What rows that go have said of a deal, and what rows that stay.
struct Traces {
  bool stage = false;  // of rows that go
  bool value = false;
  bool owner = false;
  bool expected_close = false;
  bool some_stay = false;
  bool stage_stays = false;
  bool some_go = false;
  std::uint32_t gone_stage = kNull;
  std::uint32_t gone_pipeline = kNull;
  /// When the row of the creation was recorded: the first in time, on or before `created`.
  std::int64_t first_order = 0;
  Day first_recorded = kNoDay;
};

class Forgetting {
 public:
  Forgetting(DatasetTables& tables, std::vector<std::uint32_t>& changed)
      : tables_(tables), known_at_(tables.options.known_at), traces_(tables.deals.size()) {
    for (std::size_t row = 0; row < changed.size(); ++row) {
      if (changed[row] != kNoRow) read(row, changed[row]);
    }
    for (std::size_t row = 0; row < changed.size(); ++row) {
      if (changed[row] == kNoRow) continue;
      if (tables.changes.recorded[row] <= known_at_ && !unknown(changed[row])) continue;
      changed[row] = kNoRow;
      tables.changes.day[row] = kNoDay;  // nothing happened then that counts
    }
  }

  bool unknown(std::size_t deal) const {
    const Traces& traces = traces_[deal];
    const auto& deals = tables_.deals;
    if (is_known(deals.recorded[deal])) return deals.recorded[deal] > known_at_;
    if (is_known(traces.first_recorded)) return traces.first_recorded > known_at_;
    if (is_known(deals.created[deal])) return deals.created[deal] > known_at_;
    return traces.some_go && !traces.some_stay;
  }

  /// The deal's own cells tell of today: what a row that goes has changed is not known any more.
  void forget(std::size_t deal) {
    const Traces& traces = traces_[deal];
    auto& deals = tables_.deals;
    if (traces.value) deals.value[deal] = kNoValue;
    if (traces.owner) deals.owner[deal] = 0;
    if (traces.expected_close) deals.expected_close[deal] = kNoDay;
    const bool closed_later = is_known(deals.closed[deal]) && deals.closed[deal] > known_at_;
    if ((traces.stage || closed_later) && !traces.stage_stays) back_to_first(deal);
    if (traces.stage && traces.stage_stays) {  // the history tells it
      deals.stage[deal] = kNull;
      if (traces.gone_pipeline != kNull) deals.pipeline[deal] = kNull;
    }
    if (closed_later) deals.closed[deal] = kNoDay;
  }

 private:
  void read(std::size_t row, std::size_t deal) {
    const auto& changes = tables_.changes;
    Traces& traces = traces_[deal];
    const bool has_stage = changes.stage[row] != kNull && changes.stage[row] != 0;
    const Day created = tables_.deals.created[deal];
    if (is_known(created) && changes.day[row] <= created &&
        (!is_known(traces.first_recorded) || changes.order[row] < traces.first_order)) {
      traces.first_order = changes.order[row];
      traces.first_recorded = changes.recorded[row];
    }
    if (changes.recorded[row] <= known_at_) {
      traces.some_stay = true;
      traces.stage_stays = traces.stage_stays || has_stage;
      return;
    }
    traces.some_go = true;
    traces.value = traces.value || changes.value[row] != kNoValue;
    traces.owner = traces.owner || changes.owner[row] != kNull;
    traces.expected_close = traces.expected_close || is_known(changes.expected_close[row]);
    if (!has_stage) return;
    traces.stage = true;
    traces.gone_stage = changes.stage[row];
    traces.gone_pipeline = changes.pipeline[row];
  }

  /// The first stage of the pipeline that the deal's cells, else its rows, name.
  void back_to_first(std::size_t deal) {
    auto& deals = tables_.deals;
    const Traces& traces = traces_[deal];
    const bool own = deals.stage[deal] != kNull && deals.stage[deal] != 0;
    const std::uint32_t stage = own ? deals.stage[deal] : traces.gone_stage;
    std::uint32_t pipeline = deals.pipeline[deal];
    if (pipeline == kNull || pipeline == 0) pipeline = own ? kNull : traces.gone_pipeline;
    if (stage == kNull) return;
    const StageModel& model = tables_.stages;
    const std::string& name = tables_.names.text(stage);
    const StageCode code = pipeline == kNull || pipeline == 0
                               ? model.find(name)
                               : model.find(tables_.names.text(pipeline), name);
    const std::string label = model.at(code).pipeline;
    deals.pipeline[deal] = tables_.names.intern(label);
    deals.stage[deal] = tables_.names.intern(model.at(model.first_stage(label)).name);
  }

  DatasetTables& tables_;
  Day known_at_;
  std::vector<Traces> traces_;
};

template <class T>
void keep(const std::vector<bool>& later, std::vector<T>& cells) {
  std::size_t kept = 0;
  for (std::size_t row = 0; row < later.size(); ++row) {
    if (!later[row]) cells[kept++] = cells[row];
  }
  cells.resize(kept);
}

}  // namespace

std::vector<bool> forget_later(DatasetTables& tables, std::vector<std::uint32_t>& changed,
                               std::vector<std::uint32_t>& touched, Diagnostics& diagnostics) {
  Forgetting forgetting(tables, changed);
  std::vector<bool> unknown(tables.deals.size());
  for (std::size_t deal = 0; deal < unknown.size(); ++deal) {
    unknown[deal] = forgetting.unknown(deal);
    if (!unknown[deal]) forgetting.forget(deal);
  }
  for (std::size_t deal = 0; deal < unknown.size(); ++deal) {
    if (!unknown[deal]) continue;
    tables.deals.created[deal] = kNoDay;
    tables.deals.closed[deal] = kNoDay;
  }
  auto& contacts = tables.interactions;
  std::vector<bool> later(contacts.size());
  for (std::size_t row = 0; row < later.size(); ++row) {
    later[row] = contacts.recorded[row] > tables.options.known_at;
    if (touched[row] != kNoRow && unknown[touched[row]]) touched[row] = kNoRow;
  }
  keep(later, contacts.day);
  keep(later, contacts.type);
  keep(later, contacts.owner);
  keep(later, contacts.account);
  keep(later, touched);
  if (tables.recorded_unknown > 0) {
    diagnostics.push_back({Severity::info,
                           "recorded_unknown",
                           "changes that do not tell when they were recorded: taken as recorded "
                           "when they happened",
                           tables.recorded_unknown,
                           {}});
  }
  return unknown;
}

void leave_out(const std::vector<bool>& out, std::vector<std::uint32_t>& cells) {
  keep(out, cells);
}

void renumber(const std::vector<bool>& out, std::vector<std::uint32_t>& rows) {
  std::vector<std::uint32_t> number(out.size());
  std::uint32_t next = 0;
  for (std::size_t row = 0; row < out.size(); ++row) {
    number[row] = out[row] ? kNoRow : next++;
  }
  for (std::uint32_t& row : rows) {
    if (row != kNoRow) row = number[row];
  }
}

}  // namespace salespipe::metrics
