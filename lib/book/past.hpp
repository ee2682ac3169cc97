#pragma once

#include <optional>
#include <unordered_set>
#include <vector>

#include "salespipe/book/book_at.hpp"

namespace salespipe {

/// Which events of a thing count at a moment, and in which order: the rules of BookAt.
class Past {
 public:
  Past(const Book& book, const Moment& moment) : book_(book), moment_(moment) {}

  bool is_there(const Event& event) const { return was_known(event) && had_happened(event); }
  struct Events {
    std::vector<Event> events{};  ///< Its beginning first; none when it is not there.
    std::unordered_set<EventId> undone{};
  };
  /// The events of a stream that count at the moment, and which of them were undone.
  Events events_of(const Stream& stream) const;

 private:
  bool was_known(const Event& event) const {
    return !salespipe::is_known(moment_.known_at) || event.recorded_at <= moment_.known_at;
  }
  bool had_happened(const Event& event) const {
    return !salespipe::is_known(moment_.as_of) || !salespipe::is_known(event.occurred_at) ||
           book_.zone().day_of(event.occurred_at) <= moment_.as_of;
  }
  bool had_begun(const Events& known) const;
  Day last_day() const;

  const Book& book_;
  const Moment& moment_;
  mutable std::optional<Day> last_day_;
};

}  // namespace salespipe
