#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "arguments.hpp"
#include "guard.hpp"
#include "objects.hpp"
#include "salespipe/exchange/book_command.hpp"
#include "salespipe/exchange/book_query.hpp"
#include "salespipe/store/postgres_journal.hpp"
#include "salespipe/version.hpp"

using namespace salespipe;
using namespace salespipe::c;

namespace {

constexpr std::int32_t kAbiVersion = 1;
constexpr std::array<std::string_view, 6> kFeatures{"json_lines", "sqlite",   "arrow",
                                                    "live",       "simulate", "batch"};

/// With what not every library is built with.
std::vector<std::string_view> features() {
  std::vector<std::string_view> all(kFeatures.begin(), kFeatures.end());
  if (postgres_is_built_in()) all.emplace_back("postgres");
  return all;
}

/// ["a", "b"] of names that need no escaping.
template <class Names>
std::string list_of(const Names& names) {
  std::string out = "[";
  for (const auto name : names) {
    if (out.size() > 1) out += ',';
    out.append("\"").append(name).append("\"");
  }
  return out + "]";
}

}  // namespace

const char* sp_version() noexcept { return version.data(); }

int32_t sp_abi_version() noexcept { return kAbiVersion; }

int32_t sp_has_feature(const char* name) noexcept {
  if (name == nullptr) return 0;
  const std::string_view asked = name;
  if (asked == "postgres") return postgres_is_built_in() ? 1 : 0;
  for (const auto feature : kFeatures) {
    if (feature == asked) return 1;
  }
  return 0;
}

const char* sp_status_name(sp_status status) noexcept { return status_name(status); }

sp_status sp_library_info(sp_buffer* info, sp_error error) noexcept {
  clear(info);
  return guarded(error, [&] {
    give(&need(info, "info"), "{\"version\":\"" + std::string(version) +
                                  "\",\"abi_version\":" + std::to_string(kAbiVersion) +
                                  ",\"features\":" + list_of(features()) +
                                  ",\"commands\":" + list_of(exchange::command_names()) +
                                  ",\"queries\":" + list_of(exchange::query_names()) + "}");
  });
}
