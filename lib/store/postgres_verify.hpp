#pragma once

#include <string>

#include "salespipe/store/verify.hpp"

namespace salespipe::postgres {

/// verify() of a book in a server. Error(not_found) when there is no such book; unsupported where
/// the library was built without libpq.
Verification verify_book(const std::string& address);

}  // namespace salespipe::postgres
