#include "metrics/deal_diagnostics.hpp"

#include <array>
#include <string>

#include "salespipe/base/error.hpp"

namespace salespipe::metrics {
namespace {

struct Finding {
  std::string_view code;
  Severity severity;
  std::string_view text;  // after "12 deals "
};

constexpr std::array kFindings{
    Finding{"created_unknown", Severity::warning,
            "without a day of creation: open ones count as open only once the data are through, "
            "closed ones have no cycle"},
    Finding{"closed_unknown", Severity::warning,
            "closed on an unknown day: counted as created, in no closing figure"},
    Finding{"value_missing", Severity::info, "without a value: they add 0"},
    Finding{"currency_unknown", Severity::info,
            "whose amounts name no currency: read as one currency with two decimals"},
    Finding{"stage_differs_from_history", Severity::warning,
            "whose stage is not the last one of their history: the history holds"},
    Finding{"value_differs_from_history", Severity::warning,
            "whose value is not the last one of their history: the history holds"},
    Finding{"owner_differs_from_history", Severity::warning,
            "whose owner is not the last one of their history: the history holds"},
};

}  // namespace

void note(Diagnostics& diagnostics, std::string_view code, std::int64_t rows) {
  if (rows == 0) return;
  for (const Finding& finding : kFindings) {
    if (finding.code != code) continue;
    Diagnostic diagnostic;
    diagnostic.severity = finding.severity;
    diagnostic.code = code;
    diagnostic.message =
        std::to_string(rows) + (rows == 1 ? " deal " : " deals ") + std::string(finding.text);
    diagnostic.rows = rows;
    diagnostics.push_back(std::move(diagnostic));
    return;
  }
  throw Error(ErrorCode::internal, "no finding is called " + std::string(code));
}

}  // namespace salespipe::metrics
