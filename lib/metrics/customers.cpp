#include "metrics/customers.hpp"

#include <array>

#include "metrics/uses_any.hpp"

namespace salespipe::metrics {
namespace {

constexpr std::array kWritten{
    Slot::recurring_count,     Slot::recurring_value,   Slot::annual_value,
    Slot::one_off_count,       Slot::one_off_value,     Slot::customer_value,
    Slot::customer_annual,     Slot::customer_one_off,  Slot::customers,
    Slot::recurring_customers, Slot::one_off_customers,
};

}  // namespace

Customers::Customers(const Plan& plan, const Dataset& dataset, LineTable& lines)
    : data_(dataset), lines_(lines), wanted_(uses_any(plan, kWritten)) {
  const int account = dataset.dimension("account");
  if (account >= 0) {
    accounts_ = &dataset.opportunities.dimensions[static_cast<std::size_t>(account)].codes;
  }
}

void Customers::count(std::uint32_t line, Slot slot, std::uint32_t account) {
  const std::uint32_t column = lines_.bins_column(slot);
  if (column != State::kNoColumn) lines_.count(line, column, account);
}

void Customers::won(std::size_t row, std::int64_t value, std::uint32_t line) {
  const std::uint32_t account = accounts_ == nullptr ? 0 : (*accounts_)[row];
  const std::int64_t annual = data_.opportunities.annual_value[row];
  const bool recurs = annual != kNoValue && annual != 0;
  if (recurs) {
    cell(line, Slot::recurring_count) += 1;
    cell(line, Slot::recurring_value) += value;
    cell(line, Slot::annual_value) += annual;
  } else {
    cell(line, Slot::one_off_count) += 1;
    cell(line, Slot::one_off_value) += value;
  }
  if (account == 0) return;
  cell(line, Slot::customer_value) += value;
  count(line, Slot::customers, account);
  if (recurs) {
    cell(line, Slot::customer_annual) += annual;
    count(line, Slot::recurring_customers, account);
  } else {
    cell(line, Slot::customer_one_off) += value;
    count(line, Slot::one_off_customers, account);
  }
}

}  // namespace salespipe::metrics
