#include "book/journal.hpp"

#include <algorithm>
#include <charconv>
#include <deque>
#include <unordered_map>

#include "salespipe/base/error.hpp"

namespace salespipe {
namespace {

constexpr std::string_view kGenerated = "event-";

/// A change of stage of which the record alone says everything.
bool is_plain(const StageEntered& entered) {
  return entered.lost_reason.empty() && !is_known(entered.wake_up) && entered.note.empty() &&
         entered.overridden.empty();
}

}  // namespace

StreamIndex Journal::add_stream(StreamKind kind, const std::string& id) {
  heads_.emplace_back();
  try {
    streams_.push_back(Stream{kind, id});
  } catch (...) {
    heads_.pop_back();
    throw;
  }
  return {static_cast<std::uint32_t>(streams_.size() - 1)};
}

std::vector<std::uint64_t> Journal::sequences(StreamIndex index, std::uint64_t skip) const {
  const StreamHead& head = heads_[index.number];
  std::vector<std::uint64_t> found;
  if (skip >= head.version) return found;
  found.resize(head.version - skip);
  std::uint64_t at = head.last;
  for (auto place = found.rbegin(); place != found.rend(); ++place) {
    *place = at;
    at = record(at).previous;
  }
  return found;
}

std::vector<Event> Journal::events_of(StreamIndex index) const {
  std::vector<Event> events;
  for (const std::uint64_t sequence : sequences(index)) read(sequence, events.emplace_back());
  return events;
}

std::vector<StreamIndex> Journal::streams_with_undoing() const {
  std::vector<StreamIndex> found;
  if (std::get<std::deque<EventsUndone>>(payloads_).empty()) return found;
  std::vector<bool> seen(streams_.size());
  for (const Record& record : records_) {
    if (record.type != static_cast<std::uint8_t>(EventType::events_undone)) continue;
    if (!seen[record.stream]) found.push_back({record.stream});
    seen[record.stream] = true;
  }
  return found;
}

namespace {

/// The number of `id` in `list`, which is put behind the others where it is new.
template <class IdType>
std::uint32_t number_in(std::deque<IdType>& list,
                        std::unordered_map<IdType, std::uint32_t>& numbers, const IdType& id) {
  if (const auto known = numbers.find(id); known != numbers.end()) return known->second;
  const auto number = static_cast<std::uint32_t>(list.size());
  list.push_back(id);
  try {
    numbers.emplace(id, number);
  } catch (...) {
    list.pop_back();
    throw;
  }
  return number;
}

}  // namespace

std::uint32_t Journal::stage_number(const StageId& stage) {
  return number_in(stages_, stage_numbers_, stage);
}

std::uint32_t Journal::actor_number(const ActorId& actor) {
  last_actor_ = number_in(actors_, actor_numbers_, actor);
  return last_actor_;
}

void Journal::append(StreamIndex stream, const Event& event) {
  const std::uint64_t sequence = size() + 1;
  const auto* entered = std::get_if<StageEntered>(&event.payload);
  const bool is_compact = entered != nullptr && is_plain(*entered);
  Record made = begin(stream, event.occurred_at, event.recorded_at, event.actor);
  made.type = static_cast<std::uint8_t>(event.type());
  // The record comes last: with it the event is there.
  bool has_payload = false;
  try {
    if (is_compact) {
      made.compact = true;
      made.transition = entered->transition;
      made.stage_kind = entered->stage_kind;
      made.payload = stage_number(entered->stage);
    } else {
      std::visit(
          [&]<class Type>(const Type& payload) {
            auto& list = std::get<std::deque<Type>>(payloads_);
            made.payload = static_cast<std::uint32_t>(list.size());
            list.push_back(payload);
          },
          event.payload);
      has_payload = true;
    }
    if (!event.id.empty() && !generated_number(event.id.text())) {
      host_ids_.emplace_back(sequence, event.id);
      sequence_of_host_id_.emplace(event.id, sequence);
    }
    finish(made);
  } catch (...) {
    if (has_payload) remove_last_payload(made.type);
    remove_host_id(sequence);
    throw;
  }
}

/// A list for each type, so the last payload of the type is that of the last event of the type.
void Journal::remove_last_payload(std::size_t type) noexcept {
  std::size_t at = 0;
  std::apply([&](auto&... list) { ((at++ == type ? list.pop_back() : void()), ...); }, payloads_);
}

void Journal::remove_host_id(std::uint64_t sequence) noexcept {
  if (host_ids_.empty() || host_ids_.back().first != sequence) return;
  sequence_of_host_id_.erase(host_ids_.back().second);
  host_ids_.pop_back();
}

void Journal::remove_last() noexcept {
  const Record last = records_.back();
  if (!last.compact) remove_last_payload(last.type);
  remove_host_id(size());
  StreamHead& head = heads_[last.stream];
  head.last = last.previous;
  --head.version;
  records_.pop_back();
}

void Journal::remove_empty_streams() noexcept {
  for (; !heads_.empty() && heads_.back().version == 0; heads_.pop_back()) streams_.pop_back();
}

void Journal::read(std::uint64_t sequence, Event& into) const {
  const Record& from = record(sequence);
  into.sequence = sequence;
  into.stream = streams_[from.stream];
  into.occurred_at = Instant{from.occurred_at};
  into.recorded_at = Instant{from.recorded_at};
  into.actor = actors_[from.actor];
  into.schema_version = current_schema_version(static_cast<EventType>(from.type));
  const auto host = std::lower_bound(
      host_ids_.begin(), host_ids_.end(), sequence,
      [](const auto& entry, std::uint64_t wanted) { return entry.first < wanted; });
  into.id = host != host_ids_.end() && host->first == sequence ? host->second
                                                               : EventId(generated_id(sequence));
  if (from.compact) {
    StageEntered entered;
    entered.transition = from.transition;
    entered.stage = stages_[from.payload];
    entered.stage_kind = from.stage_kind;
    into.payload = std::move(entered);
    return;
  }
  std::size_t type = 0;
  std::apply(
      [&](const auto&... list) {
        ((type++ == from.type ? void(into.payload = list[from.payload]) : void()), ...);
      },
      payloads_);
}

std::optional<std::uint64_t> Journal::find(const EventId& id) const {
  if (const auto at = sequence_of_host_id_.find(id); at != sequence_of_host_id_.end()) {
    return at->second;
  }
  const auto number = generated_number(id.text());
  if (!number || *number == 0 || *number > size()) return std::nullopt;
  const auto host = std::lower_bound(
      host_ids_.begin(), host_ids_.end(), *number,
      [](const auto& entry, std::uint64_t wanted) { return entry.first < wanted; });
  if (host != host_ids_.end() && host->first == *number) return std::nullopt;
  return number;
}

std::optional<std::uint64_t> Journal::generated_number(const std::string& id) {
  if (id.size() <= kGenerated.size() || !id.starts_with(kGenerated)) return std::nullopt;
  const char* first = id.data() + kGenerated.size();
  const char* last = id.data() + id.size();
  std::uint64_t number = 0;
  const auto read = std::from_chars(first, last, number);
  if (read.ec != std::errc{} || read.ptr != last || *first == '0') return std::nullopt;
  return number;
}

std::string Journal::generated_id(std::uint64_t sequence) {
  return std::string(kGenerated) + std::to_string(sequence);
}

void Journal::refuse_full() {
  throw Error(
      ErrorCode::overflow,
      "the journal holds 4294967294 events, which is the most one book can; open a new one");
}

}  // namespace salespipe
