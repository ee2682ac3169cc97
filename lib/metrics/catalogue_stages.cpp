// How long deals stay in their stages, and where they go back.
#include <array>

#include "metrics/catalogue_parts.hpp"
#include "metrics/finishers.hpp"

namespace salespipe::metrics {
namespace {

using enum Slot;

constexpr std::string_view kOpen = "owner_at,as_of";
constexpr std::string_view kVisit =
    "A visit lasts from entering an open stage to leaving it; by stage: the stage that was left, "
    "by "
    "owner: who owned the deal then. Visits that go on are not in it, so it is too short where "
    "deals "
    "are stuck: the funnel estimates the days with them.";
constexpr std::string_view kStageAge =
    "How long the open deals have been where they are. A deal that moved back counts from then on. "
    "Deals of unknown creation are left out.";
constexpr std::string_view kOpenAge =
    "Old deals are over-represented among the open ones: it is no sales cycle. Deals of unknown "
    "creation are left out.";

const std::array kMetrics{
    Metric{"days_in_stage_mean", "Days in stage, mean", Unit::days, "stages",
           "mean of days of the visits of open stages that ended in P", kVisit, "as_of",
           SlotList(stage_days), mean_days<stage_days>,
           "29.4545: eleven visits of A, B, C, D, E and F, 324 days together"},
    Metric{"days_in_stage_median", "Days in stage, median", Unit::days, "stages",
           "median of days of the visits of open stages that ended in P", kVisit, "as_of",
           SlotList(stage_days), percentile_days<stage_days, 1, 2>,
           "28: the sixth of 10, 16, 17, 21, 25, 28, 28, 31, 31, 51 and 66"},
    Metric{"days_in_stage_p90", "Days in stage, 90th percentile", Unit::days, "stages",
           "90th percentile of days of the visits of open stages that ended in P", kVisit, "as_of",
           SlotList(stage_days), percentile_days<stage_days, 9, 10>,
           "51: the tenth of those eleven, B as a lead"},
    Metric{"stage_age_days_mean", "Age in stage, mean", Unit::days, "stages",
           "mean of days from entering its stage to the last day before the cut, open deals",
           kStageAge, kOpen, SlotList(stage_age_days), mean_days<stage_age_days>,
           "54.5: C 70 days in Proposal, E 39 in Qualified"},
    Metric{"stage_age_days_median", "Age in stage, median", Unit::days, "stages",
           "median of days from entering its stage to the last day before the cut, open deals",
           kStageAge, kOpen, SlotList(stage_age_days), percentile_days<stage_age_days, 1, 2>,
           "54.5: half way between E 39 and C 70"},
    Metric{"open_age_days_mean", "Age of open deals, mean", Unit::days, "stages",
           "mean of days from creation to the last day before the cut, open deals", kOpenAge, kOpen,
           SlotList(open_age_days), mean_days<open_age_days>, "87.5: C 119 and E 56 days"},
    Metric{"open_age_days_median", "Age of open deals, median", Unit::days, "stages",
           "median of days from creation to the last day before the cut, open deals", kOpenAge,
           kOpen, SlotList(open_age_days), percentile_days<open_age_days, 1, 2>,
           "87.5: half way between E 56 and C 119"},
    Metric{"rotting_count", "Rotting deals", Unit::count, "stages",
           "open deals whose age in stage is above the maximum age of the stage",
           "The maximum age is the pipeline's; a stage without one never rots. No value when no "
           "stage has one.",
           kOpen, SlotList(rotting_count), sum_of_count<rotting_count>,
           "2: C, 70 days in Proposal where 60 are allowed, and E, 39 in Qualified where 30 are"},
    Metric{"rotting_value", "Value of rotting deals", Unit::money, "stages",
           "sum of value of the deals of rotting_count",
           "What is at stake in the deals that have stood still for too long.", kOpen,
           SlotList(rotting_value), sum_of_money<rotting_value>, "4100.00: C 3600 and E 500"},
    Metric{"reopened_count", "Reopenings", Unit::count, "stages",
           "times that a won or lost deal went back into an open or parked stage in P",
           "A deal can be reopened more than once; by stage: the one it went to.", "as_of",
           SlotList(reopened_count), sum_of_count<reopened_count>, "1: F on 25 February"},
    Metric{"moved_back_count", "Moves back", Unit::count, "stages",
           "moves from an open stage to an earlier one of its pipeline in P",
           "By stage: the one that was left.", "as_of", SlotList(moved_back_count),
           sum_of_count<moved_back_count>, "0: nobody went back"},
};

}  // namespace

std::span<const Metric> stage_metrics() { return kMetrics; }

}  // namespace salespipe::metrics
