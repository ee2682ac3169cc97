#include "exchange/diagnostics_json.hpp"

namespace salespipe::exchange {

documents::ordered_json diagnostics_json(const Diagnostics& diagnostics) {
  auto out = documents::ordered_json::array();
  for (const auto& diagnostic : diagnostics) {
    documents::ordered_json item{{"severity", to_string(diagnostic.severity)},
                                 {"code", diagnostic.code},
                                 {"message", diagnostic.message}};
    if (diagnostic.rows != 0) item["rows"] = diagnostic.rows;
    if (!diagnostic.where.empty()) item["where"] = diagnostic.where;
    out.push_back(std::move(item));
  }
  return out;
}

}  // namespace salespipe::exchange
