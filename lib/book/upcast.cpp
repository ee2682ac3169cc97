#include "book/upcast.hpp"

#include <algorithm>
#include <string>

#include "base/json.hpp"
#include "salespipe/base/error.hpp"

namespace salespipe {

namespace {

// The old form of each stays in tests/book/golden for ever.
constexpr Upcaster kUpcasters[] = {
    // 2: may repeat, and may stand for an exit criterion. What was there means what it meant.
    {EventType::task_added, 1, [](documents::json& /*payload*/) {}},
};

}  // namespace

std::span<const Upcaster> upcasters() { return kUpcasters; }

void upcast(std::span<const Upcaster> all, EventType type, int version, int current,
            documents::json& payload) {
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
