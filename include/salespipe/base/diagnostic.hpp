#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace salespipe {

enum class Severity : std::uint8_t { info, warning, error };

std::string_view to_string(Severity severity) noexcept;

/// One finding of a lint, an import or a metrics run: something a person should know that does not
/// (or, at Severity::error, does) stop the work.
struct Diagnostic {
  Severity severity = Severity::warning;
  std::string code;       ///< Stable, lower case with underscores: "too_few_open_stages".
  std::string message;    ///< What, where and what to do, for a person.
  std::int64_t rows = 0;  ///< How many rows it concerns; 0 when it is not about rows.
  std::map<std::string, std::string> where;  ///< Details for machines: {"stage": "Lead"}.
  bool operator==(const Diagnostic&) const = default;
};

using Diagnostics = std::vector<Diagnostic>;

/// True when any finding is an error.
bool has_errors(const Diagnostics& diagnostics) noexcept;

}  // namespace salespipe
