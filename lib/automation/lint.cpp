// What is wrong or unwise in rules.
#include <algorithm>
#include <set>

#include "automation/actions.hpp"
#include "automation/conditions.hpp"
#include "automation/loops.hpp"
#include "automation/mail_post.hpp"
#include "automation/satisfiable.hpp"
#include "salespipe/automation/automation.hpp"
#include "salespipe/base/error.hpp"
#include "salespipe/base/text.hpp"

namespace salespipe::automation {
namespace {

constexpr std::string_view kOwnFields[] = {"account", "contacts", "owner",          "value",
                                           "source",  "product",  "expected_close", "tags"};

class Lint {
 public:
  Lint(const AutomationRules& rules, const Book& book) : rules_(rules), book_(book) {}

  Diagnostics all() {
    for (const MailText& mail : rules_.mails) look_at_mail(mail);
    for (const Rule& rule : rules_.rules) look_at(rule);
    for (const Sequence& sequence : rules_.sequences) look_at(sequence);
    auto loops = loops_of(rules_, book_);
    found_.insert(found_.end(), loops.begin(), loops.end());
    std::stable_sort(found_.begin(), found_.end(), [](const Diagnostic& a, const Diagnostic& b) {
      return a.severity > b.severity;
    });
    return std::move(found_);
  }

 private:
  void tell(Severity severity, const char* code, const std::string& what, const char* member) {
    Diagnostic told{severity, code, subject_ + ": " + what, 0, where_};
    if (*member != 0) told.where["member"] = member;
    found_.push_back(std::move(told));
  }
  void wrong(const char* code, const std::string& what, const char* member) {
    tell(Severity::error, code, what, member);
  }
  void unwise(const char* code, const std::string& what, const char* member) {
    tell(Severity::warning, code, what, member);
  }

  void look_at_text(const std::string& text, const char* member) {
    try {
      for (const std::string& name : fields_in(text)) {
        if (is_text_field(name)) continue;
        wrong("unknown_text_field",
              "there is no field " + salespipe::quoted(name) + "; there are " + known_text_fields(),
              member);
      }
    } catch (const Error& error) {
      wrong("bad_text", error.message(), member);
    }
  }

  void look_at_mail(const MailText& mail) {
    subject_ = "mail " + salespipe::quoted(mail.id);
    where_ = {{"mail", mail.id}};
    look_at_text(mail.subject, "subject");
    look_at_text(mail.text, "text");
    look_at_text(mail.html, "html");
    const auto sends = [&](const RuleAction& action) { return action.mail == mail.id; };
    bool is_used = false;
    for (const Rule& rule : rules_.rules) {
      is_used = is_used || std::any_of(rule.then.begin(), rule.then.end(), sends);
    }
    for (const Sequence& sequence : rules_.sequences) {
      for (const SequenceStep& step : sequence.steps) {
        is_used = is_used || std::any_of(step.then.begin(), step.then.end(), sends);
      }
    }
    if (!is_used) tell(Severity::info, "unused_mail", "no rule sends it", "");
  }

  void look_at(const Rule& rule) {
    subject_ = "rule " + salespipe::quoted(rule.id);
    where_ = {{"rule", rule.id}};
    const std::size_t before = found_.size();
    look_at_trigger(rule.when);
    std::vector<std::string> mistakes;
    const CompiledCondition compiled(rule.only_if, mistakes);
    for (const std::string& mistake : mistakes) wrong("bad_condition", mistake, "if");
    if (found_.size() == before) look_at_chance(rule);
    for (const RuleAction& action : rule.then) look_at(action, rule);
    look_at_repetition(rule);
  }

  void look_at(const Sequence& sequence) {
    subject_ = "sequence " + salespipe::quoted(sequence.id);
    where_ = {{"sequence", sequence.id}};
    Rule any;  // its steps speak wherever the deal is
    any.when.kind = TriggerKind::tag_given;
    for (const SequenceStep& step : sequence.steps) {
      for (const RuleAction& action : step.then) look_at(action, any);
    }
  }

  void look_at_tag(const std::string& tag) {
    if (!tag.starts_with("sequence:")) return;
    const auto begins = [&](const Sequence& sequence) { return tag_of(sequence) == tag; };
    if (std::any_of(rules_.sequences.begin(), rules_.sequences.end(), begins)) return;
    wrong("unknown_sequence",
          "there is no sequence that the tag " + salespipe::quoted(tag) + " begins", "then");
  }

  void look_at_trigger(const RuleTrigger& when) {
    if (places_of(book_, when.pipeline).empty()) {
      return wrong("unknown_pipeline",
                   "there is no pipeline " + salespipe::quoted(when.pipeline) + " in the book",
                   "when");
    }
    if (!when.stage.empty() &&
        named_in(book_, places_of(book_, when.pipeline), when.stage).empty()) {
      wrong("unknown_stage", "there is no stage " + salespipe::quoted(when.stage), "when");
    }
    if (!when.interaction.empty() && !parse_interaction_type(when.interaction)) {
      wrong("unknown_interaction",
            "there is no interaction " + salespipe::quoted(when.interaction) +
                "; there are email_out, email_in, meeting, call, note, email_opened, link_clicked, "
                "web_visit",
            "when");
    }
    if (!when.date.empty() && !date_named(when.date)) {
      wrong("unknown_date",
            "there is no date " + salespipe::quoted(when.date) +
                "; there are expected_close, wake_up, created, stage_entered, field.<name>",
            "when");
    }
  }

