#include <algorithm>

#include "base/json.hpp"
#include "book/payload_members.hpp"
#include "book/upcast.hpp"
#include "definition/json_document.hpp"
#include "definition/json_fields.hpp"
#include "definition/text_rules.hpp"
#include "salespipe/base/date.hpp"
#include "salespipe/base/error.hpp"
#include "salespipe/base/text.hpp"
#include "salespipe/book/event_json.hpp"
#include "salespipe/definition/automation.hpp"
#include "salespipe/definition/pipeline_json.hpp"

namespace salespipe {
namespace {

using Json = documents::json;

constexpr JsonLimits kLineLimits{8U * 1024U * 1024U, 16};
constexpr int kJournalVersion = 1;
constexpr std::int32_t kNewestThinkable = 1'000'000;

/// Runs `read`; what it finds wrong with a text is told at its place in the document.
template <class Read>
auto at_place(const std::string& pointer, const Read& read) {
  try {
    return read();
  } catch (const Error& error) {
    if (!error.place().field.empty()) throw;
    violates_schema(pointer, error.message());
  }
}

std::uint64_t read_sequence(const Json& value, const std::string& pointer) {
  if (!value.is_number_unsigned() || value.get<std::uint64_t>() == 0) {
    violates_schema(pointer, "expected a whole number from 1, found " + value.dump());
  }
  return value.get<std::uint64_t>();
}

/// Reads the members of one payload, and knows afterwards which there may be.
class PayloadReader {
 public:
  PayloadReader(const Json& object, std::string pointer)
      : object_(object), fields_(JsonFields::any(object, std::move(pointer))) {}

  void must(const char* name, auto& into) {
    known_.emplace_back(name);
    read(fields_.require(name), fields_.at(name), into);
  }
  void may(const char* name, auto& into) {
    known_.emplace_back(name);
    if (const Json* value = fields_.find(name)) read(*value, fields_.at(name), into);
  }
  void definition(const char* name, std::string& into) {
    document(name, into, [](const std::string& text) { return to_json(pipeline_from_json(text)); });
  }
  void rules(const char* name, std::string& into) {
    document(name, into,
             [](const std::string& text) { return to_json(access_rules_from_json(text)); });
  }
  void automation(const char* name, std::string& into) {
    document(name, into,
             [](const std::string& text) { return to_json(automation_from_json(text)); });
  }
  void refuse_others() const {
    for (const auto& member : object_.items()) {
      if (std::find(known_.begin(), known_.end(), member.key()) == known_.end()) {
        violates_schema(fields_.at(member.key()),
                        "this event type has no such member; take it out or correct its name");
      }
    }
  }

 private:
  /// A document within the event, in its canonical form.
  template <class Canonical>
  void document(const char* name, std::string& into, const Canonical& canonical) {
    known_.emplace_back(name);
    const std::string pointer = fields_.at(name);
    const Json& value = fields_.require(name);
    try {
      into = canonical(value.dump());
    } catch (const Error& error) {
      ErrorPlace place;
      place.field = pointer + error.place().field;
      throw Error(error.code(), error.message(), std::move(place));
    }
  }
  template <class Parse>
  static auto word(const Json& value, const std::string& at, Parse parse,
                   std::string_view expected) {
    const std::string& text = require_string(value, at);
    const auto found = parse(text);
    if (!found) {
      violates_schema(at,
                      "expected " + std::string(expected) + ", found " + salespipe::quoted(text));
    }
    return *found;
  }

