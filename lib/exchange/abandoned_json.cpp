#include "salespipe/exchange/abandoned_json.hpp"

#include "base/json.hpp"
#include "exchange/json_text.hpp"
#include "salespipe/base/date.hpp"
#include "salespipe/base/money.hpp"

namespace salespipe::exchange {

using documents::ordered_json;

std::string to_json(const metrics::AbandonedDeals& found, const metrics::Dataset& dataset) {
  ordered_json deals = ordered_json::array();
  for (const metrics::AbandonedDeal& deal : found.deals) {
    ordered_json out{{"row", deal.row}};
    const auto add = [&out](const std::string& name, std::string_view text) {
      if (!text.empty() && !out.contains(name)) out[name] = text;
    };
    add("owner", dataset.owners.text(deal.owner));
    add("stage", dataset.stages.at(deal.stage).name);
    if (deal.value != metrics::kNoValue) {
      out["value"] = format_minor_units(Int128{deal.value}, dataset.minor_digits);
    }
    out["last_activity"] = to_string(deal.last_activity);
    out["days"] = deal.days;
    for (const metrics::DimensionColumn& column : dataset.opportunities.dimensions) {
      add(column.name, column.dictionary.text(column.codes[deal.row]));
    }
    deals.push_back(std::move(out));
  }
  const ordered_json out{{"last_day", to_string(found.last_day)},
                         {"count", found.count},
                         {"value", format_minor_units(found.value, dataset.minor_digits)},
                         {"currency", dataset.currency},
                         {"deals", std::move(deals)}};
  return out.dump();
}

}  // namespace salespipe::exchange
