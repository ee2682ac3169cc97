#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

#include "book/access_policy.hpp"
#include "book/aside.hpp"
#include "book/journal.hpp"
#include "book/keeper.hpp"
#include "book/shelf.hpp"
#include "salespipe/book/book.hpp"
#include "salespipe/book/transaction.hpp"

namespace salespipe {

/// The id of a command's event: the first has the command's, the others "<id>/2", "<id>/3", ...
inline EventId numbered(const EventId& id, std::size_t number) {
  return id.empty() || number == 1 ? id : EventId(id.text() + "/" + std::to_string(number));
}

/// Looking up a text that is not a std::string takes no memory.
struct HashOfText {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const noexcept {
    return std::hash<std::string_view>{}(text);
  }
};

/// What is behind a Book: its journal and the folds over it. Every change goes through record() or
/// append(): check(), then the journal, then apply(). After check() only memory can be lacking, and
/// then what was put aside takes back all of the Change that it happens in. Only a plain change of
/// stage takes a shorter way to the same result (book_moves.cpp).
struct Book::State {
  struct BesidePipeline {
    StreamIndex stream;
    std::vector<std::uint32_t> stage_numbers;  // by position: the journal's number of the stage
  };
  struct BesideAccount {
    StreamIndex stream;
    std::vector<std::uint32_t> opportunities;
    std::vector<std::uint32_t> contacts;
    std::vector<std::uint32_t> tasks;  // those that are not about a deal
  };
  struct BesideContact {
    StreamIndex stream;
  };
  struct BesideOpportunity {
    StreamIndex stream;
    std::uint32_t pipeline = 0;
    StageIndex stage;         // position in the pipeline's present definition
    std::uint64_t saved = 0;  // number of the change that added it or put it aside last
  };
  struct BesideTask {
    StreamIndex stream;
    std::uint64_t saved = 0;
  };

  explicit State(BookOptions given) : options(std::move(given)) {}

  // Questions that commands share.

  std::optional<StreamIndex> find_stream(StreamKind kind, const std::string& id) const;
  /// Error(invalid_argument) unless the times and the event id of a command are fit.
  void check_context(const CommandContext& context) const {
    if (is_known(context.at) && !is_known(context.recorded_at) && context.event_id.empty()) {
      if (in_calendar(context.at)) return;
    }
    check_rare_context(context);
  }
  /// Error(conflict) that tells what happened meanwhile.
  void check_version(const CommandContext& context, StreamIndex stream) const {
    if (context.expected_version && *context.expected_version != journal.version(stream)) {
      refuse_version(*context.expected_version, stream);
    }
  }
  /// The same for a thing that the command would add.
  void check_new(const CommandContext& context) const;
  /// The sequence of the event that an earlier call of the same command recorded. Error(conflict)
  /// when the id belongs to another type or stream. An empty `id` fits every stream of the kind.
  std::optional<std::uint64_t> repeated(const CommandContext& context, EventType type,
                                        StreamKind kind, const std::string& id) const;
  const ActorId& actor_of(const CommandContext& context) const {
    return context.actor.empty() ? options.actor : context.actor;
  }
  Instant recorded_at(const CommandContext& context) const {
    return is_known(context.recorded_at) ? context.recorded_at : context.at;
  }
  /// An unused id of `kind`, from the host's generator or counted from `count`.
  template <class IdType, class OnShelf>
  IdType new_id(const char* kind, const OnShelf& shelf) const;

  // Changes.

  /// Records one event of a command; checks it first.
  std::uint64_t record(const CommandContext& context, Stream stream, Payload payload);
  Event event_of(const CommandContext& context, Stream stream, Payload payload) const;
  /// Error unless `event` may be the next one: what must hold whatever the policy says.
  void check(const Event& event) const;
  /// The sequence of the same event when it is there already. Error(conflict) for another one.
  std::optional<std::uint64_t> duplicate(const Event& event) const;
  std::uint64_t append(const Event& event);
  void append_checked(const Event& event);

  // Changes that are under way (state_change.cpp); see Change.

  ChangeMark begin_change() noexcept;
  /// What was done since the mark is the outer change's from here on, or done for good.
  void end_change(const ChangeMark& mark) noexcept;
  /// The book is as it was at the mark. Takes no memory.
  void take_back(const ChangeMark& mark) noexcept;
  // To be called before the thing is changed.
  void set_aside_stage(std::uint32_t deal);  ///< What a change of its stage writes.
  void set_aside_deal(std::uint32_t deal);
  void set_aside_task(std::uint32_t task);
  void set_aside_pipeline(std::uint32_t pipeline);
  void set_aside_access();
  void set_aside_automation();
  /// Takes over the journal and the folds of `other`.
  void become(State& other) noexcept;

  // Commands of a book that has a store (state_keep.cpp).