  static void read(const Json& value, const std::string& at, std::string& into) {
    into = require_string(value, at);
  }
  static void read(const Json& value, const std::string& at, bool& into) {
    if (!value.is_boolean()) violates_schema(at, "expected true or false, found " + value.dump());
    into = value.get<bool>();
  }
  static void read(const Json& value, const std::string& at, std::uint64_t& into) {
    into = read_sequence(value, at);
  }
  static void read(const Json& value, const std::string& at, Day& into) {
    into = at_place(at, [&] { return parse_day(require_string(value, at)); });
  }
  template <class Tag>
  static void read(const Json& value, const std::string& at, Id<Tag>& into) {
    into = at_place(at, [&] { return Id<Tag>(require_string(value, at)); });
  }
  template <class Item>
  static void read(const Json& value, const std::string& at, std::vector<Item>& into) {
    require_array(value, at);
    for (std::size_t i = 0; i < value.size(); ++i) {
      read(value[i], json_pointer(at, std::to_string(i)), into.emplace_back());
    }
  }
  static void read(const Json& value, const std::string& at,
                   std::map<std::string, std::string>& into) {
    if (!value.is_object()) violates_schema(at, "expected an object, found " + value.dump());
    for (const auto& member : value.items()) {
      into[member.key()] = require_string(member.value(), json_pointer(at, member.key()));
    }
  }
  static void read(const Json& value, const std::string& at, std::optional<DealValue>& into) {
    const JsonFields fields(value, at,
                            {"currency", "one_off", "recurring", "interval", "term_months"});
    const Currency currency =
        at_place(fields.at("currency"), [&] { return Currency(fields.text("currency")); });
    const auto amount = [&](std::string_view name) {
      return at_place(fields.at(name), [&] {
        return Money(parse_minor_units(fields.text(name), currency.minor_digits()), currency);
      });
    };
    const Money one_off = amount("one_off");
    if (fields.find("recurring") == nullptr) {
      if (fields.find("interval") != nullptr || fields.find("term_months") != nullptr) {
        violates_schema(at, "an interval and a term go with a recurring amount; give all three");
      }
      into = DealValue(one_off);
      return;
    }
    const auto interval =
        fields.word("interval", parse_billing_interval, "month, quarter, half_year or year");
    (void)fields.require("term_months");
    const auto term = fields.integer_or("term_months", 0, 1, 1200);
    into = at_place(
        at, [&] { return DealValue::recurring(amount("recurring"), interval, term, one_off); });
  }
  static void read(const Json& value, const std::string& at, CriterionState& into) {
    into = word(value, at, parse_criterion_state, "unknown, met, partly_met or unmet");
  }
  static void read(const Json& value, const std::string& at, TransitionKind& into) {
    into = word(value, at, parse_transition_kind,
                "forward, skip, back, win, lose, park, reopen or reclose");
  }
  static void read(const Json& value, const std::string& at, StageKind& into) {
    into = word(value, at, parse_stage_kind, "open, won, lost or parked");
  }
  static void read(const Json& value, const std::string& at, InteractionType& into) {
    into = word(value, at, parse_interaction_type,
                "email_out, email_in, meeting, call, note, email_opened, link_clicked or "
                "web_visit");
  }
  static void read(const Json& value, const std::string& at, AccessVerb& into) {
    into = word(value, at, parse_access_verb, "read, write, bulk or configure");
  }
  static void read(const Json& value, const std::string& at, Direction& into) {
    into = word(value, at, parse_direction, "none, inbound or outbound");
  }
  const Json& object_;
  JsonFields fields_;
  std::vector<std::string> known_;
};

template <class Payload>
salespipe::Payload read_payload(const Json& object) {
  Payload payload;
  PayloadReader reader(object, "/payload");
  Members<Payload>::visit(reader, payload);
  reader.refuse_others();
  return payload;
}

/// One reader for each type, in the order of EventType.
template <class... Type>
salespipe::Payload read_payload_of(EventType type, const Json& object,
                                   const std::variant<Type...>* /*which*/) {
  using Reader = salespipe::Payload (*)(const Json&);
  constexpr Reader kReaders[] = {&read_payload<Type>...};
  return kReaders[static_cast<std::size_t>(type)](object);
}

[[noreturn]] void refuse_newer(const std::string& what, const char* field) {
  ErrorPlace place;
  place.field = field;
  throw Error(ErrorCode::unsupported,
              what +
                  "; this journal was written by a newer version of the library, read it with "
                  "that one",
              std::move(place));
}

}  // namespace

Event event_from_json_line(std::string_view line) {
  const Json document = parse_json_document(line, kLineLimits);
  const JsonFields fields(document, "",
                          {"id", "sequence", "stream", "occurred_at", "recorded_at", "actor",
                           "type", "schema_version", "payload", "salt"});
  Event event;
  const std::string type_name = fields.text("type");
  const auto type = parse_event_type(type_name);
  if (!type)
    refuse_newer("the event type " + salespipe::quoted(type_name) + " is not known", "/type");
  (void)fields.require("schema_version");
  event.schema_version = fields.integer_or("schema_version", 1, 1, kNewestThinkable);
  if (event.schema_version > current_schema_version(*type)) {
    refuse_newer("version " + std::to_string(event.schema_version) + " of " + type_name +
                     " is newer than " + std::to_string(current_schema_version(*type)),
                 "/schema_version");
  }
  if (fields.find("id") != nullptr) {
    event.id = at_place("/id", [&] { return EventId(fields.text("id")); });
  }
  if (const Json* sequence = fields.find("sequence")) {
    event.sequence = read_sequence(*sequence, "/sequence");
  }
  const JsonFields stream(fields.require("stream"), "/stream", {"kind", "id"});
  event.stream.kind =
      stream.word("kind", parse_stream_kind,
                  "pipeline, account, contact, opportunity, task, access or automation");
  event.stream.id = stream.text("id");
  at_place("/stream/id", [&] { check_id(event.stream.id, "stream id"); });
  const auto instant = [&](const char* name, const char* pointer) {
    return at_place(pointer, [&] { return Instant::parse(fields.text(name)); });
  };
  if (fields.find("occurred_at") != nullptr) {
    event.occurred_at = instant("occurred_at", "/occurred_at");
  }
  event.recorded_at = instant("recorded_at", "/recorded_at");
  if (fields.find("actor") != nullptr) {
    event.actor = at_place("/actor", [&] { return ActorId(fields.text("actor")); });
  }
  if (fields.find("salt") != nullptr) (void)fields.text("salt");  // a store's own
  const Json& payload = fields.require("payload");
  if (!payload.is_object()) violates_schema("/payload", "expected an object");
  constexpr const Payload* kAnyPayload = nullptr;
  const int current = current_schema_version(*type);
  if (event.schema_version == current) {
    event.payload = read_payload_of(*type, payload, kAnyPayload);
    return event;
  }
  Json newer = payload;
  upcast(upcasters(), *type, event.schema_version, current, newer);
  event.schema_version = current;
  event.payload = read_payload_of(*type, newer, kAnyPayload);
  return event;
}

void check_journal_header_line(std::string_view line) {
  const Json document = parse_json_document(line, kLineLimits);
  // Not compared as JSON: that makes JSON of the word, and may not fail.
  const auto* kind = document.is_object() && document.contains("salespipe")
                         ? document["salespipe"].get_ptr<const std::string*>()
                         : nullptr;
  const bool is_header = kind != nullptr && *kind == "journal";
  if (!is_header) {
    violates_schema(
        "", "this is not the first line of a salespipe journal, which is " + journal_header_line());
  }
  const JsonFields fields(document, "", {"salespipe", "version"});
  (void)fields.require("version");
  if (fields.integer_or("version", 1, 1, kNewestThinkable) > kJournalVersion) {
    refuse_newer("the journal's version is newer than " + std::to_string(kJournalVersion),
                 "/version");
  }
}

}  // namespace salespipe
