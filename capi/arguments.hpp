#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "error_object.hpp"
#include "salespipe/base/day.hpp"
#include "salespipe/base/time_zone.hpp"

// What callers hand in, checked before it is used.
namespace salespipe::c {

/// Longer texts are refused before they are read: a size is wrong more often than that long.
inline constexpr std::size_t kLongestText = std::size_t{1} << 30U;

/// The UTF-8 text of a parameter; Error(invalid_argument), which names it.
std::string_view text_of(const char* text, std::size_t size, const char* parameter);
/// The text of a member of options; empty when it is not given.
std::string_view member_text(const char* text, const char* member);
/// The same as a day or a zone: kNoDay and UTC when it is not given.
Day member_day(const char* text, const char* member);
TimeZone member_zone(const char* text);
/// A number of threads: 0 means one. Error(invalid_argument) below 0 and above 256.
int threads_of(std::int32_t threads);

[[noreturn]] void refuse_argument(const char* name, const std::string& why);

/// Error(invalid_argument) for NULL.
template <class T>
T& need(T* pointer, const char* parameter) {
  if (pointer == nullptr) refuse_argument(parameter, "is NULL; it is needed");
  return *pointer;
}

/// Sets an output to 0, where it is asked for.
template <class... T>
void clear(T*... outputs) noexcept {
  ((outputs == nullptr ? void() : void(*outputs = T{})), ...);
}

/// Whether the struct at `given` can be read: its size is one that a version of it had or will
/// have, and what this version does not know of it is zero.
sp_status check_struct(const void* given, std::size_t known, std::size_t first) noexcept;

/// A struct of options as this version knows it. `first` is the size that it had at first.
template <class Options>
Options options_of(const Options* given, std::size_t first = sizeof(Options)) {
  Options options{};
  if (given == nullptr) return options;
  const sp_status status = check_struct(given, sizeof(Options), first);
  if (status == SP_ERROR_UNSUPPORTED) {
    throw Failure{status, "the options have members that this version of the library lacks"};
  }
  if (status != SP_OK) throw Failure{status, "struct_size is not sizeof of the struct; set it"};
  std::memcpy(&options, given, std::min(sizeof(Options), std::size_t{given->struct_size}));
  return options;
}

/// Members that are kept for later must be 0.
void check_reserved(std::uint32_t reserved);

}  // namespace salespipe::c
