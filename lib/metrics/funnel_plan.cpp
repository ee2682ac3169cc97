// compile() of a funnel query.
#include <algorithm>

#include "metrics/canonical.hpp"
#include "metrics/filter_text.hpp"
#include "metrics/spec_hash.hpp"
#include "salespipe/base/date.hpp"
#include "salespipe/base/error.hpp"
#include "salespipe/base/text.hpp"
#include "salespipe/metrics/funnel.hpp"

namespace salespipe::metrics {
namespace {

void refuse_changing(const std::string& dimension) {
  if (dimension != "owner" && dimension != "stage") return;
  throw Error(ErrorCode::unsupported, "a funnel follows deals over time: " + quoted(dimension) +
                                          " changes on the way; use a dimension that stays, such "
                                          "as source or account");
}

std::string spec_text(const FunnelPlan& plan, const Dataset& dataset) {
  const FunnelQuery& query = plan.query;
  std::string text = "salespipe funnel state 1\n";
  text += "zone " + canonical(dataset.zone) + "\ncurrency " + plan.currency + '\n';
  text += plan.stages.text();
  text += "pipeline " + canonical(query.pipeline) + '\n';
  text += "created " + (query.period
                            ? to_string(query.period->from()) + ' ' + to_string(query.period->to())
                            : std::string("any day"));
  text += "\ncut " + to_string(plan.cut) + (plan.counts_undated ? " with undated\n" : "\n");
  for (const std::string& name : query.by) text += "by " + canonical(name) + '\n';
  return text + filter_text(query.filters);
}

}  // namespace

FunnelPlan compile(const FunnelQuery& query, const Dataset& dataset) {
  FunnelPlan plan;
  plan.query = query;
  plan.stages = dataset.stages;
  plan.currency = dataset.currency;
  plan.minor_digits = dataset.minor_digits;
  plan.knows_history = dataset.knows_history;
  const std::vector<std::string>& pipelines = dataset.stages.pipelines();
  if (query.pipeline.empty() && pipelines.size() > 1) {
    throw Error(ErrorCode::ambiguous, "the data have " + std::to_string(pipelines.size()) +
                                          " pipelines; say which one the funnel is of");
  }
  if (query.pipeline.empty() && !pipelines.empty()) plan.query.pipeline = pipelines.front();
  plan.open_stages = dataset.stages.open_stages(plan.query.pipeline);
  for (const StageCode stage : plan.open_stages) {
    if (dataset.stages.at(stage).qualified && !plan.qualified) {
      plan.qualified = dataset.stages.ordinal(stage);
    }
  }

  check_filters(query.filters, dataset);
  for (const Filter& filter : query.filters) refuse_changing(filter.dimension);
  for (const std::string& name : query.by) {
    refuse_changing(name);
    check_dimension(name, dataset);
    if (std::count(query.by.begin(), query.by.end(), name) > 1) {
      throw Error(ErrorCode::invalid_argument, "by names " + quoted(name) + " twice");
    }
  }
  if (is_known(query.as_of)) {
    if (query.as_of < kFirstDay || query.as_of > kLastDay) {
      throw Error(ErrorCode::invalid_argument, "as_of lies outside the years 1400 to 9999");
    }
    plan.cut = query.as_of + 1;
  } else if (query.period) {
    plan.cut = query.period->to();
  } else {
    plan.cut = is_known(dataset.data_through) ? dataset.data_through + 1 : kFirstDay;
  }
  plan.counts_undated = !query.period && plan.cut > dataset.data_through;

  plan.spec.slots = {Slot::funnel_reached,      Slot::funnel_entered,
                     Slot::funnel_strict,       Slot::funnel_still_there,
                     Slot::funnel_lost_from,    Slot::funnel_skipped,
                     Slot::funnel_advanced,     Slot::funnel_lost_before_next,
                     Slot::funnel_visit_days,   Slot::funnel_open_visit_days,
                     Slot::funnel_advance_days, Slot::funnel_lost_days,
                     Slot::funnel_waiting_days, Slot::funnel_exits,
                     Slot::funnel_won_value};
  plan.spec.periods = 1;
  plan.spec.keys = static_cast<std::uint32_t>(query.by.size() + 1);  // and the step
  plan.spec.text = spec_text(plan, dataset);
  plan.spec.hash = spec_hash(plan.spec.text);
  return plan;
}

}  // namespace salespipe::metrics
