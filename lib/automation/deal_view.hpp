#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "hygiene/facts.hpp"
#include "salespipe/book/book.hpp"

namespace salespipe::automation {

/// The fields that conditions look at.
enum class Field : std::uint8_t {
  pipeline,
  stage,
  stage_kind,
  owner,
  name,
  source,
  product,
  account,
  account_owner,
  verdict,
  lost_reason,
  tag,
  value,
  age_days,
  stage_days,
  days_to_close,
  days_inactive,
  contacts,
  custom,  ///< "field.<name>"
  unknown,
};

enum class FieldKind : std::uint8_t { text, set, money, number };
FieldKind kind_of(Field field) noexcept;
/// unknown for a name that is none. "field.region" is custom.
Field field_named(std::string_view name) noexcept;
/// All names, for messages.
std::string known_fields();

/// The date of a deal that a trigger names; std::nullopt for a name that is none.
enum class DateField : std::uint8_t { expected_close, wake_up, created, stage_entered, custom };
std::optional<DateField> date_named(std::string_view name) noexcept;

/// What is known of all deals at the moment of a run, made when it is first asked for.
class Moment {
 public:
  Moment(const Book& book, Instant now) : book_(book), now_(now), today_(book.zone().day_of(now)) {}

  Instant now() const { return now_; }
  Day today() const { return today_; }
  Day day_of(Instant instant) const { return book_.zone().day_of(instant); }
  const Book& book() const { return book_; }
  /// As it was when something first asked in this run; kNoInstant: none is known.
  Instant last_activity(const OpportunityId& deal);

 private:
  const Book& book_;
  Instant now_;
  Day today_;
  hygiene::Touches touches_;
  std::optional<hygiene::Facts> facts_;
  std::size_t deals_ = 0;
};

/// A number of a deal; nothing where it is not known.
std::optional<std::int64_t> number_of(Field field, const Opportunity& deal, Moment& moment);
/// The texts that stand for a text field: what it is, and for pipelines, stages and accounts also
/// the other of id and name.
struct Texts {
  std::string_view first{};
  std::string_view second{};
};
Texts texts_of(Field field, std::string_view custom, const Opportunity& deal, const Book& book);
/// For people: what the field is. Empty: nothing.
std::string shown(Field field, std::string_view custom, const Opportunity& deal, Moment& moment);

/// The day that the date of a deal is; kNoDay where it is not known.
Day date_of(DateField field, std::string_view custom, const Opportunity& deal,
            const Moment& moment);

}  // namespace salespipe::automation
