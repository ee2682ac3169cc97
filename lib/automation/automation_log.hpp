#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>

#include "salespipe/book/book.hpp"

namespace salespipe::automation {

/// What the journal says of the rules: which are in force since when, what they did, how far they
/// came. A fold over the stream of automation.
class AutomationLog {
 public:
  /// Takes in what the book has got since; all of it anew where events were taken back. True when
  /// the rules have to be compiled anew.
  bool follow(const Book& book);
  void forget() { *this = {}; }

  std::uint64_t position() const { return position_; }
  void come_to(std::uint64_t position) { position_ = position; }
  const ActorId& owner() const { return owner_; }  ///< Who configured the rules.
  const std::map<std::string, std::uint64_t>& since() const { return since_; }

  bool has_fired(const EventId& id) const { return fired_.contains(id.text()); }
  /// How many rules are behind an event; 0: a person, or the host.
  std::uint64_t depth_of(const EventId& event) const;
  /// The day of a firing; kNoDay where there was none.
  Day day_of(const EventId& firing) const;
  std::int32_t fired_on(Day day, const std::string& rule, const OpportunityId& deal) const;
  void note(const EventId& id, const RuleFired& fired, Day day);

 private:
  bool take(const Event& event, const Book& book);

  bool begun_ = false;
  std::uint64_t taken_back_ = 0;
  std::uint64_t seen_ = 0;
  std::uint64_t position_ = 0;
  ActorId owner_;
  std::map<std::string, std::uint64_t> since_;
  struct Known {
    std::uint64_t depth = 0;
    Day day = kNoDay;
  };
  std::unordered_map<std::string, Known> fired_;
  std::unordered_map<std::string, std::pair<Day, std::int32_t>> counts_;  // of the newest day
};

}  // namespace salespipe::automation
