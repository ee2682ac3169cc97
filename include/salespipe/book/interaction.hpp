#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "salespipe/base/id.hpp"
#include "salespipe/base/instant.hpp"

namespace salespipe {

enum class InteractionType : std::uint8_t {
  email_out,
  email_in,
  meeting,
  call,
  note,
  email_opened,
  link_clicked,
  web_visit,
};

/// "email_out", "email_in", "meeting", ...
std::string_view to_string(InteractionType type) noexcept;
std::optional<InteractionType> parse_interaction_type(std::string_view text) noexcept;

/// Who turned to whom.
enum class Direction : std::uint8_t { none, inbound, outbound };

/// "none", "inbound", "outbound"
std::string_view to_string(Direction direction) noexcept;
std::optional<Direction> parse_direction(std::string_view text) noexcept;
/// What the type alone says: emails out are outbound; emails in, opens, clicks and visits are
/// inbound; meetings, calls and notes are none.
Direction usual_direction(InteractionType type) noexcept;

/// A contact with a customer that took place.
struct Interaction {
  InteractionType type = InteractionType::note;
  Direction direction = Direction::none;
  AccountId account;          ///< Empty only where neither deal nor contact has an account.
  ContactId contact;          ///< Empty: not known who.
  OpportunityId opportunity;  ///< Empty: not about one deal.
  ActorId owner;              ///< Our side of it.
  std::string summary;        ///< Subject or note; may be empty.
  std::string external_id;    ///< The id in the system it came from; may be empty.
  Instant at = kNoInstant;
  std::uint64_t sequence = 0;  ///< Of its event in the journal.
  bool operator==(const Interaction&) const = default;
};

}  // namespace salespipe
