#pragma once

#include "salespipe/base/error.hpp"
#include "salespipe/base/int128.hpp"

namespace salespipe::metrics {

[[noreturn]] inline void throw_overflow() {
  throw Error(ErrorCode::overflow,
              "a sum does not fit in 128 bits; check the amounts for misplaced decimals");
}

/// 128-bit arithmetic that refuses instead of wrapping.
inline Int128 checked_add(Int128 a, Int128 b) {
  Int128 result = 0;
  if (__builtin_add_overflow(a, b, &result)) throw_overflow();
  return result;
}

inline Int128 checked_sub(Int128 a, Int128 b) {
  Int128 result = 0;
  if (__builtin_sub_overflow(a, b, &result)) throw_overflow();
  return result;
}

inline Int128 checked_mul(Int128 a, Int128 b) {
  Int128 result = 0;
  if (__builtin_mul_overflow(a, b, &result)) throw_overflow();
  return result;
}

}  // namespace salespipe::metrics
