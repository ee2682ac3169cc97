#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "salespipe/book/book.hpp"

namespace salespipe::exchange {

/// Answers a question about a book that is given as a document
/// (docs/schemas/book_query.schema.json), as other languages ask:
///   {"query": "board", "pipeline": "new-business"}
/// The answer is a JSON object whose member is what was asked for: "pipelines", "accounts",
/// "contacts", "opportunities", "opportunity", "columns", "tasks", "interactions", "events",
/// "decision", "sequence". Members that hold nothing are left out. Errors as run_command(). Cost:
/// in proportion to what is looked through; "opportunity", "history" and "evaluate" look one up.
std::string answer_query(const Book& book, std::string_view document);

/// The names of all queries, in the order of the schema.
std::vector<std::string_view> query_names();

}  // namespace salespipe::exchange
