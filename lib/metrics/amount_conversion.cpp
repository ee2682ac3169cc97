#include "metrics/amount_conversion.hpp"

#include <algorithm>
#include <utility>

#include "salespipe/base/date.hpp"
#include "salespipe/base/money.hpp"

namespace salespipe::metrics {

AmountConversion::AmountConversion(DatasetTables& tables, const std::string& base)
    : tables_(tables), base_(base), digits_(Currency(base).minor_digits()) {
  tables_.deals.first_value.resize(tables_.deals.size(), kNoValue);
}

const AmountConversion::Known& AmountConversion::known(std::uint32_t currency) {
  while (known_.size() <= currency) {
    Known next;
    const auto code = static_cast<std::uint32_t>(known_.size());
    const std::string& name = tables_.currencies.text(code);
    next.code = name.empty() || name == "XXX" ? base_ : name;
    next.digits = Currency(next.code).minor_digits();
    next.is_base = next.code == base_;
    known_.push_back(std::move(next));
  }
  return known_[currency];
}

std::int64_t AmountConversion::amount(std::int64_t minor_units, std::uint32_t currency, Day day) {
  const Known& from = known(currency);
  if (from.is_base || minor_units == kNoValue || minor_units == 0) return minor_units;
  const auto rate = tables_.options.rates.on(from.code, day);
  if (rate) {
    ++converted_[from.code];
    return converted(minor_units, from.digits, *rate, digits_);
  }
  const auto [found, is_new] = missing_.try_emplace(from.code, Missing{day, day, 0});
  Missing& missing = found->second;
  missing.first = std::min(missing.first, day);
  missing.last = std::max(missing.last, day);
  ++missing.amounts;
  return kNoValue;
}

Day AmountConversion::first_day(std::size_t row, std::span<const std::uint32_t> rows) {
  const auto& deals = tables_.deals;
  if (is_known(deals.created[row])) return deals.created[row];
  if (!rows.empty()) return tables_.changes.day[rows.front()];
  if (is_known(deals.closed[row])) return deals.closed[row];
  if (is_known(tables_.options.data_through)) return tables_.options.data_through;
  if (!is_known(last_day_)) {
    const auto see = [this](const std::vector<Day>& days) {
      for (const Day day : days) last_day_ = std::max(last_day_, day);
    };
    see(deals.created);
    see(deals.closed);
    see(tables_.changes.day);
    see(tables_.interactions.day);
    if (is_known(tables_.options.known_at))
      last_day_ = std::min(last_day_, tables_.options.known_at);
    if (!is_known(last_day_)) last_day_ = kLastDay;  // no day at all: the newest rate
  }
  return last_day_;
}

void AmountConversion::deal(std::size_t row, std::span<const std::uint32_t> rows) {
  auto& deals = tables_.deals;
  auto& changes = tables_.changes;
  const std::uint32_t own = deals.currency[row];
  const auto currency_of = [&](std::uint32_t change) {
    const std::uint32_t named = changes.currency[change];
    return named == kNull || named == 0 ? own : named;
  };
  const std::uint32_t* first = nullptr;
  const std::uint32_t* last = nullptr;
  for (const std::uint32_t& change : rows) {
    if (changes.value[change] == kNoValue) continue;
    if (first == nullptr) first = &change;
    last = &change;
  }
  const Day begins = first_day(row, rows);
  if (first == nullptr) {
    deals.value[row] = amount(deals.value[row], own, begins);
    deals.first_value[row] = deals.value[row];
    return;
  }
  deals.first_value[row] = amount(changes.value[*first], currency_of(*first), begins);
  const std::int64_t told = deals.value[row];
  const std::int64_t last_value = changes.value[*last];
  for (const std::uint32_t change : rows) {
    changes.value[change] = amount(changes.value[change], currency_of(change), changes.day[change]);
  }
  // The table's cell is only held against the last change, where both are of one currency.
  if (own != currency_of(*last)) {
    deals.value[row] = kNoValue;
  } else {
    deals.value[row] =
        told == last_value ? changes.value[*last] : amount(told, own, changes.day[*last]);
  }
}

void AmountConversion::quotas() {
  Quotas& quotas = tables_.quotas;
  for (std::size_t row = 0; row < quotas.size(); ++row) {
    quotas.value[row] = amount(quotas.value[row], tables_.quota_currency[row], quotas.from[row]);
  }
}

void AmountConversion::finish(Diagnostics& diagnostics) const {
  if (!missing_.empty()) {
    std::string list;
    for (const auto& [currency, missing] : missing_) {
      list += (list.empty() ? "" : "; ") + currency + " from " + to_string(missing.first) + " to " +
              to_string(missing.last) + " (" + std::to_string(missing.amounts) +
              (missing.amounts == 1 ? " amount)" : " amounts)");
    }
    throw Error(ErrorCode::currency_mismatch,
                "rates into " + base_ + " are missing: " + list +
                    "; a rate holds from its day until the next one of its currency");
  }
  std::string list;
  std::int64_t rows = 0;
  for (const auto& [currency, amounts] : converted_) {
    list += (list.empty() ? "" : ", ") + currency + " (" + std::to_string(amounts) + ")";
    rows += amounts;
  }
  if (rows == 0) return;
  diagnostics.push_back(
      {Severity::info,
       "amounts_converted",
       "amounts converted into " + base_ + ", each with the rate of its day: " + list,
       rows,
       {}});
}

}  // namespace salespipe::metrics
