#pragma once

#include <string_view>

namespace salespipe {

/// True when a stage's name reads like something to do rather than a state of the deal: "Send
/// contract", "Follow-up", "Demo scheduled". A guess by English words, for advice only.
bool reads_like_activity(std::string_view stage_name);

}  // namespace salespipe
