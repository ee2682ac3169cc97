#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "salespipe/base/error.hpp"
#include "salespipe/base/id.hpp"
#include "salespipe/base/text.hpp"
#include "salespipe/definition/pipeline.hpp"

namespace salespipe {

template <class Thing>
const auto& id_of(const Thing& thing) {
  return thing.id;
}
inline const PipelineId& id_of(const Pipeline& pipeline) { return pipeline.id(); }

/// The things of one kind in a book, in the order in which they were added, with what the book
/// keeps beside each, and found by their ids. Addresses of things stay where they are. Finding
/// costs one look into a flat table and one at the thing, which is on the way of every move.
template <class IdType, class Thing, class Beside>
class Shelf {
 public:
  using Index = std::uint32_t;

  std::optional<Index> find(const IdType& id) const noexcept { return find_text(id.text()); }
  /// By the text of an id, which need not be a valid one.
  std::optional<Index> find_text(const std::string& id) const noexcept {
    if (places_.empty() || id.empty()) return std::nullopt;
    const Place wanted = hash_of(id);
    for (std::size_t at = wanted.hash & mask();; at = (at + 1) & mask()) {
      const Place& place = places_[at];
      if (place.number == 0) return std::nullopt;
      if (place.hash != wanted.hash) continue;
      const Thing& thing = things_[place.number - 1];
      fetch_ahead(thing, besides_[place.number - 1]);
      if (id_of(thing).text() == id) return place.number - 1;
    }
  }
  /// Error(not_found) names the kind and the id.
  Index require(const IdType& id, const char* kind) const {
    if (const auto found = find(id)) return *found;
    throw Error(ErrorCode::not_found, std::string("there is no ") + kind + " with the id " +
                                          quoted(id.text()) + " in the book");
  }
  /// Requires that the thing's id is not there. Where memory is lacking, nothing is added.
  Index add(Thing thing, Beside beside) {
    if ((things_.size() + 1) * 2 > places_.size()) grow();
    besides_.push_back(std::move(beside));
    try {
      things_.push_back(std::move(thing));
    } catch (...) {
      besides_.pop_back();
      throw;
    }
    put(static_cast<Index>(things_.size()));
    return static_cast<Index>(things_.size() - 1);
  }
  void remove_last() noexcept {
    // Nothing was put after it, so no other thing was placed further on because of it.
    std::size_t at = hash_of(id_of(things_.back()).text()).hash & mask();
    while (places_[at].number != things_.size()) at = (at + 1) & mask();
    places_[at] = {};
    things_.pop_back();
    besides_.pop_back();
  }

  std::size_t size() const noexcept { return things_.size(); }
  const std::deque<Thing>& things() const noexcept { return things_; }
  const Thing& operator[](Index index) const { return things_[index]; }
  Thing& operator[](Index index) { return things_[index]; }
  const Beside& beside(Index index) const { return besides_[index]; }
  Beside& beside(Index index) { return besides_[index]; }

 private:
  struct Place {
    std::uint32_t hash = 0;
    Index number = 0;  // index + 1; 0: nothing here
  };

  static Place hash_of(const std::string& id) noexcept {
    return {static_cast<std::uint32_t>(std::hash<std::string>{}(id)), 0};
  }
  /// In a large book everything about a thing lies in memory that is far away: ask for all of it
  /// before comparing its id.
  static void fetch_ahead(const Thing& thing, const Beside& beside) noexcept {
    const auto* bytes = reinterpret_cast<const char*>(&thing);
    __builtin_prefetch(&beside);
    constexpr std::size_t kBytes = std::min<std::size_t>(sizeof(Thing), 256);
    for (std::size_t at = 0; at < kBytes; at += 64) {
      __builtin_prefetch(bytes + at);
    }
  }
  std::size_t mask() const noexcept { return places_.size() - 1; }
  void put(Index number) noexcept {
    Place place = hash_of(id_of(things_[number - 1]).text());
    place.number = number;
    std::size_t at = place.hash & mask();
    while (places_[at].number != 0) at = (at + 1) & mask();
    places_[at] = place;
  }
  void grow() {
    places_.assign(places_.empty() ? 16 : places_.size() * 2, Place{});
    for (Index number = 1; number <= things_.size(); ++number) put(number);
  }

  std::deque<Thing> things_;
  std::vector<Beside> besides_;
  std::vector<Place> places_;  // a power of two, at most half full
};

}  // namespace salespipe
