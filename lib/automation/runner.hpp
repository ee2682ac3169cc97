#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "automation/actions.hpp"
#include "automation/automation_log.hpp"
#include "automation/rule_set.hpp"
#include "automation/sequences.hpp"
#include "salespipe/automation/automation.hpp"

namespace salespipe::automation {

inline bool has_tag(const Opportunity& deal, const std::string& tag) {
  return std::find(deal.tags.begin(), deal.tags.end(), tag) != deal.tags.end();
}

class Automation::Runner {
 public:
  explicit Runner(Book& book) : book_(book) {}

  AutomationRun run(Instant now, const RunOptions& options);

 private:
  /// What one run is about.
  struct Run {
    Moment& moment;
    Actions& actions;
    const AutomationRules& rules;
    AutomationRun& told;
    bool is_marked = false;  // an event was one that some rule waits for
    bool is_stopped = false;
    std::uint64_t late = 0;
    std::uint64_t refused = 0;
  };
  struct Cause {
    EventId id;       ///< Of the firing.
    EventId event{};  ///< Empty: the time had come.
    std::uint64_t depth = 1;
    std::string trigger;
  };

  void check_outbox(bool is_dry) const;
  void walk(Run& run);
  void look_at(const Event& event, Run& run);
  void look_at_stage(const Event& event, const Opportunity& deal, const StageId& stage, Run& run);
  void look_at_tag(const Event& event, const Opportunity& deal, const std::string& tag, Run& run);
  void look_at_verdict(const Event& event, const Opportunity& deal, Run& run);
  void look_at_interaction(const Event& event, const InteractionLogged& logged, Run& run);
  void look_at_clock(Run& run);
  void look_at_inactive(const CompiledRule& rule, Run& run);
  void look_at_dates(const CompiledRule& rule, Run& run);
  /// An event that a rule waits for. `holds`: what it says is still so, for what a rule does must
  /// fit the deal as it is now. `says` gives the words of the trigger, and is asked last.
  template <class Says>
  void set_off(const CompiledRule& rule, const Event& event, const Opportunity& deal, Run& run,
               bool holds, const Says& says, const std::string& more = {});
  void consider(const CompiledRule& rule, const Opportunity& deal, Run& run,
                const std::function<Cause()>& cause);
  void look_at_stops(const Event& event, Run& run);
  void look_at_stops(const Event& event, const Opportunity& deal, Run& run);
  void look_at_steps(const Sequence& sequence, const Opportunity& deal, Run& run);
  /// Ends a sequence by taking its tag away.
  void stop(const Sequence& sequence, const Opportunity& deal, const Event& start,
            const EventId& cause, const std::string& why, Run& run);
  /// `firing` has everything but what follows from it.
  void fire(Firing firing, const std::vector<RuleAction>& actions, bool is_counted, Run& run);
  std::string held(const Firing& firing, bool is_counted, const Run& run) const;
  void tell_limits(Run& run) const;

  Book& book_;
  AutomationLog log_;
  std::optional<RuleSet> set_;
  std::shared_ptr<const AutomationRules> rules_;
};

}  // namespace salespipe::automation
