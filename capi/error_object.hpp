#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "handles.hpp"

namespace salespipe::c {

/// A text of at most N - 1 bytes in room of its own, so that it can always be taken down.
template <std::size_t N>
class FixedText {
 public:
  const char* c_str() const noexcept { return text_; }
  void clear() noexcept { text_[0] = '\0'; }
  /// Cuts what is too long in front of a character.
  void set(std::string_view text) noexcept {
    std::size_t size = text.size() < N ? text.size() : N - 1;
    if (size < text.size()) {
      while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) --size;
    }
    for (std::size_t i = 0; i < size; ++i) text_[i] = text[i];
    text_[size] = '\0';
  }

 private:
  char text_[N] = {};
};

/// What the last call came to. One thread at a time.
struct ErrorObject {
  static constexpr Kind kKind = Kind::error;
  sp_status code = SP_OK;
  std::int64_t line = 0;
  FixedText<8192> message;
  FixedText<4096> file;
  FixedText<512> column;
  FixedText<2048> field;

  void clear() noexcept;
};

/// The name of a status, or "unknown".
const char* status_name(sp_status status) noexcept;
/// What a status means, for failures that bring no message of their own.
const char* status_message(sp_status status) noexcept;

/// What the exception that is being handled means, left in the caller's error, which is marked;
/// nowhere, when there is none or it was closed meanwhile. Takes no memory.
sp_status tell(sp_error error) noexcept;
/// An error that is marked has nothing in it any more.
void tell_nothing(sp_error error) noexcept;

}  // namespace salespipe::c
