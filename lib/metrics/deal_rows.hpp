#pragma once

#include <cstdint>

#include "salespipe/metrics/dataset.hpp"

namespace salespipe::metrics {

/// The rows of one deal, wherever they are kept: in the columns of a data set or in a live one.
struct DealRows {
  std::uint64_t group = 0;  ///< Binding::deal_group().
  std::size_t row = 0;      ///< Of the deal in the columns of its data set.
  Day created = kNoDay;     ///< This and the next four: as in Opportunities.
  std::int64_t value = kNoValue;
  std::uint32_t owner = 0;
  StageCode stage = kNoStage;
  Day expected_close = kNoDay;
  std::size_t changes = 0;  ///< How many; as in History, in order.
  const Day* day = nullptr;
  const ChangeKind* kind = nullptr;
  const std::uint32_t* payload = nullptr;
  const std::int64_t* values = nullptr;
  std::size_t touches = 0;  ///< How many; rising days.
  const Day* touch = nullptr;
};

/// Those of a row of a data set, under a group.
inline DealRows rows_of(const Dataset& dataset, std::uint64_t group, std::size_t row) {
  const std::uint64_t first = dataset.history.begin[row];
  const bool touched = !dataset.touches.begin.empty();
  const std::uint64_t touch = touched ? dataset.touches.begin[row] : 0;
  return {group,
          row,
          dataset.opportunities.created[row],
          dataset.opportunities.value[row],
          dataset.opportunities.owner[row],
          dataset.opportunities.stage[row],
          dataset.opportunities.expected_close[row],
          dataset.history.begin[row + 1] - first,
          dataset.history.day.data() + first,
          dataset.history.kind.data() + first,
          dataset.history.payload.data() + first,
          dataset.history.values.data(),
          touched ? dataset.touches.begin[row + 1] - touch : 0,
          dataset.touches.day.data() + touch};
}

/// The stage in which a deal stands at a cut; kNoStage for none, or one that is not known.
inline StageCode stage_at(const DealRows& deal, Day cut, Day data_through) {
  if (!is_known(deal.created) && deal.changes == 0) {
    return cut > data_through ? deal.stage : kNoStage;
  }
  if (is_known(deal.created) && deal.created >= cut) return kNoStage;
  StageCode stage = kNoStage;
  for (std::size_t event = 0; event < deal.changes && deal.day[event] < cut; ++event) {
    if (deal.kind[event] != ChangeKind::stage) continue;
    stage = static_cast<StageCode>(deal.payload[event]);
  }
  return stage;
}

}  // namespace salespipe::metrics
