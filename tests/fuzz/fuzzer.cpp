// A program of libFuzzer for one target, which the build names.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "mutate.hpp"
#include "target.hpp"

namespace {

const salespipe::fuzz::Target& target() {
  static const auto& named = salespipe::fuzz::target_named(SALESPIPE_FUZZ_TARGET);
  return named;
}

}  // namespace

extern "C" {

std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most,
                                    unsigned int seed);

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  target().run({reinterpret_cast<const char*>(data), size});
  return 0;
}

/// The fuzzer's own changes know bytes; half of the time, those of texts know words.
std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most,
                                    unsigned int seed) {
  if (!target().is_text || seed % 2 == 0) return LLVMFuzzerMutate(data, size, most);
  const std::string changed =
      salespipe::fuzz::mutated({reinterpret_cast<const char*>(data), size}, seed, true, most);
  std::memcpy(data, changed.data(), changed.size());
  return changed.size();
}

}  // extern "C"
