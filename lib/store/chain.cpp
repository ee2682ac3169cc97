#include "store/chain.hpp"

#include <algorithm>
#include <new>

#include <openssl/err.h>
#include <openssl/evp.h>

#include "salespipe/base/error.hpp"

namespace salespipe {
namespace {

void must(bool worked) {
  if (worked) return;
  if (ERR_GET_REASON(ERR_peek_last_error()) == ERR_R_MALLOC_FAILURE) {
    ERR_clear_error();
    throw std::bad_alloc();
  }
  throw Error(ErrorCode::internal, "SHA-256 is not to be had from libcrypto");
}

}  // namespace

std::optional<ChainHash> hash_from(std::span<const std::uint8_t> bytes) {
  ChainHash hash{};
  if (bytes.size() != hash.size()) return std::nullopt;
  std::copy(bytes.begin(), bytes.end(), hash.begin());
  return hash;
}

void Chain::FreeContext::operator()(evp_md_ctx_st* context) const noexcept {
  EVP_MD_CTX_free(context);
}
void Chain::FreeDigest::operator()(evp_md_st* digest) const noexcept { EVP_MD_free(digest); }

// Fetched once: looking it up costs more than hashing an event.
Chain::Chain() : sha256_(EVP_MD_fetch(nullptr, "SHA256", nullptr)), context_(EVP_MD_CTX_new()) {
  must(sha256_ != nullptr && context_ != nullptr);
  must(EVP_DigestInit_ex2(context_.get(), sha256_.get(), nullptr) == 1);
}

// The context knows its digest.
void Chain::begin() { must(EVP_DigestInit_ex2(context_.get(), nullptr, nullptr) == 1); }

void Chain::add(const void* bytes, std::size_t size) {
  must(EVP_DigestUpdate(context_.get(), bytes, size) == 1);
}

ChainHash Chain::end() {
  ChainHash hash;
  unsigned int size = 0;
  must(EVP_DigestFinal_ex(context_.get(), hash.data(), &size) == 1 && size == hash.size());
  return hash;
}

ChainHash Chain::digest(std::string_view bytes) {
  begin();
  add(bytes.data(), bytes.size());
  return end();
}

ChainHash Chain::next(const ChainHash& before, const ChainHash& digest) {
  begin();
  add(before.data(), before.size());
  add(digest.data(), digest.size());
  return end();
}

}  // namespace salespipe
