#pragma once

#include "salespipe/base/int128.hpp"

namespace salespipe::metrics {

/// A cell that is added to, or taken from, by the sign of its table.
class SignedCell {
 public:
  SignedCell(Int128& amount, int sign) : amount_(amount), sign_(sign) {}
  void operator+=(Int128 more) { amount_ += sign_ < 0 ? -more : more; }
  void operator-=(Int128 less) { amount_ -= sign_ < 0 ? -less : less; }

 private:
  Int128& amount_;
  int sign_;
};

}  // namespace salespipe::metrics
