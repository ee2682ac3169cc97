#include "salespipe/exchange/arrow_dataset.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/on_threads.hpp"
#include "salespipe/base/error.hpp"
#include "salespipe/base/money.hpp"
#include "salespipe/base/text.hpp"

namespace salespipe::exchange {
namespace {

/// Columns that are no dimensions.
constexpr std::array kNoDimension = {
    "id",       "stage",    "created", "closed", "expected_close", "value",
    "currency", "pipeline", "owner",   "name",   "recorded_at",    "annual_value"};

/// How many decimals amounts have: all the same, or those of each row's currency.
struct Digits {
  int all = 2;
  std::vector<std::int8_t> by_row;
};

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
  Columns(const ArrowTable& table, const char* what, const TimeZone& zone)
      : table_(table), what_(what), zone_(zone) {}

  std::size_t rows() const { return static_cast<std::size_t>(table_.rows()); }

  /// Reads the columns that were asked for by read_later(), on so many threads. When several are
  /// at fault, the error is that of the first one asked for.
  void read(int threads) {
    std::vector<std::exception_ptr> failures(later_.size());
    std::atomic<std::size_t> next{0};
    const auto workers = std::min(static_cast<std::size_t>(std::max(threads, 1)), later_.size());
    on_threads(std::max<std::size_t>(workers, 1), [&](std::size_t) {
      for (std::size_t job = next++; job < later_.size(); job = next++) {
        try {
          later_[job]();
        } catch (...) {
          failures[job] = std::current_exception();
        }
      }
    });
    later_.clear();
    for (const std::exception_ptr& failure : failures) {
      if (failure) std::rethrow_exception(failure);
    }
  }
  void read_later(std::function<void()> job) { later_.push_back(std::move(job)); }

  metrics::TextColumn text(const std::string& column) {
    if (!table_.has(column)) return {};
    const CodedText& kept = keep(texts_, named([&] { return table_.text(column); }));
    const auto& views =
        keep(views_, std::vector<std::string_view>(kept.values.begin(), kept.values.end()));
    // A dictionary without entries means that every row is null; the builder wants to see codes.
    return {views, kept.codes};
  }

  /// A column whose texts hardly repeat.
  metrics::TextColumn ids(const std::string& column) {
    if (!table_.has(column)) return {};
    return {keep(views_, named([&] { return table_.text_views(column); })), {}};
  }

  metrics::TimeColumn times(const std::string& column) {
    if (!table_.has(column)) return {};
    if (table_.is_date(column)) {
      return {keep(days_, named([&] { return table_.times(column, zone_).days; })), {}};
    }
    return {{}, keep(instants_, named([&] { return table_.instants(column, zone_, 0); }))};
  }

