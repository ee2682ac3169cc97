#pragma once

#include "salespipe/base/diagnostic.hpp"
#include "salespipe/book/book.hpp"
#include "salespipe/definition/automation.hpp"

namespace salespipe::automation {

/// Rules that set each other off in a circle: an error where nothing can stop it but the limits
/// ("loop"), a warning where conditions may ("possible_loop").
Diagnostics loops_of(const AutomationRules& rules, const Book& book);

}  // namespace salespipe::automation
