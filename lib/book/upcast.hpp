#pragma once

#include <span>

#include "base/json.hpp"
#include "salespipe/book/event.hpp"

namespace salespipe {

/// Turns a payload of one version of a type into one of the next version, while it is read. Nothing
/// that is stored is ever rewritten.
struct Upcaster {
  EventType type;
  int from;  ///< The version it reads; it writes from + 1.
  void (*upcast)(documents::json& payload);
};

/// Those of this library: one for each version of each type that is not the current one.
std::span<const Upcaster> upcasters();

/// Brings `payload`, an object, from `version` to `current` by one upcaster after the other.
/// Error(internal) when one is missing.
void upcast(std::span<const Upcaster> all, EventType type, int version, int current,
            documents::json& payload);

}  // namespace salespipe
