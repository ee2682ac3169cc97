#pragma once

#include <optional>
#include <string>
#include <vector>

#include "automation/deal_view.hpp"
#include "salespipe/automation/automation.hpp"
#include "salespipe/base/diagnostic.hpp"
#include "salespipe/definition/automation.hpp"

namespace salespipe::automation {

/// A condition whose names and values are read once, so that asking takes no memory.
class CompiledCondition {
 public:
  /// `mistakes` gets what is wrong with fields and values; a leaf with a mistake never holds, nor
  /// does its negation.
  CompiledCondition(const Condition& condition, std::vector<std::string>& mistakes);

  bool holds(const Opportunity& deal, Moment& moment) const {
    return ask(deal, moment) == Answer::yes;
  }
  /// Each leaf with what was found.
  void explain(const Opportunity& deal, Moment& moment, std::vector<MetCondition>& into) const;

 private:
  enum class Answer : std::uint8_t { no, yes, broken };
  Answer ask(const Opportunity& deal, Moment& moment) const;
  Answer ask_leaf(const Opportunity& deal, Moment& moment) const;
  bool fits_text(const Opportunity& deal, const Book& book) const;
  bool fits_number(std::optional<std::int64_t> found) const;
  void read_values(const Condition& condition, std::vector<std::string>& mistakes);

  ConditionKind kind_;
  std::vector<CompiledCondition> parts_;
  Field field_ = Field::unknown;
  std::string custom_;
  ConditionTest test_;
  std::vector<std::string> texts_;
  std::vector<std::int64_t> numbers_;
  std::optional<Currency> currency_;
  bool is_broken_ = false;
  std::string said_;  // "at least 10000 EUR"
  std::string name_;
};

}  // namespace salespipe::automation
