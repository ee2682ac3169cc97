#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "salespipe/book/book.hpp"
#include "salespipe/definition/automation.hpp"

namespace salespipe::automation {

/// A stage of a pipeline: both ids.
using Place = std::pair<std::string, std::string>;

/// All stages of the pipelines that a rule is about.
std::set<Place> places_of(const Book& book, const std::string& pipeline);
/// Of those, the stages with that id or name.
std::set<Place> named_in(const Book& book, const std::set<Place>& places, const std::string& stage);
/// Where a deal can be when the rule speaks, as far as its trigger says it.
std::set<Place> places_of(const Book& book, const RuleTrigger& when);

/// What is known of a deal while conditions are looked at one after the other.
struct Possible {
  std::set<Place> places{};
  std::set<std::string> tags{};
  std::set<std::string> no_tags{};
  struct Text {
    std::optional<std::set<std::string>> allowed{};
    std::set<std::string> excluded{};
    std::optional<bool> exists{};
  };
  std::map<std::string, Text> texts{};
  struct Number {
    std::int64_t low = std::numeric_limits<std::int64_t>::min();
    std::int64_t high = std::numeric_limits<std::int64_t>::max();
    bool is_known = false;  ///< Something needs it to be known; what is unknown is not compared.
    bool is_unknown = false;
  };
  std::map<std::string, Number> numbers{};
};

/// Whether some deal can meet the condition, given what is known of it. When in doubt: yes.
bool is_satisfiable(const Book& book, const Condition& condition, const Possible& known);

}  // namespace salespipe::automation
