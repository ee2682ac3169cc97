// The rules of automation that are in force.
#include "book/state.hpp"
#include "salespipe/definition/automation.hpp"

namespace salespipe {

bool Book::configure_automation(const AutomationRules& rules, const CommandContext& context) {
  State& state = *state_;
  return state.write([&] {
    state.check_context(context);
    const std::string text = to_json(rules);
    const Stream stream{StreamKind::automation, std::string(kAutomationStream)};
    if (state.repeated(context, EventType::automation_configured, stream.kind, stream.id)) {
      return true;
    }
    if (state.automation_stream) state.check_version(context, *state.automation_stream);
    if (state.automation && to_json(*state.automation) == text) return false;
    state.record(context, stream, AutomationConfigured{text});
    return true;
  });
}

const AutomationRules* Book::automation() const noexcept { return state_->automation.get(); }

}  // namespace salespipe
