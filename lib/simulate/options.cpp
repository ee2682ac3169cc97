#include "salespipe/simulate/options.hpp"

#include <string>

#include "salespipe/base/date.hpp"
#include "salespipe/base/error.hpp"

namespace salespipe::simulate {
namespace {

constexpr std::uint64_t kMostOpportunities = 1'000'000'000;

void require(bool fine, const std::string& option, const std::string& given,
             const std::string& allowed) {
  if (fine) return;
  throw Error(ErrorCode::invalid_argument,
              "simulation option " + option + " is " + given + "; give " + allowed);
}

}  // namespace

void check(const Options& options) {
  require(options.opportunities <= kMostOpportunities, "opportunities",
          std::to_string(options.opportunities), "0 to 1000000000");
  require(options.months >= 1 && options.months <= 240, "months", std::to_string(options.months),
          "1 to 240");
  require(options.team_size >= 0 && options.team_size <= 10'000, "team_size",
          std::to_string(options.team_size), "1 to 10000, or 0 for one that grows with the deals");
  require(options.threads >= 1 && options.threads <= 256, "threads",
          std::to_string(options.threads), "1 to 256");
  const Day first = Date(1970, 1, 2).day();
  const Day last = Date(2200, 1, 1).day();
  require(options.start >= first && options.start < last && end_of_span(options) <= last, "start",
          is_known(options.start) ? std::to_string(options.start.number) + " (days since 1970)"
                                  : "no day",
          "a day such that the whole span lies between 1970-01-02 and 2199-12-31");
}

Day end_of_span(const Options& options) {
  return Date(options.start).plus_months(options.months).day();
}

int team_size(const Options& options) {
  if (options.team_size != 0) return options.team_size;
  int root = 0;
  while (static_cast<std::uint64_t>(root + 1) * static_cast<std::uint64_t>(root + 1) *
             static_cast<std::uint64_t>(root + 1) <=
         options.opportunities) {
    ++root;
  }
  return 2 + root;
}

}  // namespace salespipe::simulate
