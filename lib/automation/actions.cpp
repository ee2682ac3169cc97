#include "automation/actions.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "automation/mail_post.hpp"
#include "base/json.hpp"
#include "salespipe/base/date.hpp"
#include "salespipe/base/error.hpp"
#include "salespipe/base/text.hpp"

namespace salespipe::automation {
namespace {

constexpr std::array<std::string_view, 10> kTextFields{
    "deal.name",    "deal.owner",   "deal.value",          "deal.stage",   "deal.source",
    "deal.product", "account.name", "deal.expected_close", "contact.name", "contact.email"};

/// What a rule may run into because of the data; everything else is an error of the run.
bool is_of_the_data(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_argument:
    case ErrorCode::parse_error:
    case ErrorCode::not_found:
    case ErrorCode::already_exists:
    case ErrorCode::overflow:
    case ErrorCode::currency_mismatch:
    case ErrorCode::invalid_state:
      return true;
    default:
      return false;
  }
}

/// Whom a mail of the deal goes to: its contacts that have an address, each address once.
std::vector<ContactId> addressed(const Book& book, const Opportunity& deal) {
  std::vector<ContactId> found;
  std::set<std::string> addresses;
  for (const ContactId& contact : deal.contacts) {
    const std::string& email = book.contact(contact).email;
    if (!email.empty() && addresses.insert(email).second) found.push_back(contact);
  }
  return found;
}

ContactId first_contact(const Book& book, const Opportunity& deal) {
  const auto found = addressed(book, deal);
  if (!found.empty()) return found.front();
  return deal.contacts.empty() ? ContactId() : deal.contacts.front();
}

/// Of the fields that each deal has by itself, those that `texts` asks for and it has not are
/// empty.
MailFields fields_for(const Book& book, const OpportunityId& deal, const ContactId& contact,
                      std::initializer_list<std::string_view> texts) {
  MailFields fields = mail_fields(book, deal, contact);
  for (const auto text : texts) {
    for (const auto& name : fields_in(text)) {
      if (name.starts_with("field.")) fields.try_emplace(name);
    }
  }
  return fields;
}

}  // namespace

std::string known_text_fields() {
  std::string known;
  for (const auto name : kTextFields) known += std::string(name) + ", ";
  return known + "field.<name>";
}

bool is_text_field(const std::string& name) {
  return (name.starts_with("field.") && name.size() > 6) ||
         std::find(kTextFields.begin(), kTextFields.end(), name) != kTextFields.end();
}

struct Actions::Call {
  const RuleAction& action;
  const std::string& rule;
  const Opportunity& deal;
  std::string id;
  CommandContext context;
};

ActionOutcome Actions::perform(const RuleAction& action, const std::string& rule,
                               const OpportunityId& deal, const EventId& id, std::size_t number) {
  Call call{action, rule, book_.opportunity(deal), id.text() + "/" + std::to_string(number), {}};
  call.context.at = moment_.now();
  call.context.actor = ActorId("automation:" + rule);
  call.context.event_id = EventId(call.id);
  ActionOutcome told;
  told.kind = action.kind;
  const std::uint64_t before = book_.last_sequence();
  try {
    switch (action.kind) {
      case ActionKind::create_task:
        create_task(call, told);
        break;
      case ActionKind::send_mail:
        send_mail(call, told);
        break;
      case ActionKind::move:
        move(call, told);
        break;
      case ActionKind::notify:
        notify(call, told);
        break;
      case ActionKind::call_host:
        call_host(call, told);
        break;
      default:
        change(call, told);
    }
  } catch (const Error& error) {
    if (!is_of_the_data(error.code())) throw;
    told.result = ActionResult::refused;
    told.trouble = error.message();
  }
  for (std::uint64_t sequence = before + 1; sequence <= book_.last_sequence(); ++sequence) {
    told.events.push_back(book_.event(sequence).id);
  }
  return told;
}

std::string Actions::filled(const Call& call, const std::string& text) const {
  return on_one_line(
      fill_in(text, fields_for(book_, call.deal.id, first_contact(book_, call.deal), {text})));
}

void Actions::create_task(const Call& call, ActionOutcome& told) {
  NewTask task;
  task.id = TaskId(call.id);
  task.description = filled(call, call.action.text);
  task.opportunity = call.deal.id;
  task.assignee = call.action.who == "owner" ? call.deal.owner : ActorId(call.action.who);
  task.due = moment_.today() + call.action.days;
  told.what = "task " + salespipe::quoted(task.description) + " of " +
              (task.assignee.empty() ? "nobody" : task.assignee.text()) + ", due " +
              to_string(task.due);
  book_.add_task(task, call.context);
}

