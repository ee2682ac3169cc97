#include "salespipe/store/system_salts.hpp"

#include <array>

#include <openssl/rand.h>

#include "salespipe/base/error.hpp"

namespace salespipe {

std::string SystemSalts::next(std::string_view /*kind*/) {
  std::array<unsigned char, 16> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) {
    throw Error(ErrorCode::io_error, "libcrypto gives no random numbers for a salt");
  }
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const unsigned char byte : bytes) {
    text += kDigits[byte >> 4U];
    text += kDigits[byte & 15U];
  }
  return text;
}

}  // namespace salespipe
