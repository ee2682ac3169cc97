#pragma once

#include <string>

#include "automation/deal_view.hpp"
#include "salespipe/automation/automation.hpp"

namespace salespipe::automation {

/// Does the actions of a rule, each as an ordinary command with an id that follows from `id`.
class Actions {
 public:
  /// `posts` false: what would leave the book stays, for a run that is taken back.
  Actions(Book& book, const AutomationRules& rules, Moment& moment, bool posts)
      : book_(book), rules_(rules), moment_(moment), posts_(posts) {}

  /// `rule`: the id of the rule or sequence. `number` is that of the action in it, from 1. What
  /// cannot be done is told, not thrown; errors of the store are thrown.
  ActionOutcome perform(const RuleAction& action, const std::string& rule,
                        const OpportunityId& deal, const EventId& id, std::size_t number);

 private:
  struct Call;
  void create_task(const Call& call, ActionOutcome& told);
  void send_mail(const Call& call, ActionOutcome& told);
  void change(const Call& call, ActionOutcome& told);
  void move(const Call& call, ActionOutcome& told);
  void notify(const Call& call, ActionOutcome& told);
  void call_host(const Call& call, ActionOutcome& told);
  void post(const Call& call, const char* topic, std::string body, ActionOutcome& told);
  std::string filled(const Call& call, const std::string& text) const;

  Book& book_;
  const AutomationRules& rules_;
  Moment& moment_;
  bool posts_;
};

/// The fields that texts of a rule may have, of a deal; those of the deal that are not set are
/// empty.
std::string known_text_fields();
bool is_text_field(const std::string& name);

}  // namespace salespipe::automation
