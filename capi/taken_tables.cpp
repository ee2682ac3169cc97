#include "taken_tables.hpp"

#include <algorithm>
#include <cstring>

#include "arguments.hpp"

namespace salespipe::c {
namespace {

constexpr std::size_t kFirstSize = sizeof(sp_tables);

/// NULL is a struct with nothing in it.
sp_status status_of(const sp_tables* given) noexcept {
  return given == nullptr ? SP_OK : check_struct(given, sizeof(sp_tables), kFirstSize);
}

/// A struct with members that are not known is still released as far as it is known.
sp_tables copy_of(const sp_tables* given, bool readable) noexcept {
  sp_tables out{};
  if (given != nullptr && readable) {
    std::memcpy(&out, given, std::min(sizeof out, std::size_t{given->struct_size}));
  }
  return out;
}

}  // namespace

TakenTables::TakenTables(const sp_tables* given) noexcept
    : readable_(status_of(given) != SP_ERROR_INVALID_ARGUMENT),
      status_(status_of(given)),
      tables_(copy_of(given, readable_)),
      opportunities(tables_.opportunities),
      history(tables_.history),
      interactions(tables_.interactions),
      quotas(tables_.quotas),
      rates(tables_.rates) {}

void TakenTables::check() const {
  if (!readable_) {
    throw Failure{SP_ERROR_INVALID_ARGUMENT, "struct_size is not sizeof(sp_tables); set it"};
  }
  if (status_ != SP_OK) {
    throw Failure{SP_ERROR_UNSUPPORTED, "the tables have members that this version lacks"};
  }
  check_reserved(tables_.reserved);
}

}  // namespace salespipe::c
