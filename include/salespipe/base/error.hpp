#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace salespipe {

/// Why an operation failed. One enumeration for C++, C (`sp_status`), Python (exception classes)
/// and the command line (exit codes). It grows only at its end.
enum class ErrorCode : std::int32_t {
  ok = 0,
  invalid_argument = 1,   ///< A parameter is outside its documented range.
  parse_error = 2,        ///< A text does not have the expected form.
  not_found = 3,          ///< A named thing does not exist.
  already_exists = 4,     ///< A thing with that id or name exists already.
  ambiguous = 5,          ///< The input has more than one reading; the caller must choose.
  conflict = 6,           ///< The stream moved on since the caller read it (expected version).
  overflow = 7,           ///< A number does not fit.
  currency_mismatch = 8,  ///< Amounts of different currencies meet without a rate.
  schema_violation = 9,   ///< A document or table lacks or mistypes a field.
  unsupported = 10,       ///< A valid request that this version cannot serve.
  io_error = 11,          ///< Reading or writing failed.
  corrupt = 12,           ///< Stored data contradicts itself.
  invalid_state = 13,     ///< The object is not in a state that allows the call.
  internal = 14,          ///< A defect of this library.
  not_allowed = 15,       ///< The rules of access do not let this actor do it.
};

/// Stable lower-case name of a code, such as "parse_error".
std::string_view to_string(ErrorCode code) noexcept;

/// Where an error lies in its input. Empty fields and zeros mean "not applicable".
struct ErrorPlace {
  std::string file;
  std::int64_t line = 0;  ///< 1-based line of the file.
  std::string column;     ///< Column of a table.
  std::string field;      ///< Path in a document, such as "/stages/2/name".
  bool operator==(const ErrorPlace&) const = default;
};

/// Misuse or broken input. A refusal by a rule of the pipeline is not an Error but a Decision.
/// what() reads "where: what; what to do".
class Error : public std::runtime_error {
 public:
  Error(ErrorCode code, const std::string& message);
  Error(ErrorCode code, const std::string& message, ErrorPlace place);

  ErrorCode code() const noexcept { return code_; }
  const ErrorPlace& place() const noexcept { return place_; }
  /// The message without its place.
  const std::string& message() const noexcept { return message_; }

 private:
  ErrorCode code_;
  std::string message_;
  ErrorPlace place_;
};

}  // namespace salespipe
