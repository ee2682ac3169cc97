#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "salespipe/book/book.hpp"

namespace salespipe::exchange {

/// Limits on a command document.
inline constexpr std::size_t kMaxCommandBytes = std::size_t{4} * 1024 * 1024;
inline constexpr std::size_t kMaxCommandDepth = 66;  ///< A pipeline definition, and a list around.

/// Carries out a command that is given as a document (docs/schemas/command.schema.json), the one
/// form in which other languages change a book:
///   {"command": "move", "at": "2026-07-01T09:00:00Z", "opportunity": "opportunity-1", "to": "Won"}
/// Answers {"sequence": 7, ...}: the number of events in the book, with "id" of what was made,
/// "changed", "verdict", "decision", "undoing" (see decision_json.hpp) or "event", as the schema
/// says for each command. A refusal is an answer. Stages are named by id or name.
///
/// Error(parse_error), Error(schema_violation) with the JSON pointer of the field, Error(not_found)
/// for an unknown command, and what the Book says; the book is then as it was.
std::string run_command(Book& book, std::string_view document);

/// The names of all commands, in the order of the schema.
std::vector<std::string_view> command_names();

}  // namespace salespipe::exchange
