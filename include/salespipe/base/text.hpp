#pragma once

#include <string>
#include <string_view>

namespace salespipe {

/// True for well-formed UTF-8 (no overlong forms, no surrogates, nothing above U+10FFFF).
bool is_utf8(std::string_view text) noexcept;

/// True when all bytes are of U+0020..U+007E. Much quicker than the two beside it.
bool is_plain_ascii(std::string_view text) noexcept;

/// True when `text`, which must be UTF-8, holds a character of U+0000..U+001F or U+007F..U+009F.
bool has_control_characters(std::string_view text) noexcept;

/// `text` in double quotes, fit for a message: control characters and bytes that are not UTF-8
/// become \xNN, and a text of more than 80 bytes is cut and ends in "...". The result is always
/// valid UTF-8 on one line, whatever the input was. Where <iomanip> is included, write
/// salespipe::quoted: the compiler finds std::quoted too.
std::string quoted(std::string_view text);

}  // namespace salespipe
