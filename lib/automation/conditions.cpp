#include "automation/conditions.hpp"

#include <algorithm>
#include <charconv>

#include "salespipe/base/error.hpp"
#include "salespipe/base/text.hpp"

namespace salespipe::automation {
namespace {

constexpr std::string_view kCustom = "field.";
constexpr int kDecimals = 6;  // of a custom field that is compared as a number

std::optional<std::int64_t> whole(std::string_view text) {
  std::int64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<std::int64_t> decimal(std::string_view text) {
  try {
    return parse_minor_units(text, kDecimals);
  } catch (const Error&) {
    return std::nullopt;
  }
}

bool compares(ConditionTest test) {
  return test == ConditionTest::at_least || test == ConditionTest::at_most;
}

std::string in_words(const Condition& condition) {
  std::string values;
  for (const auto& value : condition.values) {
    values += (values.empty() ? "" : ", ") + value.text;
  }
  switch (condition.test) {
    case ConditionTest::is:
      return "is " + values;
    case ConditionTest::is_not:
      return "is not " + values;
    case ConditionTest::in:
      return "is one of " + values;
    case ConditionTest::at_least:
      return "at least " + values;
    case ConditionTest::at_most:
      return "at most " + values;
    case ConditionTest::contains:
      return "contains " + values;
    case ConditionTest::exists:
      break;
  }
  return values == "true" ? "is known" : "is not known";
}

}  // namespace

CompiledCondition::CompiledCondition(const Condition& condition, std::vector<std::string>& mistakes)
    : kind_(condition.kind), test_(condition.test) {
  for (const Condition& part : condition.parts) parts_.emplace_back(part, mistakes);
  if (kind_ != ConditionKind::leaf) return;
  name_ = condition.field;
  said_ = in_words(condition);
  field_ = field_named(condition.field);
  if (field_ == Field::custom) custom_ = condition.field.substr(kCustom.size());
  const std::size_t before = mistakes.size();
  read_values(condition, mistakes);
  is_broken_ = mistakes.size() > before;
}

void CompiledCondition::read_values(const Condition& condition,
                                    std::vector<std::string>& mistakes) {
  const std::string named = salespipe::quoted(condition.field);
  const auto wrong = [&](const std::string& what) { mistakes.push_back(what); };
  if (field_ == Field::unknown) {
    return wrong("there is no field " + named + "; there are " + known_fields());
  }
  const FieldKind kind = kind_of(field_);
  if (test_ == ConditionTest::contains && (kind == FieldKind::number || kind == FieldKind::money)) {
    return wrong(named + " is a number, which contains nothing; use is, at_least or at_most");
  }
  if (compares(test_) &&
      (kind == FieldKind::set || (kind == FieldKind::text && field_ != Field::custom))) {
    return wrong(named + " is no number; use is, is_not, in or contains");
  }
  for (const ConditionValue& value : condition.values) {
    texts_.push_back(value.text);
    if (test_ == ConditionTest::exists) continue;
    if (kind == FieldKind::number) {
      const auto number = whole(value.text);
      if (!number)
        return wrong(named + " needs a whole number, not " + salespipe::quoted(value.text));
      numbers_.push_back(*number);
    } else if (kind == FieldKind::money) {
      try {
        const Money money = Money::parse(value.text);
        if (currency_ && *currency_ != money.currency())
          return wrong(named + " is compared with amounts of several currencies");
        currency_ = money.currency();
        numbers_.push_back(money.minor_units());
      } catch (const Error&) {
        return wrong(named + " needs an amount with its currency, \"10000 EUR\", not " +
                     salespipe::quoted(value.text));
      }
    } else if (field_ == Field::custom && compares(test_)) {
      const auto number = decimal(value.text);
      if (!number)
        return wrong(named + " is compared with a number, not " + salespipe::quoted(value.text));
      numbers_.push_back(*number);
    }
  }
}

bool CompiledCondition::fits_number(std::optional<std::int64_t> found) const {
  if (test_ == ConditionTest::exists) return found.has_value() == (texts_[0] == "true");
  if (!found) return test_ == ConditionTest::is_not;
  const auto is_it = [&](std::int64_t each) { return each == *found; };
  switch (test_) {
    case ConditionTest::is:
    case ConditionTest::in:
      return std::any_of(numbers_.begin(), numbers_.end(), is_it);
    case ConditionTest::is_not:
      return *found != numbers_[0];
    case ConditionTest::at_least:
      return *found >= numbers_[0];
    case ConditionTest::at_most:
      return *found <= numbers_[0];
    default:
      return false;
  }
}

bool CompiledCondition::fits_text(const Opportunity& deal, const Book& book) const {
  const Texts found = texts_of(field_, custom_, deal, book);
  const auto is_it = [&](const std::string& text) {
    return found.first == text || (!found.second.empty() && found.second == text);
  };
  switch (test_) {
    case ConditionTest::is:
    case ConditionTest::in:
      return std::any_of(texts_.begin(), texts_.end(), is_it);
    case ConditionTest::is_not:
      return !is_it(texts_[0]);
    case ConditionTest::contains:
      return found.first.find(texts_[0]) != std::string_view::npos ||
             found.second.find(texts_[0]) != std::string_view::npos;
    case ConditionTest::exists:
      return !found.first.empty() == (texts_[0] == "true");
    default:
      return false;
  }
}

CompiledCondition::Answer CompiledCondition::ask_leaf(const Opportunity& deal,
                                                      Moment& moment) const {
  const auto told = [](bool holds) { return holds ? Answer::yes : Answer::no; };
  if (is_broken_) return Answer::broken;
  switch (kind_of(field_)) {
    case FieldKind::number:
      return told(fits_number(number_of(field_, deal, moment)));
    case FieldKind::money: {
      if (!deal.value) return told(fits_number(std::nullopt));
      const Money total = deal.value->total();
      // An amount of another currency is neither more nor less.
      if (currency_ && *currency_ != total.currency()) return Answer::broken;
      return told(fits_number(total.minor_units()));
    }
    case FieldKind::set: {
      if (test_ == ConditionTest::exists) return told(!deal.tags.empty() == (texts_[0] == "true"));
      const auto has = [&](const std::string& tag) {
        return std::find(deal.tags.begin(), deal.tags.end(), tag) != deal.tags.end();
      };
      if (test_ == ConditionTest::is_not) return told(!has(texts_[0]));
      return told(std::any_of(texts_.begin(), texts_.end(), has));
    }
    case FieldKind::text:
      break;
  }
  if (!numbers_.empty()) {  // a custom field as a number
    const Texts found = texts_of(field_, custom_, deal, moment.book());
    return told(fits_number(decimal(found.first)));
  }
  return told(fits_text(deal, moment.book()));
}

CompiledCondition::Answer CompiledCondition::ask(const Opportunity& deal, Moment& moment) const {
  if (kind_ == ConditionKind::leaf) return ask_leaf(deal, moment);
  if (kind_ == ConditionKind::negation) {
    const Answer part = parts_[0].ask(deal, moment);
    if (part == Answer::broken) return part;
    return part == Answer::yes ? Answer::no : Answer::yes;
  }
  // What cannot be answered does not decide: all needs every yes, any needs one.
  const Answer decides = kind_ == ConditionKind::all ? Answer::no : Answer::yes;
  Answer answer = kind_ == ConditionKind::all ? Answer::yes : Answer::no;
  for (const CompiledCondition& part : parts_) {
    const Answer one = part.ask(deal, moment);
    if (one == decides) return one;
    if (one == Answer::broken) answer = one;
  }
  return answer;
}

void CompiledCondition::explain(const Opportunity& deal, Moment& moment,
                                std::vector<MetCondition>& into) const {
  for (const CompiledCondition& part : parts_) part.explain(deal, moment, into);
  if (kind_ != ConditionKind::leaf) return;
  into.push_back(
      {name_, said_, shown(field_, custom_, deal, moment), ask_leaf(deal, moment) == Answer::yes});
}

}  // namespace salespipe::automation
