#include "exchange/mail_json.hpp"

#include "exchange/command_fields.hpp"

namespace salespipe::exchange {

automation::MailTemplate mail_template(const JsonFields& fields) {
  const JsonFields parts(fields.require("mail"), fields.at("mail"), {"subject", "text", "html"});
  return {parts.text("subject"), parts.text("text"), parts.text_or("html", "")};
}

std::vector<OpportunityId> mailed_deals(const JsonFields& fields) {
  std::vector<OpportunityId> deals;
  for (auto& id : texts_at(fields, "opportunities")) {
    deals.push_back(
        at_field(fields.at("opportunities"), [&] { return OpportunityId(std::move(id)); }));
  }
  return deals;
}

documents::json mails_json(const std::vector<automation::SentMail>& mails) {
  auto out = documents::json::array();
  for (const auto& one : mails) {
    documents::json told{
        {"key", one.key}, {"opportunity", one.opportunity.text()}, {"contact", one.contact.text()},
        {"to", one.to},   {"subject", one.mail.subject},           {"text", one.mail.text}};
    if (!one.mail.html.empty()) told["html"] = one.mail.html;
    out.push_back(std::move(told));
  }
  return out;
}

}  // namespace salespipe::exchange
