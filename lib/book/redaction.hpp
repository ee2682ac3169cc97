#pragma once

#include <string>
#include <string_view>
#include <unordered_set>

#include "book/state.hpp"

namespace salespipe {

/// What stands where something personal stood.
inline constexpr std::string_view kErased = "erased";

/// Takes what is personal about one contact out of events. Ids, times, amounts and stages stay, so
/// every figure stays. Deterministic: the same book and contact give the same events, and what is
/// redacted already stays as it is.
class Redaction {
 public:
  Redaction(const Book::State& state, const ContactId& contact);

  /// Whether anything in the event had to go.
  bool redact(Event& event) const;

 private:
  bool is_near(const Event& event) const;
  bool is_personal(const std::string& text, bool is_near) const;
  bool redact_own(Event& event) const;
  bool redact_texts(Event& event) const;

  const Book::State& state_;
  ContactId contact_;
  AccountId account_;
  std::string name_;   // lower case; empty: nothing to look for
  std::string email_;  // likewise
  std::unordered_set<std::string> deals_;
};

}  // namespace salespipe
