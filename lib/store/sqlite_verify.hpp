#pragma once

#include <filesystem>

#include "salespipe/store/verify.hpp"

namespace salespipe::sqlite {

/// verify() of a SQLite file.
Verification verify_file(const std::filesystem::path& file);

}  // namespace salespipe::sqlite
