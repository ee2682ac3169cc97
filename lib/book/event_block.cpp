#include "book/event_block.hpp"

#include <array>
#include <map>
#include <optional>
#include <set>
#include <type_traits>
#include <unordered_map>
#include <vector>

#include "base/byte_codec.hpp"
#include "book/payload_members.hpp"
#include "salespipe/version.hpp"

namespace salespipe {
namespace {

/// Raise it when the form changes in a way that the members do not show.
constexpr int kForm = 1;

// Ids come again and again: each is written once in a block, then by its number.

class IdWriter {
 public:
  explicit IdWriter(ByteWriter& out) : out_(out) {}
  void id(const std::string& text) {
    const auto [at, is_new] = numbers_.try_emplace(text, numbers_.size() + 1);
    out_.varint(is_new ? 0U : at->second);
    if (is_new) out_.text(text);
  }

 private:
  ByteWriter& out_;
  std::unordered_map<std::string, std::uint64_t> numbers_;
};

class IdReader {
 public:
  explicit IdReader(ByteReader& in) : in_(in) {}
  const std::string& id() {
    const std::uint64_t number = in_.varint();
    if (number > texts_.size()) corrupt("an id is missing");
    if (number == 0) texts_.emplace_back(in_.text());
    return number == 0 ? texts_.back() : texts_[number - 1];
  }

 private:
  ByteReader& in_;
  std::deque<std::string> texts_;
};

class PayloadWriter {
 public:
  PayloadWriter(ByteWriter& out, IdWriter& ids) : out_(out), ids_(ids) {}
  void must(const char* /*name*/, const auto& value) { put(value); }
  void may(const char* /*name*/, const auto& value) { put(value); }
  void definition(const char* /*name*/, const std::string& text) { put(text); }
  void rules(const char* /*name*/, const std::string& text) { put(text); }
  void automation(const char* /*name*/, const std::string& text) { put(text); }

 private:
  void put(const std::string& text) { out_.text(text); }
  void put(std::uint64_t value) { out_.varint(value); }
  void put(bool value) { out_.byte(value ? 1 : 0); }
  void put(Day day) { out_.zigzag(day.number); }
  template <class Tag>
  void put(const Id<Tag>& id) {
    ids_.id(id.text());
  }
  template <class Enum>
  requires std::is_enum_v<Enum>
  void put(Enum value) { out_.byte(static_cast<std::uint8_t>(value)); }
  template <class Item>
  void put(const std::vector<Item>& items) {
    out_.varint(items.size());
    for (const Item& item : items) put(item);
  }
  void put(const std::map<std::string, std::string>& fields) {
    out_.varint(fields.size());
    for (const auto& [name, value] : fields) {
      put(name);
      put(value);
    }
  }
  void put(const std::optional<DealValue>& value) {
    out_.byte(value ? (value->is_recurring() ? 2 : 1) : 0);
    if (!value) return;
    out_.text(value->currency().code());
    out_.zigzag(value->one_off().minor_units());
    if (!value->is_recurring()) return;
    out_.zigzag(value->recurring_amount().minor_units());
    put(value->interval());
    out_.zigzag(value->term_months());
  }

  ByteWriter& out_;
  IdWriter& ids_;
};

class PayloadReader {
 public:
  PayloadReader(ByteReader& in, IdReader& ids) : in_(in), ids_(ids) {}
  void must(const char* /*name*/, auto& into) { get(into); }
  void may(const char* /*name*/, auto& into) { get(into); }
  void definition(const char* /*name*/, std::string& into) { get(into); }
  void rules(const char* /*name*/, std::string& into) { get(into); }
  void automation(const char* /*name*/, std::string& into) { get(into); }

 private:
  void get(std::string& into) { into = in_.text(); }
  void get(std::uint64_t& into) { into = in_.varint(); }
  void get(bool& into) { into = in_.byte() != 0; }
  void get(Day& into) {
    const std::int64_t number = in_.zigzag();
    into.number = static_cast<decltype(into.number)>(number);
    if (into.number != number) corrupt("a day is no day");
  }
  template <class Tag>
  void get(Id<Tag>& into) {
    const std::string& text = ids_.id();
    into = text.empty() ? Id<Tag>() : Id<Tag>(text);
  }
  template <class Enum>
  requires std::is_enum_v<Enum>
  void get(Enum& into) { into = static_cast<Enum>(in_.byte()); }
  template <class Item>
  void get(std::vector<Item>& into) {
    into.resize(static_cast<std::size_t>(in_.count(1)));
    for (Item& item : into) get(item);
  }
  void get(std::map<std::string, std::string>& into) {
    into.clear();
    for (std::uint64_t left = in_.count(2); left > 0; --left) {
      std::string name(in_.text());
      into.emplace(std::move(name), in_.text());
    }
  }
  void get(std::optional<DealValue>& into) {
    into.reset();
    const std::uint8_t form = in_.byte();
    if (form == 0) return;
    const Currency currency{std::string(in_.text())};
    const Money one_off(in_.zigzag(), currency);
    if (form == 1) {
      into = DealValue(one_off);
      return;
    }
    const Money recurring(in_.zigzag(), currency);
    BillingInterval interval{};
    get(interval);
    if (!parse_billing_interval(to_string(interval))) corrupt("an interval is not known");
    const std::int64_t term = in_.zigzag();
    if (term < 1 || term > 1200) corrupt("a term is out of range");
    into = DealValue::recurring(recurring, interval, static_cast<int>(term), one_off);
  }

