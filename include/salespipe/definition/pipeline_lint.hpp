#pragma once

#include "salespipe/base/diagnostic.hpp"
#include "salespipe/definition/pipeline.hpp"

namespace salespipe {

/// What is wrong or unwise in a definition, errors first, then warnings and information, each group
/// in the order below and in stage order. A pipeline with an error should not be put to use.
///
///   code                       severity
///   too_few_open_stages        error     fewer than 2 open stages
///   no_won_stage               error
///   no_lost_stage              error
///   duplicate_stage_name       error     two stages have the same name
///   won_probability            error     a won stage whose probability is not 100 %
///   lost_probability           error     a lost stage whose probability is not 0 %
///   unknown_framework          error     an exit criterion asks for another framework's verdict
///   similar_stage_name         warning   names that differ in letter case or outer spaces only
///   falling_probability        warning   an open stage less probable than one before it
///   certain_open_stage         warning   an open stage of 100 %
///   too_many_stages            warning   11 to 15 stages; names those that could become tasks
///   far_too_many_stages        warning   more than 15 stages, likewise
///   parked_probability         warning   a parked stage whose probability is not 0 %
///   no_max_age                 info      no open stage has a maximum age
///   no_qualified_stage         info      reaching no stage means "qualified"
///
/// `where` holds "pipeline" (its id) always; "stage" (its name) and "stage_id" when about one
/// stage; "other_stage" for the other of two; "stages" (a count), "candidates" (names, joined by ",
/// ") for too many stages; "criterion" and "framework" for exit criteria.
///
/// The advice is 5 to 7 stages, at most 7 to 10, closed and parked ones included. A stage could
/// become a task when it is open, neither the first one nor one that means "qualified", and its
/// name reads like an activity ("Send contract", "Follow up", "Demo scheduled") or its probability
/// is that of the open stage before it (passing it says nothing new about the deal).
Diagnostics lint(const Pipeline& pipeline);

}  // namespace salespipe