  std::span<const std::int64_t> money(const std::string& column, const Digits& digits) {
    if (!table_.has(column)) return {};
    return keep(amounts_, named([&] {
                  return digits.by_row.empty() ? table_.money(column, digits.all)
                                               : table_.money(column, digits.by_row);
                }));
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
  template <class Column>
  const Column& keep(std::deque<Column>& columns, Column&& column) {
    const std::scoped_lock lock(keeping_);
    return columns.emplace_back(std::move(column));
  }

  const ArrowTable& table_;
  const char* what_;
  const TimeZone& zone_;
  std::vector<std::function<void()>> later_;
  std::mutex keeping_;
  std::deque<CodedText> texts_;
  std::deque<std::vector<std::string_view>> views_;
  std::deque<std::vector<Day>> days_;
  std::deque<std::vector<Instant>> instants_;
  std::deque<std::vector<std::int64_t>> amounts_;
};

constexpr const char* kUnnamed = "XXX";  // two decimals, as metrics::Dataset has it

int digits_of(std::string_view currency) {
  return currency.empty() || currency == kUnnamed ? 2 : Currency(currency).minor_digits();
}

/// The currency of amounts that come without one: that of the options, else the first one named.
/// Several currencies without rates are refused by the builder, which lists them.
std::string own_currency(const ArrowTable& opportunities, const std::string& currency) {
  if (!currency.empty()) return currency;
  if (opportunities.has("currency")) {
    for (const auto& code : opportunities.text("currency").values) {
      if (!code.empty()) return code;
    }
  }
  return kUnnamed;
}

/// The decimals of a table's amounts, whose currencies are `column`, where there is one;
/// `otherwise` are those of rows that name none.
Digits digits_by(const metrics::TextColumn& column, const Digits& otherwise) {
  std::vector<int> of_code;
  for (const auto code : column.values) {
    of_code.push_back(code.empty() || code == kUnnamed ? -1 : digits_of(code));
  }
  const bool same = otherwise.by_row.empty() &&
                    std::all_of(of_code.begin(), of_code.end(),
                                [&](int digits) { return digits < 0 || digits == otherwise.all; });
  if (same || column.codes.empty()) return otherwise;
  Digits out{otherwise.all, otherwise.by_row};
  out.by_row.resize(column.codes.size(), static_cast<std::int8_t>(otherwise.all));
  for (std::size_t row = 0; row < column.codes.size(); ++row) {
    if (column.codes[row] < 0) continue;
    const int digits = of_code[static_cast<std::size_t>(column.codes[row])];
    if (digits >= 0) out.by_row[row] = static_cast<std::int8_t>(digits);
  }
  return out;
}

/// The decimals that the deals of a child table's rows have.
Digits digits_of_deals(const metrics::TextColumn& deals, const metrics::TextColumn& ids,
                       const Digits& digits) {
  if (digits.by_row.empty()) return digits;
  std::unordered_map<std::string_view, std::int8_t> of_deal;
  for (std::size_t row = 0; row < ids.codes.size(); ++row) {
    if (ids.codes[row] < 0) continue;
    of_deal.emplace(ids.values[static_cast<std::size_t>(ids.codes[row])], digits.by_row[row]);
  }
  Digits out{digits.all, {}};
  for (const std::int32_t code : deals.codes) {
    const auto found =
        code < 0 ? of_deal.end() : of_deal.find(deals.values[static_cast<std::size_t>(code)]);
    out.by_row.push_back(found == of_deal.end() ? static_cast<std::int8_t>(digits.all)
                                                : found->second);
  }
  return out;
}

}  // namespace

void add_quotas(metrics::DatasetBuilder& builder, const ArrowTable& quotas, const TimeZone& zone,
                const std::string& currency) {
  Columns in(quotas, "quotas", zone);
  for (const char* column : {"from", "to", "value"}) in.require(column);
  metrics::QuotaColumns out;
  out.rows = in.rows();
  out.owner = in.text("owner");
  out.from = in.times("from");
  out.to = in.times("to");
  out.currency = in.text("currency");
  out.value = in.money("value", digits_by(out.currency, {digits_of(currency), {}}));
  builder.add_quotas(out);
}

metrics::ExchangeRates rates_from_table(const ArrowTable& rates, const TimeZone& zone) {
  const std::string day = rates.has("day") ? "day" : "from";
  Columns in(rates, "rates", zone);
  for (const auto& column : {day, std::string("currency"), std::string("rate")}) {
    in.require(column.c_str());
  }
  const auto numbered = [](std::size_t row, const std::string& column, const std::string& what) {
    throw Error(
        ErrorCode::schema_violation,
        "rates table: column " + quoted(column) + ": row " + std::to_string(row) + ": " + what,
        ErrorPlace{{}, 0, column, {}});
  };
  metrics::ExchangeRates out;
  out.give();
  const auto days = rates.times(day, zone).days;
  const auto currencies = rates.texts("currency");
  const auto numbers = rates.exact_numbers("rate");
  for (std::size_t row = 0; row < days.size(); ++row) {
    if (!is_known(days[row])) numbered(row, day, "a day is expected, not null");
    try {
      out.add(days[row], currencies[row], metrics::parse_rate(numbers[row]));
    } catch (const Error& error) {
      numbered(row, error.code() == ErrorCode::parse_error ? "rate" : "currency", error.message());
    }
  }
  return out;
}

metrics::Dataset dataset_from_tables(const MetricTables& tables, metrics::StageModel stages,
                                     const metrics::DatasetOptions& given) {
  if (tables.opportunities == nullptr) {
    throw Error(ErrorCode::invalid_argument, "figures need a table of opportunities");
  }
  metrics::DatasetOptions options = given;
  if (tables.rates != nullptr) options.rates = rates_from_table(*tables.rates, options.zone);
  metrics::DatasetBuilder builder(std::move(stages), options);
  const std::string currency = own_currency(*tables.opportunities, options.currency);
  Digits digits{digits_of(currency), {}};
  const ArrowTable& table = *tables.opportunities;
  Columns deals(table, "opportunities", options.zone);
  deals.require("id");
  metrics::OpportunityColumns deal_columns;
  {
    metrics::OpportunityColumns& out = deal_columns;
    out.rows = deals.rows();
    // Where amounts differ in currency, rows of the history are held against their deals' by code.
    deals.read_later([&] { out.id = options.rates.given() ? deals.text("id") : deals.ids("id"); });
    out.currency = deals.text("currency");
    if (options.rates.given()) digits = digits_by(out.currency, digits);
    deals.read_later([&] { out.pipeline = deals.text("pipeline"); });
    deals.read_later([&] { out.stage = deals.text("stage"); });
    deals.read_later([&] { out.owner = deals.text("owner"); });
    deals.read_later([&] { out.created = deals.times("created"); });
    deals.read_later([&] { out.closed = deals.times("closed"); });
    deals.read_later([&] { out.expected_close = deals.times("expected_close"); });
    deals.read_later([&] { out.recorded_at = deals.times("recorded_at"); });
    deals.read_later([&] { out.value = deals.money("value", digits); });
    deals.read_later([&] { out.annual_value = deals.money("annual_value", digits); });
    out.tells_annual_value = table.has("annual_value");
    for (const auto& column : table.column_names()) {
      const bool own =
          std::find(kNoDimension.begin(), kNoDimension.end(), column) != kNoDimension.end();
      if (!own && table.is_text(column)) {
        out.dimensions.emplace_back(column, metrics::TextColumn{});
      }
    }
    for (auto& dimension : out.dimensions) {
      deals.read_later([&deals, &dimension] { dimension.second = deals.text(dimension.first); });
    }
    deals.read(options.threads);
    builder.add_opportunities(out);
  }
  if (tables.history != nullptr) {
    Columns in(*tables.history, "history", options.zone);
    in.require("opportunity");
    in.require("at");
    metrics::HistoryColumns out;
    out.rows = in.rows();
    Digits history_digits = digits;
    if (options.rates.given()) {
      out.opportunity = in.text("opportunity");
      out.currency = in.text("currency");
      history_digits =
          digits_by(out.currency, digits_of_deals(out.opportunity, deal_columns.id, digits));
    } else {
      in.read_later([&] { out.opportunity = in.ids("opportunity"); });
    }
    in.read_later([&] { out.at = in.times("at"); });
    in.read_later([&] { out.pipeline = in.text("pipeline"); });
    in.read_later([&] { out.stage = in.text("stage"); });
    in.read_later([&] { out.owner = in.text("owner"); });
    in.read_later([&] { out.value = in.money("value", history_digits); });
    in.read_later([&] { out.expected_close = in.times("expected_close"); });
    in.read_later([&] { out.recorded_at = in.times("recorded_at"); });
    in.read(options.threads);
    builder.add_history(out);
  }
  if (tables.interactions != nullptr) {
    Columns in(*tables.interactions, "interactions", options.zone);
    in.require("at");
    in.require("type");
    metrics::InteractionColumns out;
    out.rows = in.rows();
    out.at = in.times("at");
    out.type = in.text("type");
    out.owner = in.text("owner");
    out.account = in.text("account");
    out.opportunity = in.ids("opportunity");
    out.recorded_at = in.times("recorded_at");
    builder.add_interactions(out);
  }
  if (tables.quotas != nullptr) add_quotas(builder, *tables.quotas, options.zone, currency);
  return builder.build();
}

}  // namespace salespipe::exchange
