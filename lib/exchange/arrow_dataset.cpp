#include "salespipe/exchange/arrow_dataset.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <optional>
#include <string>
#include <utility>

#include "salespipe/base/error.hpp"
#include "salespipe/base/money.hpp"
#include "salespipe/base/text.hpp"

namespace salespipe::exchange {
namespace {

/// Columns that are no dimensions.
constexpr std::array kNoDimension = {
    "id",       "stage",    "created", "closed", "expected_close", "value", "annual_value",
    "currency", "pipeline", "owner",   "name"};

/// Keeps what the builder's views look at until a table is taken over.
class Columns {
 private:
  /// Errors of a column say which table it is in.
  template <class Read>
  auto named(Read&& read) const {
    try {
      return read();
    } catch (const Error& error) {
      throw Error(error.code(), std::string(what_) + " table: " + error.message(), error.place());
    }
  }

 public:
  Columns(const ArrowTable& table, const char* what, const TimeZone& zone, int digits)
      : table_(table), what_(what), zone_(zone), digits_(digits) {}

  std::size_t rows() const { return static_cast<std::size_t>(table_.rows()); }

  metrics::TextColumn text(const std::string& column) {
    if (!table_.has(column)) return {};
    auto& kept = texts_.emplace_back(named([&] { return table_.text(column); }));
    auto& views = views_.emplace_back(kept.values.begin(), kept.values.end());
    // A dictionary without entries means that every row is null; the builder wants to see codes.
    return {views, kept.codes};
  }

  metrics::TimeColumn times(const std::string& column) {
    if (!table_.has(column)) return {};
    if (table_.is_date(column)) {
      return {days_.emplace_back(named([&] { return table_.times(column, zone_).days; })), {}};
    }
    return {{}, instants_.emplace_back(named([&] { return table_.instants(column, zone_, 0); }))};
  }

  std::span<const std::int64_t> money(const std::string& column) {
    if (!table_.has(column)) return {};
    return amounts_.emplace_back(named([&] { return table_.money(column, digits_); }));
  }

  void require(const char* column) const {
    if (table_.has(column)) return;
    std::string list;
    for (const auto& name : table_.column_names()) {
      list += (list.empty() ? "" : ", ") + quoted(name);
    }
    throw Error(ErrorCode::schema_violation,
                std::string("the ") + what_ + " table needs a column \"" + column + "\"; it has " +
                    (list.empty() ? "none" : list),
                ErrorPlace{{}, 0, column, {}});
  }

 private:
  const ArrowTable& table_;
  const char* what_;
  const TimeZone& zone_;
  int digits_;
  std::deque<CodedText> texts_;
  std::deque<std::vector<std::string_view>> views_;
  std::deque<std::vector<Day>> days_;
  std::deque<std::vector<Instant>> instants_;
  std::deque<std::vector<std::int64_t>> amounts_;
};

/// The digits of amounts that come without a unit: those of the currency that is named, by the
/// options or by the rows. Several currencies are refused by the builder, which lists them.
int minor_digits(const ArrowTable& opportunities, const std::string& currency) {
  constexpr int kUnnamed = 2;  // as metrics::Dataset has it for amounts of no named currency
  if (currency == "XXX") return kUnnamed;
  if (!currency.empty()) return Currency(currency).minor_digits();
  if (opportunities.has("currency")) {
    for (const auto& code : opportunities.text("currency").values) {
      if (code == "XXX") return kUnnamed;
      if (!code.empty()) return Currency(code).minor_digits();
    }
  }
  return kUnnamed;
}

}  // namespace

void add_quotas(metrics::DatasetBuilder& builder, const ArrowTable& quotas, const TimeZone& zone,
                int digits) {
  Columns in(quotas, "quotas", zone, digits);
  for (const char* column : {"from", "to", "value"}) in.require(column);
  metrics::QuotaColumns out;
  out.rows = in.rows();
  out.owner = in.text("owner");
  out.from = in.times("from");
  out.to = in.times("to");
  out.value = in.money("value");
  builder.add_quotas(out);
}

metrics::Dataset dataset_from_tables(const MetricTables& tables, metrics::StageModel stages,
                                     const metrics::DatasetOptions& options) {
  if (tables.opportunities == nullptr) {
    throw Error(ErrorCode::invalid_argument, "figures need a table of opportunities");
  }
  metrics::DatasetBuilder builder(std::move(stages), options);
  const int digits = minor_digits(*tables.opportunities, options.currency);
  {
    const ArrowTable& table = *tables.opportunities;
    Columns in(table, "opportunities", options.zone, digits);
    in.require("id");
    metrics::OpportunityColumns out;
    out.rows = in.rows();
    out.id = in.text("id");
    out.pipeline = in.text("pipeline");
    out.stage = in.text("stage");
    out.owner = in.text("owner");
    out.currency = in.text("currency");
    out.created = in.times("created");
    out.closed = in.times("closed");
    out.expected_close = in.times("expected_close");
    out.value = in.money("value");
    out.annual_value = in.money("annual_value");
    for (const auto& column : table.column_names()) {
      const bool own =
          std::find(kNoDimension.begin(), kNoDimension.end(), column) != kNoDimension.end();
      if (!own && table.is_text(column)) out.dimensions.emplace_back(column, in.text(column));
    }
    builder.add_opportunities(out);
  }
  if (tables.history != nullptr) {
    Columns in(*tables.history, "history", options.zone, digits);
    in.require("opportunity");
    in.require("at");
    metrics::HistoryColumns out;
    out.rows = in.rows();
    out.opportunity = in.text("opportunity");
    out.at = in.times("at");
    out.pipeline = in.text("pipeline");
    out.stage = in.text("stage");
    out.owner = in.text("owner");
    out.value = in.money("value");
    out.expected_close = in.times("expected_close");
    builder.add_history(out);
  }
  if (tables.interactions != nullptr) {
    Columns in(*tables.interactions, "interactions", options.zone, digits);
    in.require("at");
    in.require("type");
    metrics::InteractionColumns out;
    out.rows = in.rows();
    out.at = in.times("at");
    out.type = in.text("type");
    out.owner = in.text("owner");
    out.account = in.text("account");
    out.opportunity = in.text("opportunity");
    builder.add_interactions(out);
  }
  if (tables.quotas != nullptr) add_quotas(builder, *tables.quotas, options.zone, digits);
  return builder.build();
}

}  // namespace salespipe::exchange
