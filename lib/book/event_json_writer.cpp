#include "base/json.hpp"
#include "base/json_text.hpp"
#include "book/event_line.hpp"
#include "book/payload_members.hpp"
#include "salespipe/base/date.hpp"
#include "salespipe/base/error.hpp"
#include "salespipe/book/event_json.hpp"

namespace salespipe {
namespace {

using Json = documents::ordered_json;

void put(JsonText& out, const std::string& text) { out.text(text); }
void put(JsonText& out, bool value) { out.boolean(value); }
void put(JsonText& out, std::uint64_t value) { out.number(value); }
void put(JsonText& out, Day day) { out.plain(to_string(day)); }
template <class Tag>
void put(JsonText& out, const Id<Tag>& id) {
  out.text(id.text());
}
template <class Enum>
requires std::is_enum_v<Enum>
void put(JsonText& out, Enum value) { out.plain(to_string(value)); }
template <class Item>
void put(JsonText& out, const std::vector<Item>& items) {
  out.begin_array();
  for (const auto& item : items) put(out, item);
  out.end_array();
}
void put(JsonText& out, const std::map<std::string, std::string>& fields) {
  out.begin_object();
  for (const auto& [name, value] : fields) {
    out.name(name);
    out.text(value);
  }
  out.end_object();
}

/// Amounts are decimal texts: money is never a float.
void put(JsonText& out, const std::optional<DealValue>& value) {
  const int digits = value->currency().minor_digits();
  const auto amount = [&](Money money) { return format_minor_units(money.minor_units(), digits); };
  out.begin_object();
  out.key("currency");
  out.text(value->currency().code());
  out.key("one_off");
  out.plain(amount(value->one_off()));
  if (value->is_recurring()) {
    out.key("recurring");
    out.plain(amount(value->recurring_amount()));
    out.key("interval");
    out.plain(to_string(value->interval()));
    out.key("term_months");
    out.number(value->term_months());
  }
  out.end_object();
}

bool holds_nothing(bool value) { return !value; }
bool holds_nothing(Day day) { return !is_known(day); }
template <class Optional>
bool holds_nothing(const std::optional<Optional>& value) {
  return !value;
}
template <class Container>
bool holds_nothing(const Container& value) {
  return value.empty();
}

class PayloadWriter {
 public:
  explicit PayloadWriter(JsonText& out) : out_(out) {}

  void must(const char* name, const auto& value) {
    out_.key(name);
    put(out_, value);
  }
  void may(const char* name, const auto& value) {
    if (!holds_nothing(value)) must(name, value);
  }
  void definition(const char* name, const std::string& text) {
    out_.key(name);
    out_.json(Json::parse(text).dump());
  }
  void rules(const char* name, const std::string& text) { definition(name, text); }
  void automation(const char* name, const std::string& text) { definition(name, text); }

 private:
  JsonText& out_;
};

void write(JsonText& out, const Event& event) {
  out.begin_object();
  if (!event.id.empty()) {
    out.key("id");
    out.text(event.id.text());
  }
  if (event.sequence != 0) {
    out.key("sequence");
    out.number(event.sequence);
  }
  out.key("stream");
  out.begin_object();
  out.key("kind");
  out.plain(to_string(event.stream.kind));
  out.key("id");
  out.text(event.stream.id);
  out.end_object();
  std::string instant = to_string(event.occurred_at);
  if (!instant.empty()) {
    out.key("occurred_at");
    out.plain(instant);
  }
  if (event.recorded_at != event.occurred_at) instant = to_string(event.recorded_at);
  if (!instant.empty()) {
    out.key("recorded_at");
    out.plain(instant);
  }
  if (!event.actor.empty()) {
    out.key("actor");
    out.text(event.actor.text());
  }
  out.key("type");
  out.plain(to_string(event.type()));
  out.key("schema_version");
  out.number(event.schema_version);
  out.key("payload");
  out.begin_object();
  std::visit(
      [&]<class Payload>(const Payload& of) {
        PayloadWriter writer(out);
        Members<Payload>::visit(writer, of);
      },
      event.payload);
  out.end_object();
  out.end_object();
}

[[noreturn]] void refuse(const Event& event, const char* why) {
  throw Error(ErrorCode::invalid_argument,
              "event " + std::to_string(event.sequence) + " cannot be written as JSON: " + why);
}

}  // namespace

void append_event_line(std::string& out, const Event& event) {
  JsonText text(out);
  try {
    write(text, event);
  } catch (const documents::json::exception& error) {
    refuse(event, error.what());
  } catch (const Error& error) {
    if (error.code() != ErrorCode::invalid_argument) throw;
    refuse(event, error.what());
  }
}

std::string event_to_json_line(const Event& event) {
  std::string line;
  line.reserve(320);
  append_event_line(line, event);
  return line;
}

std::string journal_header_line() { return Json{{"salespipe", "journal"}, {"version", 1}}.dump(); }

}  // namespace salespipe