  /// Whether it can ever speak.
  void look_at_chance(const Rule& rule) {
    look_at_currency(rule, rule.only_if);
    Possible known;
    known.places = places_of(book_, rule.when);
    if (!rule.when.tag.empty()) known.tags.insert(rule.when.tag);
    if (!rule.when.verdict.empty()) known.texts["verdict"].allowed = {rule.when.verdict};
    if (known.places.empty() || !is_satisfiable(book_, rule.only_if, known)) {
      unwise("never_speaks", "its conditions cannot hold when it is set off; correct or remove it",
             "if");
    }
  }

  void look_at_currency(const Rule& rule, const Condition& condition) {
    for (const Condition& part : condition.parts) look_at_currency(rule, part);
    if (condition.kind != ConditionKind::leaf || condition.field != "value" ||
        condition.test == ConditionTest::exists) {
      return;
    }
    const auto places = places_of(book_, rule.when.pipeline);
    for (const ConditionValue& value : condition.values) {
      const Currency currency = Money::parse(value.text).currency();
      const bool is_there = std::any_of(places.begin(), places.end(), [&](const Place& place) {
        return book_.pipeline(PipelineId(place.first)).currency() == currency;
      });
      if (is_there) continue;
      wrong("currency_differs",
            "no pipeline that it is about counts in " + std::string(currency.code()) +
                "; compare with an amount in the currency of the pipeline",
            "if");
    }
  }

  void look_at(const RuleAction& action, const Rule& rule) {
    switch (action.kind) {
      case ActionKind::create_task:
      case ActionKind::notify:
        return look_at_text(action.text, "then");
      case ActionKind::send_mail:
        if (std::none_of(rules_.mails.begin(), rules_.mails.end(),
                         [&](const MailText& mail) { return mail.id == action.mail; })) {
          wrong("unknown_mail", "there is no mail " + salespipe::quoted(action.mail), "then");
        }
        return;
      case ActionKind::set_field:
        if (std::find(std::begin(kOwnFields), std::end(kOwnFields), action.field) !=
            std::end(kOwnFields)) {
          wrong("own_field",
                salespipe::quoted(action.field) +
                    " is a member of every deal, not a field of its own; it has actions of its own",
                "then");
        }
        return;
      case ActionKind::add_tag:
        return look_at_tag(action.tag);
      case ActionKind::move:
        return look_at_move(action, rule);
      default:
        return;
    }
  }

  void look_at_move(const RuleAction& action, const Rule& rule) {
    const auto from = places_of(book_, rule.when);
    const auto to = named_in(book_, places_of(book_, rule.when.pipeline), action.stage);
    if (to.empty()) {
      return wrong("unknown_stage", "there is no stage " + salespipe::quoted(action.stage), "then");
    }
    std::set<std::string> without;
    for (const Place& place : from) without.insert(place.first);
    for (const Place& place : to) without.erase(place.first);
    for (const std::string& pipeline : without) {
      unwise("stage_missing",
             "pipeline " + salespipe::quoted(pipeline) + " has no stage " +
                 salespipe::quoted(action.stage) + "; name the pipeline in its trigger",
             "then");
    }
    const bool is_lost = std::any_of(to.begin(), to.end(), [&](const Place& place) {
      const Pipeline& pipeline = book_.pipeline(PipelineId(place.first));
      return pipeline.kind(pipeline.find_id(place.second)) == StageKind::lost;
    });
    if (is_lost && action.reason.empty()) {
      unwise("no_reason", "a deal is lost for a reason; name one", "then");
    }
  }

  /// A mail is an activity: after it a deal is inactive again so many days later.
  void look_at_repetition(const Rule& rule) {
    if (rule.when.kind != TriggerKind::inactive || rule.only_if != Condition{}) return;
    const bool mails =
        std::any_of(rule.then.begin(), rule.then.end(),
                    [](const RuleAction& action) { return action.kind == ActionKind::send_mail; });
    if (mails) {
      unwise("repeats_itself",
             "it mails every " + std::to_string(rule.when.days) +
                 " days for as long as nobody answers; give it a condition that ends it, such as a "
                 "tag that it gives",
             "when");
    }
  }

  const AutomationRules& rules_;
  const Book& book_;
  Diagnostics found_;
  std::string subject_;
  std::map<std::string, std::string> where_;
};

}  // namespace

Diagnostics lint(const AutomationRules& rules, const Book& book) { return Lint(rules, book).all(); }

}  // namespace salespipe::automation
