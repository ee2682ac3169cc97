#include <nlohmann/json.hpp>

#include "book/payload_members.hpp"
#include "salespipe/base/date.hpp"
#include "salespipe/base/error.hpp"
#include "salespipe/book/event_json.hpp"

namespace salespipe {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(const std::string& text) { return text; }
Json json_of(bool value) { return value; }
Json json_of(std::uint64_t value) { return value; }
Json json_of(Day day) { return to_string(day); }
template <class Tag>
Json json_of(const Id<Tag>& id) {
  return id.text();
}
template <class Enum>
requires std::is_enum_v<Enum> Json json_of(Enum value) { return to_string(value); }
template <class Item>
Json json_of(const std::vector<Item>& items) {
  Json list = Json::array();
  for (const auto& item : items) list.push_back(json_of(item));
  return list;
}
Json json_of(const std::map<std::string, std::string>& fields) { return fields; }

/// Amounts are decimal texts: money is never a float.
Json json_of(const std::optional<DealValue>& value) {
  const int digits = value->currency().minor_digits();
  const auto amount = [&](Money money) { return format_minor_units(money.minor_units(), digits); };
  Json object{{"currency", value->currency().code()}, {"one_off", amount(value->one_off())}};
  if (value->is_recurring()) {
    object["recurring"] = amount(value->recurring_amount());
    object["interval"] = to_string(value->interval());
    object["term_months"] = value->term_months();
  }
  return object;
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
  explicit PayloadWriter(Json& out) : out_(out) {}

  void must(const char* name, const auto& value) { out_[name] = json_of(value); }
  void may(const char* name, const auto& value) {
    if (!holds_nothing(value)) out_[name] = json_of(value);
  }
  void definition(const char* name, const std::string& text) { out_[name] = Json::parse(text); }
  void rules(const char* name, const std::string& text) { out_[name] = Json::parse(text); }
  void automation(const char* name, const std::string& text) { out_[name] = Json::parse(text); }

 private:
  Json& out_;
};

}  // namespace

std::string event_to_json_line(const Event& event) {
  try {
    Json out;
    if (!event.id.empty()) out["id"] = event.id.text();
    if (event.sequence != 0) out["sequence"] = event.sequence;
    out["stream"] = {{"kind", to_string(event.stream.kind)}, {"id", event.stream.id}};
    if (is_known(event.occurred_at)) out["occurred_at"] = to_string(event.occurred_at);
    if (is_known(event.recorded_at)) out["recorded_at"] = to_string(event.recorded_at);
    if (!event.actor.empty()) out["actor"] = event.actor.text();
    out["type"] = to_string(event.type());
    out["schema_version"] = event.schema_version;
    Json payload = Json::object();
    std::visit(
        [&]<class Payload>(const Payload& of) {
          PayloadWriter writer(payload);
          Members<Payload>::visit(writer, of);
        },
        event.payload);
    out["payload"] = std::move(payload);
    return out.dump();
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorCode::invalid_argument, "event " + std::to_string(event.sequence) +
                                                 " cannot be written as JSON: " + error.what());
  }
}

std::string journal_header_line() { return Json{{"salespipe", "journal"}, {"version", 1}}.dump(); }

}  // namespace salespipe