  ByteReader& in_;
  IdReader& ids_;
};

/// Puts together the names of all members of all types.
class NameReader {
 public:
  explicit NameReader(std::string& into) : names_(into) {}
  template <class Value>
  void must(const char* name, const Value& /*value*/) {
    add(name, sizeof(Value));
  }
  template <class Value>
  void may(const char* name, const Value& /*value*/) {
    add(name, sizeof(Value));
  }
  void definition(const char* name, const std::string& text) { add(name, sizeof(text)); }
  void rules(const char* name, const std::string& text) { add(name, sizeof(text)); }
  void automation(const char* name, const std::string& text) { add(name, sizeof(text)); }

 private:
  void add(const char* name, std::size_t size) {
    names_ += name;
    names_ += std::to_string(size) + ",";
  }
  std::string& names_;
};

template <class... Type>
std::string names_of(const std::variant<Type...>* /*which*/) {
  std::string names;
  NameReader reader(names);
  (
      [&] {
        const Type empty{};
        Members<Type>::visit(reader, empty);
        names += ";";
      }(),
      ...);
  return names;
}

template <class... Type>
void read_payload(std::size_t type, PayloadReader& reader, std::variant<Type...>& into) {
  using Read = void (*)(PayloadReader&, std::variant<Type...>&);
  static constexpr std::array<Read, sizeof...(Type)> kReaders{
      [](PayloadReader& from, std::variant<Type...>& to) {
        // The payload that is there keeps its memory.
        if (!std::holds_alternative<Type>(to)) to.template emplace<Type>();
        Members<Type>::visit(from, std::get<Type>(to));
      }...};
  if (type >= kReaders.size()) corrupt("a type of event is not known");
  kReaders[type](reader, into);
}

}  // namespace

std::string event_block_engine() {
  static const std::string engine = [] {
    std::string types;
    for (std::size_t type = 0; type < kEventTypeCount; ++type) {
      const auto of = static_cast<EventType>(type);
      types += std::string(to_string(of)) + std::to_string(current_schema_version(of));
    }
    types += names_of(static_cast<const Payload*>(nullptr));
    return std::string(version) + "/" + std::to_string(kForm) + "/" + std::to_string(crc32c(types));
  }();
  return engine;
}

std::string write_event_block(const Journal& journal, std::uint64_t first, std::uint64_t last) {
  ByteWriter out;
  IdWriter ids(out);
  PayloadWriter payload(out, ids);
  out.varint(last - first + 1);
  Event event;
  std::int64_t clock = 0;
  for (std::uint64_t sequence = first; sequence <= last; ++sequence) {
    journal.read(sequence, event);
    out.byte(static_cast<std::uint8_t>(event.type()));
    out.byte(static_cast<std::uint8_t>(event.stream.kind));
    ids.id(event.stream.id);
    ids.id(event.actor.text());
    const bool is_host_id = !Journal::generated_number(event.id.text());
    out.text(is_host_id ? event.id.text() : std::string());
    out.zigzag(Int128{event.recorded_at.micros} - clock);
    out.zigzag(Int128{event.occurred_at.micros} - event.recorded_at.micros);
    clock = event.recorded_at.micros;
    std::visit([&]<class Type>(const Type& of) { Members<Type>::visit(payload, of); },
               event.payload);
  }
  return out.bytes();
}

void read_event_block(std::string_view bytes, const std::function<void(const Event&)>& take) {
  ByteReader in(bytes);
  IdReader ids(in);
  PayloadReader payload(in, ids);
  Event event;
  std::int64_t clock = 0;
  for (std::uint64_t left = in.count(1); left > 0; --left) {
    const std::uint8_t type = in.byte();
    event.stream.kind = static_cast<StreamKind>(in.byte());
    if (to_string(event.stream.kind).empty()) corrupt("a kind of stream is not known");
    event.stream.id = ids.id();
    const std::string& actor = ids.id();
    event.actor = actor.empty() ? ActorId() : ActorId(actor);
    const std::string_view id = in.text();
    event.id = id.empty() ? EventId() : EventId(std::string(id));
    clock = narrow_int64(in.zigzag128() + clock);
    event.recorded_at.micros = clock;
    event.occurred_at.micros = narrow_int64(in.zigzag128() + clock);
    read_payload(type, payload, event.payload);
    event.schema_version = current_schema_version(event.type());
    take(event);
  }
  in.end();
}

}  // namespace salespipe
