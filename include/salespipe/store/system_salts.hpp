#pragma once

#include <string>
#include <string_view>

#include "salespipe/base/id_generator.hpp"

namespace salespipe {

/// Salts for BookOptions: 128 bits from the random source of libcrypto, as hexadecimal digits. The
/// library never makes one by itself. Error(io_error) when there is no randomness to be had.
class SystemSalts final : public IdGenerator {
 public:
  std::string next(std::string_view kind) override;
};

}  // namespace salespipe
