#pragma once

#include <string>
#include <string_view>

namespace salespipe {

/// What an address of a book in PostgreSQL says.
struct PostgresAddress {
  std::string server;  ///< For libpq.
  std::string book;
  std::string shown;  ///< For messages: without a password.
};

/// Error(invalid_argument) for the name of a book that cannot be one.
PostgresAddress postgres_address(std::string_view address);

}  // namespace salespipe
