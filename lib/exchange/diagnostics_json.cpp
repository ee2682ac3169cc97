#include "exchange/diagnostics_json.hpp"

namespace salespipe::exchange {

nlohmann::ordered_json diagnostics_json(const Diagnostics& diagnostics) {
  auto out = nlohmann::ordered_json::array();
  for (const auto& diagnostic : diagnostics) {
    nlohmann::ordered_json item{{"severity", to_string(diagnostic.severity)},
                                {"code", diagnostic.code},
                                {"message", diagnostic.message}};
    if (diagnostic.rows != 0) item["rows"] = diagnostic.rows;
    if (!diagnostic.where.empty()) item["where"] = diagnostic.where;
    out.push_back(std::move(item));
  }
  return out;
}

}  // namespace salespipe::exchange