  /// Runs a command. Where there is a store: as a write of its own, or as a part of the one that is
  /// under way; what it recorded is durable on return, and taken back on an error.
  template <class Command>
  auto write(const Command& command) -> decltype(command());
  void begin_write();
  void end_write();               ///< Commits when it is the outermost one.
  void abandon_write() noexcept;  ///< Ends it; its Change takes back what it did.
  /// Takes in what others have appended to the store: all of it or nothing.
  void catch_up();
  /// Takes in what `store` has behind `after`, and returns where that ends.
  JournalHead read_from(JournalStore& store, const JournalHead& after);
  /// The beginning of the journal in its fast form, as far as the store has it.
  void read_blocks();
  /// Gives the store what it does not have in that form, where that is worth it.
  void write_blocks();
  void try_to_write_blocks() noexcept;

  // Folds of one event (apply.cpp).

  void apply(const Event& event);
  void take_back_thing(EventType type, StreamIndex stream) noexcept;
  void refold(StreamIndex stream);
  void apply_access(const Event& event, StreamIndex stream);
  void apply_automation(const Event& event, StreamIndex stream);
  /// The journal and the folds without the persons in `to_erase`; nullptr where there is nobody.
  std::unique_ptr<State> without_erased() const;
  void count_events(StreamIndex stream) noexcept;
  void place_in_pipeline(std::uint32_t deal);
  Assessment assessment(std::uint32_t deal) const;
  void set_pipeline(std::uint32_t index, Pipeline pipeline);

  struct PutBack;
  struct IsCovered;

  BookOptions options;
  Keeper keeper;
  Changes changes;
  Journal journal;
  Shelf<PipelineId, Pipeline, BesidePipeline> pipelines;
  Shelf<AccountId, Account, BesideAccount> accounts;
  Shelf<ContactId, Contact, BesideContact> contacts;
  Shelf<OpportunityId, Opportunity, BesideOpportunity> opportunities;
  Shelf<TaskId, Task, BesideTask> tasks;
  std::deque<Interaction> interactions;
  std::optional<StreamIndex> access_stream;
  std::shared_ptr<const AccessPolicy> access;  // of the rules in force; nullptr: none
  std::optional<StreamIndex> automation_stream;
  std::shared_ptr<const AutomationRules> automation;  // in force; nullptr: none
  std::vector<ContactId> to_erase;  // persons who were erased, of whom this memory still knows
  std::shared_ptr<IdGenerator> kept_ids;  // where the book owns what options.ids points to
  std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> tasks_of_deal;
  std::unordered_map<std::string, std::uint64_t> external_ids;  // to the sequence of the event
  /// The first of each name.
  std::unordered_map<std::string, std::uint32_t, HashOfText, std::equal_to<>> account_by_name;

 private:
  static bool in_calendar(Instant instant) {
    constexpr std::int64_t kSafe = 62'000'000'000'000'000;  // well inside the years 1400 to 9999...
    return instant.micros >= 0 && instant.micros < kSafe;   // ... and what is not is looked at
  }
  void check_rare_context(const CommandContext& context) const;
  [[noreturn]] void refuse_version(std::uint64_t expected, StreamIndex stream) const;
};

/// A part of what happens to a book that happens whole or not at all: unless keep() is called, its
/// end takes back what was done since its beginning.
class Change {
 public:
  explicit Change(Book::State& state) noexcept : state_(state), mark_(state.begin_change()) {}
  Change(const Change&) = delete;
  Change& operator=(const Change&) = delete;
  Change(Change&&) = delete;
  Change& operator=(Change&&) = delete;
  ~Change() {
    if (!is_kept_) state_.take_back(mark_);
    state_.end_change(mark_);
  }
  void keep() noexcept { is_kept_ = true; }

 private:
  Book::State& state_;
  ChangeMark mark_;
  bool is_kept_ = false;
};

template <class Command>
auto Book::State::write(const Command& command) -> decltype(command()) {
  const auto run = [&](const auto& end) {
    Change change(*this);
    if constexpr (std::is_void_v<decltype(command())>) {
      command();
      end();
      change.keep();
    } else {
      auto result = command();
      end();
      change.keep();
      return result;
    }
  };
  if (!keeper.store) return run([] {});
  begin_write();
  try {
    return run([this] { end_write(); });
  } catch (...) {
    abandon_write();
    throw;
  }
}

template <class IdType, class OnShelf>
IdType Book::State::new_id(const char* kind, const OnShelf& shelf) const {
  if (options.ids == nullptr) {
    for (std::size_t number = shelf.size() + 1;; ++number) {
      IdType id(std::string(kind) + "-" + std::to_string(number));
      if (!shelf.find(id)) return id;
    }
  }
  // A generator that began anew beside a reloaded book comes past every id once.
  for (std::size_t tries = 0; tries <= shelf.size(); ++tries) {
    IdType id(options.ids->next(kind));
    if (!shelf.find(id)) return id;
  }
  throw Error(ErrorCode::already_exists,
              std::string("the id generator gives only ids that are taken for ") + kind +
                  "; give the book a generator of unused ids");
}

}  // namespace salespipe
