#pragma once

#include "base/json.hpp"
#include "definition/json_fields.hpp"
#include "salespipe/automation/mail.hpp"

// Mailings as documents: what the question and the command share.
namespace salespipe::exchange {

/// "mail": {"subject", "text", "html"}
automation::MailTemplate mail_template(const JsonFields& fields);
/// "opportunities": ["opportunity-1", ...]
std::vector<OpportunityId> mailed_deals(const JsonFields& fields);
/// [{"key", "opportunity", "contact", "to", "subject", "text", "html"}]
documents::json mails_json(const std::vector<automation::SentMail>& mails);

}  // namespace salespipe::exchange
