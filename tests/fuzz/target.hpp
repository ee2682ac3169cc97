#pragma once

#include <span>
#include <string_view>

// A target takes any bytes, gives them to the library by one of its doors, and looks at what comes
// of it. What is found is a crash, a report of a sanitizer, or Broken (calls.hpp).
namespace salespipe::fuzz {

struct Target {
  std::string_view name;  ///< Of its file, its folder in corpus/, its program and its test.
  void (*run)(std::string_view input);
  bool is_text;  ///< Its inputs are lines of JSON: they are changed by words, not only by bytes.
};

void arrow_stream(std::string_view input);
void book_commands(std::string_view input);
void journal_lines(std::string_view input);
void pipeline_definition(std::string_view input);
void query_document(std::string_view input);
void state_bytes(std::string_view input);
void table_document(std::string_view input);

/// All of them.
std::span<const Target> targets();
/// Throws std::invalid_argument for another name.
const Target& target_named(std::string_view name);

}  // namespace salespipe::fuzz
