#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace salespipe::fuzz {

/// Names of members, as JSON has them.
const std::vector<std::string>& member_words();
/// Values of every kind, names of commands, queries and metrics among them; as JSON has them.
const std::vector<std::string>& value_words();

/// `input` changed in one to four places, by bytes and, where it `is_text`, by words and lines.
/// The same seed changes it in the same way on every machine. At most `most` bytes long.
std::string mutated(std::string_view input, std::uint64_t seed, bool is_text, std::size_t most);

}  // namespace salespipe::fuzz
