#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "salespipe/book/journal_store.hpp"

struct evp_md_st;
struct evp_md_ctx_st;

namespace salespipe {

/// A hash as its bytes were kept; nothing when they are not as many as a hash has.
std::optional<ChainHash> hash_from(std::span<const std::uint8_t> bytes);

/// Computes the hashes that chain events: SHA-256(hash before || SHA-256(line)). The line goes in
/// by its own hash, so that a line of which a person was erased can be left out and the chain still
/// be checked. One thread at a time.
class Chain {
 public:
  Chain();
  ChainHash digest(std::string_view bytes);
  ChainHash next(const ChainHash& before, const ChainHash& digest);
  ChainHash next(const ChainHash& before, std::string_view line) {
    return next(before, digest(line));
  }

 private:
  struct FreeContext {
    void operator()(evp_md_ctx_st* context) const noexcept;
  };
  struct FreeDigest {
    void operator()(evp_md_st* digest) const noexcept;
  };
  void begin();
  void add(const void* bytes, std::size_t size);
  ChainHash end();

  std::unique_ptr<evp_md_st, FreeDigest> sha256_;
  std::unique_ptr<evp_md_ctx_st, FreeContext> context_;
};

}  // namespace salespipe
