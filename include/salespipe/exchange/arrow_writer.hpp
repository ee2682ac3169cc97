#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "salespipe/base/day.hpp"
#include "salespipe/base/instant.hpp"
#include "salespipe/base/int128.hpp"
#include "salespipe/exchange/arrow_abi.hpp"

namespace salespipe::exchange {

/// Builds a table column by column and gives it away over the Arrow C stream interface. Columns are
/// moved in, not copied; all have the same number of rows, else Error(invalid_argument).
class ArrowWriter {
 public:
  ArrowWriter();
  ArrowWriter(ArrowWriter&&) noexcept;
  ArrowWriter& operator=(ArrowWriter&&) noexcept;
  ~ArrowWriter();

  /// utf8; null where `valid` is false (empty: all valid). Error(overflow) beyond 2 GiB of text.
  void text(std::string name, const std::vector<std::string>& values,
            const std::vector<bool>& valid = {});
  /// The same as texts end to end: text n is bytes [offsets[n], offsets[n + 1]), offsets[0] is 0.
  void text(std::string name, std::vector<std::int32_t> offsets, std::string bytes);
  /// dictionary<int32, utf8>; a code of -1 is null.
  void dictionary(std::string name, std::vector<std::int32_t> codes,
                  const std::vector<std::string>& values);
  /// Null where `valid` is false (empty: all valid).
  void int64(std::string name, std::vector<std::int64_t> values,
             const std::vector<bool>& valid = {});
  /// float64; a NaN is null: a figure that does not exist.
  void float64(std::string name, std::vector<double> values);
  /// date32; kNoDay is null.
  void dates(std::string name, const std::vector<Day>& days);
  /// timestamp(microsecond, UTC); kNoInstant is null.
  void instants(std::string name, const std::vector<Instant>& instants);
  /// decimal128(38, digits) of minor units; null where `valid` is false (empty: all valid).
  void decimals(std::string name, std::vector<Int128> minor_units, int digits,
                const std::vector<bool>& valid = {});

  /// Fills `out` with a stream of one batch. The writer is empty afterwards. The consumer releases
  /// the stream; the batch outlives it as the specification asks.
  void finish(ArrowArrayStream* out);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace salespipe::exchange
