#include "automation/deal_view.hpp"

#include <array>
#include <utility>

#include "salespipe/base/date.hpp"
#include "salespipe/base/error.hpp"
#include "salespipe/definition/pipeline.hpp"

namespace salespipe::automation {
namespace {

constexpr std::string_view kCustom = "field.";

struct Named {
  std::string_view name;
  FieldKind kind;
};
// In the order of Field.
constexpr std::array<Named, 18> kFields{{
    {"pipeline", FieldKind::text},
    {"stage", FieldKind::text},
    {"stage_kind", FieldKind::text},
    {"owner", FieldKind::text},
    {"name", FieldKind::text},
    {"source", FieldKind::text},
    {"product", FieldKind::text},
    {"account", FieldKind::text},
    {"account_owner", FieldKind::text},
    {"verdict", FieldKind::text},
    {"lost_reason", FieldKind::text},
    {"tag", FieldKind::set},
    {"value", FieldKind::money},
    {"age_days", FieldKind::number},
    {"stage_days", FieldKind::number},
    {"days_to_close", FieldKind::number},
    {"days_inactive", FieldKind::number},
    {"contacts", FieldKind::number},
}};

std::optional<std::int64_t> days_since(Instant then, const Moment& moment) {
  if (!is_known(then)) return std::nullopt;
  return moment.today() - moment.day_of(then);
}

}  // namespace

FieldKind kind_of(Field field) noexcept {
  const auto index = static_cast<std::size_t>(field);
  return index < kFields.size() ? kFields[index].kind : FieldKind::text;
}

Field field_named(std::string_view name) noexcept {
  for (std::size_t i = 0; i < kFields.size(); ++i) {
    if (kFields[i].name == name) return static_cast<Field>(i);
  }
  return name.size() > kCustom.size() && name.starts_with(kCustom) ? Field::custom : Field::unknown;
}

std::string known_fields() {
  std::string known;
  for (const Named& field : kFields) known += std::string(field.name) + ", ";
  return known + "field.<name>";
}

std::optional<DateField> date_named(std::string_view name) noexcept {
  if (name == "expected_close") return DateField::expected_close;
  if (name == "wake_up") return DateField::wake_up;
  if (name == "created") return DateField::created;
  if (name == "stage_entered") return DateField::stage_entered;
  if (name.size() > kCustom.size() && name.starts_with(kCustom)) return DateField::custom;
  return std::nullopt;
}

Instant Moment::last_activity(const OpportunityId& deal) {
  // A deal that came since is as new as it can be.
  if (!facts_) {
    touches_.refresh(book_);
    facts_.emplace(book_, touches_, now_, now_);
    deals_ = book_.opportunities().size();
  }
  const auto code = touches_.deal(deal);
  return code == 0 || code > deals_ ? now_ : facts_->deal(code - 1).last_activity;
}

std::optional<std::int64_t> number_of(Field field, const Opportunity& deal, Moment& moment) {
  switch (field) {
    case Field::age_days:
      return days_since(deal.created_at, moment);
    case Field::stage_days:
      return days_since(deal.stage_entered_at, moment);
    case Field::days_to_close:
      if (!is_known(deal.expected_close)) return std::nullopt;
      return deal.expected_close - moment.today();
    case Field::days_inactive:
      return days_since(moment.last_activity(deal.id), moment);
    case Field::contacts:
      return static_cast<std::int64_t>(deal.contacts.size());
    default:
      return std::nullopt;
  }
}

Texts texts_of(Field field, std::string_view custom, const Opportunity& deal, const Book& book) {
  switch (field) {
    case Field::pipeline:
      return {deal.pipeline.text(), book.pipeline(deal.pipeline).name()};
    case Field::stage: {
      const Pipeline& pipeline = book.pipeline(deal.pipeline);
      const StageIndex stage = pipeline.find_id(deal.stage.text());
      return {deal.stage.text(),
              is_known(stage) ? std::string_view(pipeline.stage(stage).name) : std::string_view{}};
    }
    case Field::stage_kind:
      return {to_string(deal.stage_kind), {}};
    case Field::owner:
      return {deal.owner.text(), {}};
    case Field::name:
      return {deal.name, {}};
    case Field::source:
      return {deal.source, {}};
    case Field::product:
      return {deal.product, {}};
    case Field::account:
      if (deal.account.empty()) return {};
      return {deal.account.text(), book.account(deal.account).name};
    case Field::account_owner:
      if (deal.account.empty()) return {};
      return {book.account(deal.account).owner.text(), {}};
    case Field::verdict:
      return {to_string(deal.verdict), {}};
    case Field::lost_reason:
      return {deal.lost_reason, {}};
    case Field::custom: {
      const auto found = deal.fields.find(std::string(custom));
      return {found == deal.fields.end() ? std::string_view{} : std::string_view(found->second),
              {}};
    }
    default:
      return {};
  }
}

std::string shown(Field field, std::string_view custom, const Opportunity& deal, Moment& moment) {
  switch (kind_of(field)) {
    case FieldKind::number: {
      const auto number = number_of(field, deal, moment);
      return number ? std::to_string(*number) : std::string();
    }
    case FieldKind::money:
      return deal.value ? deal.value->total().to_string() : std::string();
    case FieldKind::set: {
      std::string all;
      for (const auto& tag : deal.tags) all += (all.empty() ? "" : ", ") + tag;
      return all;
    }
    case FieldKind::text:
      break;
  }
  const Texts texts = texts_of(field, custom, deal, moment.book());
  return std::string(texts.second.empty() ? texts.first : texts.second);
}

Day date_of(DateField field, std::string_view custom, const Opportunity& deal,
            const Moment& moment) {
  switch (field) {
    case DateField::expected_close:
      return deal.expected_close;
    case DateField::wake_up:
      return deal.wake_up;
    case DateField::created:
      return moment.day_of(deal.created_at);
    case DateField::stage_entered:
      return moment.day_of(deal.stage_entered_at);
    case DateField::custom: {
      const auto found = deal.fields.find(std::string(custom));
      if (found == deal.fields.end()) return kNoDay;
      try {
        return parse_day(found->second);
      } catch (const Error&) {  // what is no date is none
        return kNoDay;
      }
    }
  }
  return kNoDay;
}

}  // namespace salespipe::automation
