#include "book/upcast.hpp"

#include <algorithm>
#include <string>

#include <nlohmann/json.hpp>

#include "salespipe/base/error.hpp"

namespace salespipe {

// Every type is at its first version. The first changed payload begins the table:
//   constexpr Upcaster kUpcasters[] = {{EventType::renamed, 1, [](nlohmann::json& payload) {...}}};
// and its old form stays in tests/book/golden for ever.
std::span<const Upcaster> upcasters() { return {}; }

void upcast(std::span<const Upcaster> all, EventType type, int version, int current,
            nlohmann::json& payload) {
  for (; version < current; ++version) {
    const auto next = std::find_if(all.begin(), all.end(), [&](const Upcaster& known) {
      return known.type == type && known.from == version;
    });
    if (next == all.end()) {
      throw Error(ErrorCode::internal, "version " + std::to_string(version) + " of " +
                                           std::string(to_string(type)) + " has no upcaster");
    }
    next->upcast(payload);
  }
}

}  // namespace salespipe
