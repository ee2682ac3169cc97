#include "salespipe/automation/mail.hpp"

#include <set>
#include <span>

#include "automation/mail_post.hpp"
#include "base/json.hpp"
#include "salespipe/base/date.hpp"
#include "salespipe/base/error.hpp"
#include "salespipe/base/text.hpp"
#include "salespipe/book/transaction.hpp"

namespace salespipe::automation {
namespace {

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

template <class Change>
MailFields changed(const MailFields& fields, const Change& change) {
  MailFields out;
  for (const auto& [name, value] : fields) out.emplace(name, change(value));
  return out;
}

const std::string& field(const MailFields& fields, const std::string& name) {
  const auto found = fields.find(name);
  if (found != fields.end()) return found->second;
  std::string known;
  for (const auto& [other, value] : fields) known += (known.empty() ? "" : ", ") + other;
  throw Error(ErrorCode::not_found,
              "there is no field " + salespipe::quoted(name) + "; there are " + known);
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

template <class Fill>
std::string at_part(const char* part, const Fill& fill) {
  try {
    return fill();
  } catch (const Error& error) {
    throw Error(error.code(), error.message(), ErrorPlace{{}, 0, {}, part});
  }
}

std::string body_of(const SentMail& sent) {
  documents::json body{{"to", sent.to}, {"subject", sent.mail.subject}, {"text", sent.mail.text}};
  if (!sent.mail.html.empty()) body["html"] = sent.mail.html;
  return body.dump();
}

}  // namespace

/// A line break in a header would begin another one.
std::string on_one_line(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  }
  return out;
}

bool post_mail(Book& book, const SentMail& mail, const ActorId& owner,
               const CommandContext& context, bool posts) {
  NewInteraction logged;
  logged.type = InteractionType::email_out;
  logged.contact = mail.contact;
  logged.opportunity = mail.opportunity;
  logged.owner = owner;
  logged.summary = mail.mail.subject;
  logged.external_id = mail.key;
  const auto before = book.last_sequence();
  if (book.log_interaction(logged, context) <= before) return false;  // it was sent before
  if (posts) book.post({mail.key, "email", body_of(mail), book.last_sequence()});
  return true;
}

MailFields mail_fields(const Book& book, const OpportunityId& id, const ContactId& contact) {
  const Opportunity& deal = book.opportunity(id);
  const Pipeline& pipeline = book.pipeline(deal.pipeline);
  const StageIndex stage = pipeline.find_id(deal.stage.text());
  MailFields fields;
  fields["deal.name"] = deal.name;
  fields["deal.owner"] = deal.owner.text();
  fields["deal.value"] = deal.value ? deal.value->to_string() : "";
  fields["deal.stage"] = is_known(stage) ? pipeline.stage(stage).name : deal.stage.text();
  fields["deal.source"] = deal.source;
  fields["deal.product"] = deal.product;
  fields["deal.expected_close"] =
      is_known(deal.expected_close) ? to_string(deal.expected_close) : "";
  fields["account.name"] = deal.account.empty() ? "" : book.account(deal.account).name;
  fields["contact.name"] = contact.empty() ? "" : book.contact(contact).name;
  fields["contact.email"] = contact.empty() ? "" : book.contact(contact).email;
  for (const auto& [name, value] : deal.fields) fields["field." + name] = value;
  return fields;
}

namespace {

/// Gives `plain` the texts between fields, and `field` the names of fields, in their order.
template <class Plain, class Field>
void walk(std::string_view text, const Plain& plain, const Field& field) {
  while (true) {
    const auto open = text.find("{{");
    plain(text.substr(0, open));
    if (open == std::string_view::npos) return;
    const auto close = text.find("}}", open);
    if (close == std::string_view::npos) {
      throw Error(
          ErrorCode::parse_error,
          "the braces at " + salespipe::quoted(text.substr(open, 20)) + " are not closed; add }}");
    }
    field(std::string(trimmed(text.substr(open + 2, close - open - 2))));
    text.remove_prefix(close + 2);
  }
}

}  // namespace

std::vector<std::string> fields_in(std::string_view text) {
  std::vector<std::string> names;
  walk(
      text, [](std::string_view) {}, [&](std::string name) { names.push_back(std::move(name)); });
  return names;
}

std::string fill_in(std::string_view text, const MailFields& fields) {
  std::string out;
  walk(
      text, [&](std::string_view plain) { out += plain; },
      [&](const std::string& name) { out += field(fields, name); });
  return out;
}

MailTemplate fill_in(const MailTemplate& mail, const MailFields& fields) {
  MailTemplate out;
  out.subject =
      at_part("/subject", [&] { return fill_in(mail.subject, changed(fields, on_one_line)); });
  out.text = at_part("/text", [&] { return fill_in(mail.text, fields); });
  out.html = at_part("/html", [&] { return fill_in(mail.html, changed(fields, escaped)); });
  return out;
}

std::vector<SentMail> preview(const Book& book, const MailTemplate& mail,
                              std::span<const OpportunityId> deals, std::string_view name) {
  if (name.empty()) {
    throw Error(ErrorCode::invalid_argument,
                "a mailing needs a name, which keeps it from being sent twice");
  }
  std::vector<SentMail> mails;
  std::set<std::string> addresses;
  for (const OpportunityId& deal : deals) {
    for (const ContactId& contact : book.opportunity(deal).contacts) {
      const std::string& to = book.contact(contact).email;
      if (to.empty() || !addresses.insert(to).second) continue;
      mails.push_back({std::string(name) + "/" + contact.text(), deal, contact, to,
                       fill_in(mail, mail_fields(book, deal, contact))});
    }
  }
  return mails;
}

std::vector<SentMail> send(Book& book, const MailTemplate& mail,
                           std::span<const OpportunityId> deals, std::string_view name,
                           const CommandContext& context) {
  if (!context.event_id.empty() || context.expected_version) {
    throw Error(ErrorCode::invalid_argument,
                "a mailing is many events and has a name of its own: give no event id and no "
                "expected version");
  }
  Transaction changes(book);
  std::vector<SentMail> sent;
  for (SentMail& one : preview(book, mail, deals, name)) {
    if (post_mail(book, one, context.actor, context)) sent.push_back(std::move(one));
  }
  changes.commit();
  return sent;
}

}  // namespace salespipe::automation
