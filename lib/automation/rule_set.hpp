#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "automation/conditions.hpp"
#include "salespipe/base/diagnostic.hpp"
#include "salespipe/book/book.hpp"

namespace salespipe::automation {

/// A rule as it is asked: names looked up once in the pipelines of the book.
struct CompiledRule {
  const Rule* rule = nullptr;
  std::uint64_t since = 0;  ///< The configuration that brought it: earlier events are not its own.
  CompiledCondition only_if;
  std::vector<PipelineId> pipelines{};                   ///< Empty: all.
  std::vector<std::pair<PipelineId, StageId>> stages{};  ///< Where the trigger names a stage.

  bool is_of(const PipelineId& pipeline) const;
  /// Whether it fits the stage: any does where the trigger names none.
  bool fits(const PipelineId& pipeline, const StageId& stage) const;
};

/// The rules of a book that are on, by what sets them off.
class RuleSet {
 public:
  /// `since`: by the ids of rules. Both must outlive it.
  RuleSet(const AutomationRules& rules, const std::map<std::string, std::uint64_t>& since,
          const Book& book);

  /// Those of a kind that a key (the id of a stage, a tag, a type) may set off. No memory is taken.
  template <class Visit>
  void visit(TriggerKind kind, std::string_view key, const Visit& visit) const {
    const Index& index = indexes_[static_cast<std::size_t>(kind)];
    for (const std::uint32_t number : index.any) visit(rules_[number]);
    if (index.by_key.empty()) return;
    const auto found = index.by_key.find(key);
    if (found == index.by_key.end()) return;
    for (const std::uint32_t number : found->second) visit(rules_[number]);
  }
  bool has(TriggerKind kind) const {
    const Index& index = indexes_[static_cast<std::size_t>(kind)];
    return !index.any.empty() || !index.by_key.empty();
  }
  bool sends() const { return sends_; }  ///< Some rule needs an outbox.
  const Diagnostics& broken() const { return broken_; }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
      return std::hash<std::string_view>{}(text);
    }
  };
  struct Index {
    std::vector<std::uint32_t> any;
    std::unordered_map<std::string, std::vector<std::uint32_t>, Hash, std::equal_to<>> by_key;
  };
  void add(const Rule& rule, std::uint64_t since, const Book& book);

  std::vector<CompiledRule> rules_;
  Index indexes_[8];
  Diagnostics broken_;
  bool sends_ = false;
};

/// What a trigger looks a rule up by; empty: any.
const std::string& key_of(const RuleTrigger& when);

}  // namespace salespipe::automation
