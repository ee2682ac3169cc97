#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "salespipe/base/id.hpp"
#include "salespipe/base/money.hpp"
#include "salespipe/definition/qualification.hpp"
#include "salespipe/definition/stage.hpp"
#include "salespipe/definition/transition.hpp"

namespace salespipe {

/// The parts of a pipeline as plain data: fill it in, then make a Pipeline of it.
struct PipelineDefinition {
  PipelineDefinition(std::string pipeline_name, Currency pipeline_currency)
      : name(std::move(pipeline_name)), currency(pipeline_currency) {}

  PipelineId id;  ///< Unique in its book; derived from the name when empty.
  std::string name;
  Currency currency;          ///< Of every amount unless a deal says otherwise.
  std::int32_t revision = 1;  ///< The host counts it up when the definition changes; from 1.
  std::map<std::string, std::string> labels;  ///< {"segment": "SMB", "country": "SE"}
  std::vector<Stage> stages;  ///< Open stages first, in their order; the others in any order.
  QualificationFramework framework = QualificationFramework::bant();
  TransitionPolicy policy = TransitionPolicy::standard();
  /// What completing the last open task of an open deal means without a next one: nothing (allow),
  /// a warning, or a refusal.
  Permission next_step = Permission::warn;
  bool operator==(const PipelineDefinition&) const = default;
};

/// Whether the standard pipeline has a parked stage behind Lost.
enum class Fridge : std::uint8_t { without, with };

/// An ordered list of stages with everything that rules its deals. Immutable and shared inside: 16
/// bytes, a copy costs a reference count; safe to read from any thread. What is possible but unwise
/// (one open stage, two stages of a name) is not refused here but reported by lint().
// No move: a pipeline that was moved from would be empty, and moving is copying here anyway.
// NOLINTNEXTLINE(cppcoreguidelines-special-member-functions)
class Pipeline {
 public:
  /// Takes the definition, with missing ids derived: the name in lower case, words joined by '-',
  /// "-2", "-3" appended where that is taken.
  /// Error(invalid_argument) unless: name and stage names are 1 to 200 bytes of UTF-8 without
  /// control characters and not only spaces; 1 to 1000 stages, every open one before all others; at
  /// most 100 exit criteria a stage; numbers in their ranges; revision at least 1; texts
  /// (questions, descriptions, labels) at most 2000 bytes. Error(already_exists) for an id given
  /// twice. The message and ErrorPlace::field say where ("/stages/2/name").
  explicit Pipeline(PipelineDefinition definition);

  Pipeline(const Pipeline&) = default;
  Pipeline& operator=(const Pipeline&) = default;
  ~Pipeline() = default;

  /// Lead 10 %, Contacted 20 %, Qualified 40 % (means qualified), Proposal made 60 %, Won, Lost
  /// and, when asked for, Fridge. BANT, standard policy, rotting after 30, 30, 45 and 45 days.
  static Pipeline standard(std::string name, Currency currency, Fridge fridge = Fridge::without);

  const PipelineDefinition& definition() const noexcept { return data_->definition; }
  const PipelineId& id() const noexcept { return definition().id; }
  const std::string& name() const noexcept { return definition().name; }
  Currency currency() const noexcept { return definition().currency; }
  std::int32_t revision() const noexcept { return definition().revision; }
  const std::map<std::string, std::string>& labels() const noexcept { return definition().labels; }
  const QualificationFramework& framework() const noexcept { return definition().framework; }
  const TransitionPolicy& policy() const noexcept { return definition().policy; }
  Permission next_step() const noexcept { return definition().next_step; }
  const std::vector<Stage>& stages() const noexcept { return definition().stages; }
  std::size_t size() const noexcept { return stages().size(); }

  /// The stage at a position. No check: `index` must be one of this pipeline's.
  const Stage& stage(StageIndex index) const noexcept { return stages()[index.number]; }
  bool contains(StageIndex index) const noexcept { return index.number < size(); }
  StageKind kind(StageIndex index) const noexcept { return data_->kinds[index.number]; }
  bool is_open(StageIndex index) const noexcept { return index.number < data_->open_count; }

  /// Open stages are the positions 0 to open_count() - 1: a position is an open stage's ordinal.
  std::size_t open_count() const noexcept { return data_->open_count; }
  /// The first stage of a kind, kNoStage when there is none.
  StageIndex first(StageKind kind) const noexcept {
    return data_->first_of_kind[static_cast<std::size_t>(kind)];
  }
  /// The first open stage that means "qualified", kNoStage when there is none.
  StageIndex first_qualified() const noexcept { return data_->first_qualified; }

  /// kNoStage when there is none. Logarithmic, no allocation. Of several stages of one name, the
  /// first.
  StageIndex find_id(std::string_view id) const noexcept;
  StageIndex find_name(std::string_view name) const noexcept;
  /// What a person or a table means: an id, else a name, else a name in another letter case or with
  /// spaces around it where only one stage fits. kNoStage otherwise.
  StageIndex find(std::string_view id_or_name) const;
  /// The same, or Error(not_found) that lists the stages there are; Error(ambiguous) where several
  /// names differ from the text in letter case only.
  StageIndex require(std::string_view id_or_name) const;

  /// What a move between two different stages of this pipeline is. Error(invalid_argument) when
  /// they are the same or not of this pipeline. A few comparisons.
  TransitionKind classify(StageIndex from, StageIndex to) const {
    if (!contains(from) || !contains(to) || from == to) refuse_to_classify(from, to);
    if (is_open(from)) {
      if (is_open(to)) {
        if (to < from) return TransitionKind::back;
        return to.number == from.number + 1 ? TransitionKind::forward : TransitionKind::skip;
      }
      return closing(kind(to));
    }
    if (is_open(to)) return TransitionKind::reopen;
    return kind(from) == StageKind::parked ? closing(kind(to)) : TransitionKind::reclose;
  }

  /// Whether a move enters or passes over a stage that means "qualified": one after `from` and up
  /// to `to`, where a won stage lies behind all open ones, and a stage that is not open, or
  /// kNoStage (a new deal), before them. False for a move back, to lost or to parked.
  bool reaches_qualified(StageIndex from, StageIndex to) const noexcept;

  bool operator==(const Pipeline& other) const {
    return data_ == other.data_ || definition() == other.definition();
  }

 private:
  struct Data {
    PipelineDefinition definition;
    std::vector<StageKind> kinds;
    std::vector<StageIndex> by_id;    // positions in the order of their ids
    std::vector<StageIndex> by_name;  // likewise of their names, then of their positions
    std::vector<StageIndex>
        next_qualified;  // per open position and one more: first one at or after
    std::size_t open_count = 0;
    StageIndex first_of_kind[4] = {kNoStage, kNoStage, kNoStage, kNoStage};
    StageIndex first_qualified = kNoStage;
  };

  static TransitionKind closing(StageKind target) noexcept {
    if (target == StageKind::won) return TransitionKind::win;
    return target == StageKind::lost ? TransitionKind::lose : TransitionKind::park;
  }
  [[noreturn]] void refuse_to_classify(StageIndex from, StageIndex to) const;

  std::shared_ptr<const Data> data_;
};

}  // namespace salespipe
