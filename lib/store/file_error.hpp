#pragma once

#include <filesystem>
#include <string>

#include "salespipe/base/error.hpp"

namespace salespipe {

/// Throws the Error that names a file, or whatever else a journal is kept in.
[[noreturn]] void fail_in(const std::string& file, ErrorCode code, const std::string& message);

/// Error(io_error): what could not be done, and what the system says of it (errno).
[[noreturn]] void fail_in_system(const std::filesystem::path& file, const std::string& what,
                                 int number);

}  // namespace salespipe
