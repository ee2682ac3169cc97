#include "automation/satisfiable.hpp"

#include <algorithm>
#include <charconv>

#include "automation/deal_view.hpp"
#include "salespipe/base/error.hpp"

namespace salespipe::automation {
namespace {

/// Conditions are small; one that is not is taken to be possible.
constexpr int kSteps = 5000;

std::optional<std::int64_t> number_in(Field field, const std::string& text) {
  try {
    if (kind_of(field) == FieldKind::money) return Money::parse(text).minor_units();
    if (field == Field::custom) return parse_minor_units(text, 6);
  } catch (const Error&) {
    return std::nullopt;
  }
  std::int64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

class Search {
 public:
  explicit Search(const Book& book) : book_(book) {}

  struct Part {
    const Condition* condition;
    bool is_negated;
  };

  bool can_hold(std::vector<Part> parts, Possible known) {
    if (++steps_ > kSteps) return true;
    while (!parts.empty()) {
      const Part part = parts.back();
      parts.pop_back();
      const Condition& condition = *part.condition;
      if (condition.kind == ConditionKind::leaf) {
        if (!apply(condition, part.is_negated, known)) return false;
      } else if (condition.kind == ConditionKind::negation) {
        parts.push_back({&condition.parts[0], !part.is_negated});
      } else if ((condition.kind == ConditionKind::all) != part.is_negated) {
        for (const Condition& each : condition.parts) parts.push_back({&each, part.is_negated});
      } else {
        return std::any_of(condition.parts.begin(), condition.parts.end(),
                           [&](const Condition& each) {
                             auto rest = parts;
                             rest.push_back({&each, part.is_negated});
                             return can_hold(std::move(rest), known);
                           });
      }
    }
    return true;
  }

 private:
  /// False: it cannot be with what is known.
  bool apply(const Condition& leaf, bool is_negated, Possible& known) const {
    const Field field = field_named(leaf.field);
    switch (field) {
      case Field::unknown:
        return true;
      case Field::pipeline:
      case Field::stage:
      case Field::stage_kind:
        return apply_place(field, leaf, is_negated, known);
      case Field::tag:
        return apply_tag(leaf, is_negated, known);
      default:
        break;
    }
    const bool compares =
        leaf.test == ConditionTest::at_least || leaf.test == ConditionTest::at_most;
    if (kind_of(field) == FieldKind::text && !compares) return apply_text(leaf, is_negated, known);
    return apply_number(field, leaf, is_negated, known);
  }

  bool apply_place(Field field, const Condition& leaf, bool is_negated, Possible& known) const {
    bool wants = !is_negated;
    if (leaf.test == ConditionTest::is_not) {
      wants = !wants;
    } else if (leaf.test != ConditionTest::is && leaf.test != ConditionTest::in) {
      return true;
    }
    const auto fits = [&](const Place& place) {
      const Pipeline& pipeline = book_.pipeline(PipelineId(place.first));
      const Stage& stage = pipeline.stage(pipeline.find_id(place.second));
      return std::any_of(leaf.values.begin(), leaf.values.end(), [&](const ConditionValue& value) {
        if (field == Field::pipeline) {
          return value.text == place.first || value.text == pipeline.name();
        }
        if (field == Field::stage) return value.text == place.second || value.text == stage.name;
        return value.text == to_string(stage.kind);
      });
    };
    std::erase_if(known.places, [&](const Place& place) { return fits(place) != wants; });
    return !known.places.empty();
  }

  static bool apply_tag(const Condition& leaf, bool is_negated, Possible& known) {
    bool wants = !is_negated;
    if (leaf.test == ConditionTest::is_not) {
      wants = !wants;
    } else if (leaf.test != ConditionTest::is) {
      return true;
    }
    (wants ? known.tags : known.no_tags).insert(leaf.values[0].text);
    return !(wants ? known.no_tags : known.tags).contains(leaf.values[0].text);
  }

  static bool apply_text(const Condition& leaf, bool is_negated, Possible& known) {
    Possible::Text& text = known.texts[leaf.field];
    bool wants = !is_negated;
    switch (leaf.test) {
      case ConditionTest::exists: {
        const bool exists = (leaf.values[0].text == "true") == wants;
        if (text.exists && *text.exists != exists) return false;
        text.exists = exists;
        break;
      }
      case ConditionTest::is_not:
        wants = !wants;
        [[fallthrough]];
      case ConditionTest::is:
      case ConditionTest::in: {
        std::set<std::string> values;
        for (const auto& value : leaf.values) values.insert(value.text);
        if (!wants) {
          text.excluded.insert(values.begin(), values.end());
        } else if (!text.allowed) {
          text.allowed = std::move(values);
        } else {
          std::erase_if(*text.allowed, [&](const auto& one) { return !values.contains(one); });
        }
        break;
      }
      default:
        return true;
    }
    // An account is compared by its id and its name: two texts may mean one.
    if (leaf.field == "account" || !text.allowed) return true;
    return std::any_of(text.allowed->begin(), text.allowed->end(), [&](const std::string& one) {
      return !text.excluded.contains(one) && (!text.exists || *text.exists == !one.empty());
    });
  }

  static bool apply_number(Field field, const Condition& leaf, bool is_negated, Possible& known) {
    Possible::Number& number = known.numbers[leaf.field];
    if (leaf.test == ConditionTest::exists) {
      const bool exists = (leaf.values[0].text == "true") != is_negated;
      (exists ? number.is_known : number.is_unknown) = true;
    } else {
      std::int64_t low = std::numeric_limits<std::int64_t>::max();
      std::int64_t high = std::numeric_limits<std::int64_t>::min();
      for (const auto& value : leaf.values) {
        const auto read = number_in(field, value.text);
        if (!read) return true;
        low = std::min(low, *read);
        high = std::max(high, *read);
      }
      constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
      constexpr auto kLeast = std::numeric_limits<std::int64_t>::min();
      if (leaf.test == ConditionTest::is || leaf.test == ConditionTest::in) {
        if (is_negated) return true;
        number.low = std::max(number.low, low);
        number.high = std::min(number.high, high);
      } else if (leaf.test == ConditionTest::at_least) {
        if (!is_negated) number.low = std::max(number.low, low);
        if (is_negated && low != kLeast) number.high = std::min(number.high, low - 1);
      } else if (leaf.test == ConditionTest::at_most) {
        if (!is_negated) number.high = std::min(number.high, high);
        if (is_negated && high != kMost) number.low = std::max(number.low, high + 1);
      } else {
        return true;
      }
      number.is_known = number.is_known || !is_negated;
    }
    if (!number.is_known) return true;
    return !number.is_unknown && number.low <= number.high;
  }

  const Book& book_;
  int steps_ = 0;
};

}  // namespace

std::set<Place> places_of(const Book& book, const std::string& pipeline) {
  std::set<Place> places;
  for (const Pipeline& one : book.pipelines()) {
    if (!pipeline.empty() && one.id().text() != pipeline && one.name() != pipeline) continue;
    for (const Stage& stage : one.stages()) places.emplace(one.id().text(), stage.id.text());
  }
  return places;
}

std::set<Place> named_in(const Book& book, const std::set<Place>& places,
                         const std::string& stage) {
  std::set<Place> found;
  for (const Place& place : places) {
    const Pipeline& pipeline = book.pipeline(PipelineId(place.first));
    StageIndex index = pipeline.find_id(stage);
    if (!is_known(index)) index = pipeline.find_name(stage);
    if (is_known(index) && pipeline.stage(index).id.text() == place.second) found.insert(place);
  }
  return found;
}

std::set<Place> places_of(const Book& book, const RuleTrigger& when) {
  auto places = places_of(book, when.pipeline);
  if (when.stage.empty()) {
    if (when.kind != TriggerKind::inactive) return places;
  } else if (when.kind == TriggerKind::stage_left) {
    // It may be in another pipeline by now, and is not in that stage.
    places = places_of(book, std::string());
    for (const Place& place : named_in(book, places_of(book, when.pipeline), when.stage)) {
      places.erase(place);
    }
    return places;
  } else {
    places = named_in(book, places, when.stage);
  }
  if (when.kind == TriggerKind::inactive) {  // of open deals only
    std::erase_if(places, [&](const Place& place) {
      const Pipeline& pipeline = book.pipeline(PipelineId(place.first));
      return !pipeline.is_open(pipeline.find_id(place.second));
    });
  }
  return places;
}

bool is_satisfiable(const Book& book, const Condition& condition, const Possible& known) {
  return !known.places.empty() && Search(book).can_hold({{&condition, false}}, known);
}

}  // namespace salespipe::automation
