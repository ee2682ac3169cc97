#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "salespipe/book/event.hpp"

namespace salespipe {

/// Position of a stream in the journal's list of streams.
struct StreamIndex {
  std::uint32_t number = 0;
  bool operator==(const StreamIndex&) const = default;
};

/// The events of a book, kept small: 40 bytes an event, its payload in a list of payloads of its
/// type, and none at all for a plain change of stage. Actors, streams and stages are numbers. An
/// Event is made when it is read. The events of one stream are linked backwards, so that reading
/// them or taking the last ones away costs nothing in between.
class Journal {
 public:
  std::uint64_t size() const noexcept { return records_.size(); }

  // Streams, in the order in which they began.

  StreamIndex add_stream(StreamKind kind, const std::string& id);
  const Stream& stream(StreamIndex index) const { return streams_[index.number]; }
  std::uint64_t version(StreamIndex index) const { return heads_[index.number].version; }
  /// Sequences of its events, oldest first; only those after the first `skip`.
  std::vector<std::uint64_t> sequences(StreamIndex index, std::uint64_t skip = 0) const;
  std::vector<Event> events_of(StreamIndex index) const;
  /// The streams in which something was ever undone. Cost: constant where nothing was, else all
  /// events.
  std::vector<StreamIndex> streams_with_undoing() const;

  // Stages that change-of-stage records can point to.

  std::uint32_t stage_number(const StageId& stage);

  // Writing. The caller has checked everything.

  // Where memory is lacking, what was there is as it was.

  /// `event.sequence` and `event.stream` are not looked at. An empty id means the generated one.
  void append(StreamIndex stream, const Event& event);
  /// A change of stage without words: the hot path.
  void append_stage_entered(StreamIndex stream, Instant occurred_at, Instant recorded_at,
                            const ActorId& actor, TransitionKind transition, StageKind kind,
                            std::uint32_t stage_number) {
    Record record = begin(stream, occurred_at, recorded_at, actor);
    record.type = static_cast<std::uint8_t>(EventType::stage_entered);
    record.compact = true;
    record.transition = transition;
    record.stage_kind = kind;
    record.payload = stage_number;
    finish(record);
  }
  /// Takes the last event away. Its stream stays, and is taken away by remove_empty_streams().
  void remove_last() noexcept;
  /// Takes away the last streams, as far as they have no event.
  void remove_empty_streams() noexcept;

  // Reading; `sequence` must be 1 to size().

  void read(std::uint64_t sequence, Event& into) const;
  EventType type(std::uint64_t sequence) const {
    return static_cast<EventType>(record(sequence).type);
  }
  StreamIndex stream_of(std::uint64_t sequence) const { return {record(sequence).stream}; }

  // Event ids.

  /// The sequence of the event with that id.
  std::optional<std::uint64_t> find(const EventId& id) const;
  /// The number in "event-<number>" without leading zeros; nothing for an id of a host.
  static std::optional<std::uint64_t> generated_number(const std::string& id);
  static std::string generated_id(std::uint64_t sequence);

 private:
  struct Record {
    std::int64_t occurred_at = 0;
    std::int64_t recorded_at = 0;
    std::uint32_t previous = 0;  // sequence of the event before it in its stream; 0: none
    std::uint32_t stream = 0;
    std::uint32_t actor = 0;
    std::uint32_t payload = 0;  // place in the list of its type; for a compact record, the stage
    std::uint8_t type = 0;
    bool compact = false;  // a stage_entered without words
    TransitionKind transition = TransitionKind::forward;
    StageKind stage_kind = StageKind::open;
  };
  struct StreamHead {
    std::uint32_t last = 0;
    std::uint32_t version = 0;
  };
  template <class Variant>
  struct ListsOf;
  template <class... Type>
  struct ListsOf<std::variant<Type...>> {
    using type = std::tuple<std::deque<Type>...>;
  };

  const Record& record(std::uint64_t sequence) const { return records_[sequence - 1]; }

  Record begin(StreamIndex stream, Instant occurred_at, Instant recorded_at, const ActorId& actor) {
    if (records_.size() >= 0xFFFF'FFFEU) refuse_full();
    Record made;
    made.occurred_at = occurred_at.micros;
    made.recorded_at = recorded_at.micros;
    made.previous = heads_[stream.number].last;
    made.stream = stream.number;
    made.actor = actors_[last_actor_] == actor ? last_actor_ : actor_number(actor);
    return made;
  }
  void finish(const Record& made) {
    records_.push_back(made);
    StreamHead& head = heads_[made.stream];
    head.last = static_cast<std::uint32_t>(records_.size());
    ++head.version;
  }
  std::uint32_t actor_number(const ActorId& actor);
  void remove_last_payload(std::size_t type) noexcept;
  void remove_host_id(std::uint64_t sequence) noexcept;
  [[noreturn]] static void refuse_full();

  std::deque<Record> records_;
  std::deque<Stream> streams_;
  std::vector<StreamHead> heads_;  // of streams_
  ListsOf<Payload>::type payloads_;
  std::deque<ActorId> actors_{ActorId{}};
  std::unordered_map<ActorId, std::uint32_t> actor_numbers_{{ActorId{}, 0}};
  std::uint32_t last_actor_ = 0;
  std::deque<StageId> stages_;
  std::unordered_map<StageId, std::uint32_t> stage_numbers_;
  std::deque<std::pair<std::uint64_t, EventId>> host_ids_;  // by sequence
  std::unordered_map<EventId, std::uint64_t> sequence_of_host_id_;
};

}  // namespace salespipe
