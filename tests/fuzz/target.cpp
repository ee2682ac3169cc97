#include "target.hpp"

#include <array>
#include <stdexcept>
#include <string>

namespace salespipe::fuzz {
namespace {

constexpr std::array kTargets = {
    Target{"arrow_stream", arrow_stream, false},
    Target{"book_commands", book_commands, true},
    Target{"journal_lines", journal_lines, true},
    Target{"pipeline_definition", pipeline_definition, true},
    Target{"query_document", query_document, true},
    Target{"state_bytes", state_bytes, false},
    Target{"table_document", table_document, true},
};

}  // namespace

std::span<const Target> targets() { return kTargets; }

const Target& target_named(std::string_view name) {
  for (const auto& target : kTargets) {
    if (target.name == name) return target;
  }
  throw std::invalid_argument("there is no target " + std::string(name));
}

}  // namespace salespipe::fuzz
