#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace salespipe::simulate {

/// Invented people and companies, composed from parts; distinct as long as count stays within the
/// number of combinations (124'800 people, 200'000 companies). Another seed gives other names.
std::vector<std::string> people(std::uint64_t count, std::uint64_t seed);
std::vector<std::string> companies(std::uint64_t count, std::uint64_t seed);

}  // namespace salespipe::simulate
