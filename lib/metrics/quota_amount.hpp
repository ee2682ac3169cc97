#pragma once

#include <optional>

#include "metrics/cell_view.hpp"

namespace salespipe::metrics {

/// An exact amount of money: minor units over a denominator, which is 1 unless quotas lie in the
/// period partly.
struct QuotaAmount {
  Int128 numerator = 0;
  Int128 denominator = 1;
};

/// By owner: the owner's quotas; in the total: the team's own, else all owners'. Nothing where none
/// is given.
std::optional<QuotaAmount> quota_amount(const CellView& cells);

}  // namespace salespipe::metrics
