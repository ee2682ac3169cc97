#include "salespipe/simulate/batch.hpp"

namespace salespipe::simulate {
namespace {

template <class T>
void put_behind(std::vector<T>& rows, const std::vector<T>& later) {
  rows.insert(rows.end(), later.begin(), later.end());
}

void put_behind(OpportunityColumns& rows, const OpportunityColumns& later) {
  put_behind(rows.index, later.index);
  put_behind(rows.account, later.account);
  put_behind(rows.owner, later.owner);
  put_behind(rows.source, later.source);
  put_behind(rows.product, later.product);
  put_behind(rows.pipeline, later.pipeline);
  put_behind(rows.created, later.created);
  put_behind(rows.stage, later.stage);
  put_behind(rows.closed, later.closed);
  put_behind(rows.expected_close, later.expected_close);
  put_behind(rows.value, later.value);
  put_behind(rows.lost_reason, later.lost_reason);
  put_behind(rows.wake_up, later.wake_up);
}

void put_behind(HistoryColumns& rows, const HistoryColumns& later) {
  put_behind(rows.opportunity, later.opportunity);
  put_behind(rows.at, later.at);
  put_behind(rows.stage, later.stage);
  put_behind(rows.value, later.value);
  put_behind(rows.owner, later.owner);
  put_behind(rows.expected_close, later.expected_close);
}

void put_behind(InteractionColumns& rows, const InteractionColumns& later) {
  put_behind(rows.opportunity, later.opportunity);
  put_behind(rows.at, later.at);
  put_behind(rows.type, later.type);
  put_behind(rows.owner, later.owner);
  put_behind(rows.account, later.account);
}

void put_behind(TaskColumns& rows, const TaskColumns& later) {
  put_behind(rows.opportunity, later.opportunity);
  put_behind(rows.description, later.description);
  put_behind(rows.created, later.created);
  put_behind(rows.due, later.due);
  put_behind(rows.assignee, later.assignee);
  put_behind(rows.done_at, later.done_at);
}

}  // namespace

void Batch::append(const Batch& later) {
  put_behind(opportunities, later.opportunities);
  put_behind(history, later.history);
  put_behind(interactions, later.interactions);
  put_behind(tasks, later.tasks);
}

}  // namespace salespipe::simulate
