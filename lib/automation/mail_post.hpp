#pragma once

#include <string>
#include <vector>

#include "salespipe/automation/mail.hpp"

namespace salespipe::automation {

/// Logs a mail as an interaction and posts it to the outbox; false when its key is known already.
/// `owner` is our side of it. `posts` false: it is only logged, for a run that is taken back.
bool post_mail(Book& book, const SentMail& mail, const ActorId& owner,
               const CommandContext& context, bool posts = true);

/// Names between double braces. Error(parse_error) as fill_in().
std::vector<std::string> fields_in(std::string_view text);

/// `text` on one line, as a subject is.
std::string on_one_line(std::string_view text);

}  // namespace salespipe::automation
