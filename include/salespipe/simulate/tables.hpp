#pragma once

#include <cstdint>

#include "salespipe/exchange/arrow_writer.hpp"
#include "salespipe/simulate/generate.hpp"

namespace salespipe::simulate {

/// Deals as the canonical tables (docs/tables.md), and their next steps: `tasks` has opportunity,
/// description, created, due, assignee and done_at.
struct Tables {
  exchange::ArrowWriter opportunities;
  exchange::ArrowWriter history;
  exchange::ArrowWriter interactions;
  exchange::ArrowWriter tasks;
};

/// generate() as tables; errors and cost as there.
Tables tables(const World& world, std::uint64_t first, std::uint64_t count);

}  // namespace salespipe::simulate
