#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "salespipe/simulate/batch.hpp"
#include "salespipe/simulate/world.hpp"

namespace salespipe::simulate {

/// The deals [first, first + count) with all that happened to them. A deal depends on the options
/// (their threads excepted) and its own number alone, so ranges can be generated in any order and
/// anywhere, and put together. Error(invalid_argument) for a range beyond options.opportunities.
/// Cost: about 2 microseconds a deal. For millions of deals take a range at a time.
Batch generate(const World& world, std::uint64_t first, std::uint64_t count);

/// The same, making the world first.
Batch generate(const Options& options, std::uint64_t first, std::uint64_t count);

/// "D0000001" for deal 0; seven digits, more where seven are too few.
std::string opportunity_id(std::uint64_t index);

/// "Acme AB, Team licence": what a deal is called, after its customer and product.
std::string opportunity_name(const World& world, Code account, Code product);

/// Texts end to end, as Arrow lays them out: text n is bytes [offsets[n], offsets[n + 1]).
struct TextColumn {
  std::vector<std::int32_t> offsets{0};
  std::string bytes;
};

/// The ids of `indices`, and the names of a batch's deals. Error(overflow) beyond 2 GiB of text.
TextColumn opportunity_ids(const std::vector<std::uint64_t>& indices);
TextColumn opportunity_names(const World& world, const OpportunityColumns& opportunities);

}  // namespace salespipe::simulate
