#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "salespipe/base/day.hpp"
#include "salespipe/base/instant.hpp"
#include "salespipe/base/int128.hpp"
#include "salespipe/base/time_zone.hpp"
#include "salespipe/exchange/arrow_abi.hpp"

namespace salespipe::exchange {

/// Text as codes into a list of distinct values.
struct CodedText {
  std::vector<std::int32_t> codes;  ///< one per row; -1 for null
  std::vector<std::string> values;
};

/// Points in time as local days, with a key that orders the rows of this one column in time (also
/// within a day). Keys of different columns are not comparable.
struct TimeColumn {
  std::vector<Day> days;            ///< local day of the zone; kNoDay for null
  std::vector<std::int64_t> order;  ///< INT64_MIN for null
};

/// Money as minor units; `kNoValue` for null.
inline constexpr std::int64_t kNoValue = INT64_MIN;

/// A table that arrived over the Arrow C stream interface, held until it is destroyed. Columns are
/// read by name. Layouts read: utf8, large_utf8, string view and dictionaries of them with codes of
/// any width; bool as the texts "true" and "false"; date32; date64; timestamp of any unit with or
/// without zone; int8 to int64 and uint8 to uint64; decimal32 to decimal256; float32/64 for money
/// when exact; null. Chunked, with offsets, validity or none. Columns of other layouts may be there
/// and are not read, but run-end encoded ones are refused.
/// Every error names the column; a row that cannot be read is named by its number, from 0.
/// Reading is const and can run in parallel.
class ArrowTable {
 public:
  /// Takes the stream over: it is released in any case, also when this throws.
  /// Error(schema_violation) when it is not a stream of struct batches, or malformed as far as the
  /// interface lets one see (missing buffers, lengths, offsets); Error(io_error) with the
  /// producer's message when it fails.
  static ArrowTable consume(ArrowArrayStream* stream);

  ArrowTable(ArrowTable&&) noexcept;
  ArrowTable& operator=(ArrowTable&&) noexcept;
  ~ArrowTable();

  std::int64_t rows() const noexcept;
  const std::vector<std::string>& column_names() const noexcept;
  bool has(std::string_view column) const noexcept;
  /// True for a column of text (plain or dictionary), of booleans or of nulls.
  bool is_text(std::string_view column) const;
  /// True for a column of dates without a time (date32, date64).
  bool is_date(std::string_view column) const;

  /// Error(schema_violation) when the column is missing or not text.
  CodedText text(std::string_view column) const;
  /// Row by row and without copies, for columns whose texts hardly repeat: views that live as long
  /// as the table; null is a view without data().
  std::vector<std::string_view> text_views(std::string_view column) const;
  /// True when every text of a text column is one as it stands: not empty, no space at its ends.
  /// May say no of a text with rare characters at its ends; never yes of one with a space. Of a
  /// dictionary its values are looked at, used or not. Cost: a look at both ends of each text.
  bool is_tidy(std::string_view column) const;
  /// Row by row, for columns of ids; null reads as the empty text.
  std::vector<std::string> texts(std::string_view column) const;
  /// A date column gives its day; a timestamp with a zone is an instant and gives its day in
  /// `zone`; one without a zone is civil time and gives its own day.
  TimeColumn times(std::string_view column, const TimeZone& zone) const;
  /// The same columns as instants: civil times are of `zone`, and a date is taken at
  /// `seconds_of_day` there. kNoInstant for null.
  std::vector<Instant> instants(std::string_view column, const TimeZone& zone,
                                int seconds_of_day) const;
  /// Whole currency units (integers), decimals, floats or decimal text, as minor units with
  /// `digits` decimals. Error(schema_violation) names the first row that is not exact, not finite
  /// or does not fit; text is read as parse_minor_units does.
  std::vector<std::int64_t> money(std::string_view column, int digits) const;
  /// The same with the decimals of each row's own currency, one for each row.
  std::vector<std::int64_t> money(std::string_view column,
                                  const std::vector<std::int8_t>& digits) const;
  /// Exact numbers as plain decimal text ("11.35"): decimals, integers or text as it stands.
  /// Error(schema_violation) for floats, which are not exact, for nulls and for another type.
  std::vector<std::string> exact_numbers(std::string_view column) const;
  /// Integers. Error(schema_violation) for nulls and for another type.
  std::vector<std::int64_t> integers(std::string_view column) const;
  /// Integers or decimals without a fraction, of 128 bits. Error(schema_violation) as integers().
  std::vector<Int128> whole_numbers(std::string_view column) const;

 private:
  struct Impl;
  explicit ArrowTable(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace salespipe::exchange
