#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "salespipe/book/book.hpp"

// Mails that are written once and filled in for many: a template without logic, what it becomes,
// and sending it to the contacts of deals by way of the outbox.
namespace salespipe::automation {

/// Texts with fields in double braces: "Dear {{contact.name}}, ...".
struct MailTemplate {
  std::string subject{};
  std::string text{};
  std::string html{};  ///< Empty: the mail is plain text.
};

/// The fields of templates by their names.
using MailFields = std::map<std::string, std::string>;

/// What can be said of a deal and one of its contacts: deal.name, deal.owner, deal.value,
/// deal.stage (its name), deal.source, deal.product, deal.expected_close, account.name,
/// contact.name, contact.email, and field.<name> for each field of the deal. What is not known is
/// an empty text. Error(not_found).
MailFields mail_fields(const Book& book, const OpportunityId& deal, const ContactId& contact);

/// `text` with its fields filled in; what is filled in is not looked through again.
/// Error(not_found) names a field that is not there and lists those that are; Error(parse_error)
/// for braces that are not closed.
std::string fill_in(std::string_view text, const MailFields& fields);

/// The template with its fields filled in. In the subject, control characters of what is filled in
/// become blanks; in the HTML it is escaped, so a name cannot bring markup along. Errors as
/// fill_in(), each with the part in ErrorPlace::field ("/subject").
MailTemplate fill_in(const MailTemplate& mail, const MailFields& fields);

/// A mail on its way.
struct SentMail {
  std::string key;  ///< Of its message in the outbox.
  OpportunityId opportunity;
  ContactId contact;
  std::string to;
  MailTemplate mail;  ///< Filled in.
};

/// The mails that the template becomes for each contact of the deals that has an address; each
/// address once, for the first deal that has it. Changes nothing: a preview. The keys are
/// "<name>/<contact>". Error(invalid_argument) for an empty name.
std::vector<SentMail> preview(const Book& book, const MailTemplate& mail,
                              std::span<const OpportunityId> deals, std::string_view name);

/// Logs each mail as an interaction (email_out, its key the external id) and posts it to the outbox
/// with the topic "email", all in one transaction; docs/delivery.md tells the body. What was sent
/// under the same name before is not sent again, so a mass mailing that is repeated goes only to
/// those who are new. Returns what was sent now. The context must not have an event id or an
/// expected version: Error(invalid_argument). Error(invalid_state) for a book without outbox.
std::vector<SentMail> send(Book& book, const MailTemplate& mail,
                           std::span<const OpportunityId> deals, std::string_view name,
                           const CommandContext& context);

}  // namespace salespipe::automation
