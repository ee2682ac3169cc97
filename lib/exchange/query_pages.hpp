#pragma once

#include <cstdint>
#include <limits>
#include <string_view>

#include "base/json.hpp"
#include "book/thing_json.hpp"
#include "definition/json_fields.hpp"

// What the answers to questions about a book share.
namespace salespipe::exchange {

template <class Thing>
documents::json with_id(const Thing& thing) {
  documents::json object = json_of(thing);
  object["id"] = thing.id.text();
  return object;
}

/// Those of `things` that `wanted` takes, cut to "offset" and "limit".
template <class Things, class Wanted, class Write>
documents::json page_of(const JsonFields& fields, const Things& things, const Wanted& wanted,
                        const Write& write) {
  constexpr std::int32_t kMost = std::numeric_limits<std::int32_t>::max();
  std::int32_t skip = fields.integer_or("offset", 0, 0, kMost);
  std::int32_t left = fields.integer_or("limit", kMost, 0, kMost);
  documents::json out = documents::json::array();
  for (const auto& thing : things) {
    if (left == 0) break;
    if (!wanted(thing)) continue;
    if (skip > 0) {
      --skip;
      continue;
    }
    out.push_back(write(thing));
    --left;
  }
  return out;
}

/// True when the member is absent or `id` is what it says.
template <class Identifier>
bool fits(const JsonFields& fields, std::string_view name, const Identifier& id) {
  return fields.find(name) == nullptr || fields.text(name) == id.text();
}

}  // namespace salespipe::exchange
