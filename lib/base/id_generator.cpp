#include "salespipe/base/id_generator.hpp"

#include <algorithm>

#include "salespipe/base/id.hpp"

namespace salespipe {

std::string SequentialIds::next(std::string_view kind) {
  check_id(kind, "kind of id");
  auto found = last_.find(kind);
  const std::uint64_t number = (found == last_.end() ? 0 : found->second) + 1;
  std::string id = std::string(kind) + "-" + std::to_string(number);
  check_id(id, "generated id");
  if (found == last_.end()) {
    last_.emplace(kind, number);
  } else {
    found->second = number;
  }
  return id;
}

void SequentialIds::continue_after(std::string_view kind, std::uint64_t last) {
  check_id(kind, "kind of id");
  std::uint64_t& known = last_[std::string(kind)];
  known = std::max(known, last);
}

}  // namespace salespipe
