// What customers bring: contracts that recur by their yearly value, sales paid once, accounts.
#include <array>

#include "metrics/catalogue_parts.hpp"
#include "metrics/finishers.hpp"

namespace salespipe::metrics {
namespace {

using enum Slot;

/// A mean amount per different account; no value when there is none.
template <Slot amount, Slot accounts>
Result per_customer(const CellView& cells) {
  const Int128 customers = cells.labels(accounts);
  if (customers == 0) return std::nullopt;
  return Figure{Unit::money, cells.sum(amount), customers, std::nullopt};
}

constexpr std::string_view kClosing = "outcome,value_at,owner_at,as_of";
constexpr std::string_view kAnnual = "outcome,owner_at,as_of";

const std::array kMetrics{
    Metric{"acv_value", "Annual contract value", Unit::money, "customers",
           "sum of annual value of recurring deals won in P",
           "What twelve months of the recurring part bring. A term under a year is not stretched: "
           "its total counts. The annual value is the deal's last known one.",
           kAnnual, SlotList(annual_value), sum_of_money<annual_value>,
           "1800.00: D 1200.00 + F 600.00 a year"},
    Metric{"acv", "Annual contract value per customer", Unit::money, "customers",
           "acv_value / accounts that won recurring deals in P are of",
           "Deals of unknown accounts are left out on both sides.", kAnnual,
           SlotList(customer_annual, recurring_customers),
           per_customer<customer_annual, recurring_customers>, "900.00: 1800.00 over Acme and Fir"},
    Metric{"tcv_value", "Total contract value", Unit::money, "customers",
           "sum of value of recurring deals won in P", "Over the whole term that was agreed.",
           kClosing, SlotList(recurring_value), sum_of_money<recurring_value>,
           "3300.00: D 2400.00 + F 900.00"},
    Metric{"apv", "Purchase value per customer", Unit::money, "customers",
           "value of deals won in P that are paid once / the accounts they are of",
           "As acv, for sales that do not recur; without annual values no deal does.", kClosing,
           SlotList(customer_one_off, one_off_customers),
           per_customer<customer_one_off, one_off_customers>, "1200.00: A, of Acme alone"},
    Metric{"arpa", "Revenue per account", Unit::money, "customers",
           "won_revenue / accounts that deals won in P are of",
           "Deals of unknown accounts are left out on both sides.", kClosing,
           SlotList(customer_value, customers), per_customer<customer_value, customers>,
           "2250.00: 4500.00 over Acme (A and D) and Fir"},
};

}  // namespace

std::span<const Metric> customer_metrics() { return kMetrics; }

}  // namespace salespipe::metrics