void Actions::send_mail(const Call& call, ActionOutcome& told) {
  told.what = "mail " + salespipe::quoted(call.action.mail);
  const auto mail = std::find_if(rules_.mails.begin(), rules_.mails.end(),
                                 [&](const MailText& one) { return one.id == call.action.mail; });
  if (mail == rules_.mails.end()) {
    throw Error(ErrorCode::not_found,
                "there is no template " + salespipe::quoted(call.action.mail));
  }
  auto contacts = addressed(book_, call.deal);
  if (contacts.empty()) {
    throw Error(ErrorCode::not_found, "no contact of the deal has an address");
  }
  if (!call.action.to_all) contacts.resize(1);
  told.result = ActionResult::nothing_new;
  std::string to;
  std::vector<SentMail> mails;  // a text that cannot be filled in stops all of them
  for (std::size_t i = 0; i < contacts.size(); ++i) {
    const std::string key = i == 0 ? call.id : call.id + "." + std::to_string(i + 1);
    mails.push_back({key, call.deal.id, contacts[i], book_.contact(contacts[i]).email,
                     fill_in(MailTemplate{mail->subject, mail->text, mail->html},
                             fields_for(book_, call.deal.id, contacts[i],
                                        {mail->subject, mail->text, mail->html}))});
    to += (i == 0 ? " to " : ", ") + mails.back().to;
  }
  told.what += to;
  for (const SentMail& one : mails) {
    CommandContext context = call.context;
    context.event_id = EventId(one.key);
    if (!post_mail(book_, one, call.deal.owner, context, posts_)) continue;
    told.result = ActionResult::done;
    told.messages.push_back(one.key);
  }
}

void Actions::change(const Call& call, ActionOutcome& told) {
  const RuleAction& action = call.action;
  bool is_new = false;
  switch (action.kind) {
    case ActionKind::add_tag:
      told.what = "tag " + salespipe::quoted(action.tag);
      is_new = book_.tag(call.deal.id, action.tag, call.context);
      break;
    case ActionKind::remove_tag:
      told.what = "no tag " + salespipe::quoted(action.tag);
      is_new = book_.untag(call.deal.id, action.tag, call.context);
      break;
    case ActionKind::set_field:
      told.what =
          "field " + salespipe::quoted(action.field) + " is " + salespipe::quoted(action.value);
      is_new = book_.set_field(call.deal.id, action.field, action.value, call.context);
      break;
    default:
      told.what = "owner " + salespipe::quoted(action.who);
      is_new = book_.change_owner(call.deal.id, ActorId(action.who), call.context);
  }
  if (!is_new) told.result = ActionResult::nothing_new;
}

void Actions::move(const Call& call, ActionOutcome& told) {
  told.what = "move to " + salespipe::quoted(call.action.stage);
  const Pipeline& pipeline = book_.pipeline(call.deal.pipeline);
  const StageIndex stage = pipeline.require(call.action.stage);
  const StageId to = pipeline.stage(stage).id;
  if (call.deal.stage == to) {
    told.result = ActionResult::nothing_new;
    return;
  }
  MoveDetails details;
  if (pipeline.kind(stage) == StageKind::lost) details.lost_reason = call.action.reason;
  if (pipeline.kind(stage) == StageKind::parked)
    details.wake_up = moment_.today() + call.action.days;
  const Decision decision = book_.move(call.deal.id, to, call.context, details);
  if (decision.allowed) return;
  told.result = ActionResult::refused;
  for (const Reason& reason : decision.reasons) {
    if (reason.severity != ReasonSeverity::refuse) continue;
    told.trouble += (told.trouble.empty() ? "" : "; ") + reason.message;
  }
}

void Actions::post(const Call& call, const char* topic, std::string body, ActionOutcome& told) {
  if (posts_) book_.post({call.id, topic, std::move(body), 0});
  told.messages.push_back(call.id);
}

void Actions::notify(const Call& call, ActionOutcome& told) {
  const std::string who = call.action.who == "owner" ? call.deal.owner.text() : call.action.who;
  const std::string text = filled(call, call.action.text);
  told.what = "notify " + who + ": " + text;
  if (who.empty()) throw Error(ErrorCode::not_found, "the deal has no owner to notify");
  const documents::json body{
      {"who", who}, {"text", text}, {"rule", call.rule}, {"opportunity", call.deal.id.text()}};
  post(call, "notify", body.dump(), told);
}

void Actions::call_host(const Call& call, ActionOutcome& told) {
  told.what = "call " + salespipe::quoted(call.action.call);
  const Opportunity& deal = call.deal;
  documents::json about{{"id", deal.id.text()},
                        {"name", deal.name},
                        {"pipeline", deal.pipeline.text()},
                        {"stage", deal.stage.text()}};
  if (!deal.owner.empty()) about["owner"] = deal.owner.text();
  if (!deal.account.empty()) about["account"] = deal.account.text();
  if (deal.value) about["value"] = deal.value->to_string();
  const documents::json body{
      {"call", call.action.call}, {"rule", call.rule}, {"opportunity", std::move(about)}};
  post(call, "host", body.dump(), told);
}

}  // namespace salespipe::automation
