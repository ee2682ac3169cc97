#pragma once

#include <span>
#include <string_view>

#include "base/json.hpp"
#include "definition/json_fields.hpp"
#include "exchange/member_names.hpp"
#include "salespipe/book/book.hpp"

namespace salespipe::exchange {

/// A question about a book by its name, with the members that it takes besides "query".
struct BookQuestion {
  std::string_view name;
  MemberNames required;
  MemberNames optional;
  documents::json (*answer)(const Book& book, const JsonFields& fields);
};

std::span<const BookQuestion> book_questions();
std::span<const BookQuestion> day_questions();  ///< Stale deals, the fridge.
std::span<const BookQuestion> automation_questions();

}  // namespace salespipe::exchange
