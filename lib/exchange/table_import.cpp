#include "salespipe/exchange/table_import.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "salespipe/base/error.hpp"
#include "salespipe/base/text.hpp"

namespace salespipe::exchange {
namespace {

constexpr int kNoonSeconds = 12 * 3600;

/// Columns with a meaning of their own; every other text column is a custom field.
constexpr std::array kKnown = {"id",      "stage",    "created", "closed",     "expected_close",
                               "value",   "currency", "owner",   "account",    "source",
                               "product", "pipeline", "name",    "lost_reason"};

[[noreturn]] void fail_at(ErrorCode code, const std::string& column, std::size_t row,
                          const std::string& what) {
  throw Error(code, "column " + quoted(column) + ": row " + std::to_string(row) + ": " + what,
              ErrorPlace{{}, 0, column, {}});
}

/// A column of texts that may be absent: then every row is empty.
class OptionalText {
 public:
  OptionalText(const ArrowTable& table, const char* column) {
    if (table.has(column)) text_ = table.text(column);
  }
  const std::string& operator[](std::size_t row) const {
    static const std::string empty;
    if (text_.codes.empty() || text_.codes[row] < 0) return empty;
    return text_.values[static_cast<std::size_t>(text_.codes[row])];
  }

 private:
  CodedText text_;
};

/// A column of moments that may be absent: then every row is unknown.
class OptionalInstants {
 public:
  OptionalInstants(const ArrowTable& table, const char* column, const TimeZone& zone) {
    if (table.has(column)) instants_ = table.instants(column, zone, kNoonSeconds);
  }
  Instant operator[](std::size_t row) const {
    return instants_.empty() ? kNoInstant : instants_[row];
  }

 private:
  std::vector<Instant> instants_;
};

class Importer {
 public:
  Importer(const Book& book, const ArrowTable& table, const TableImportOptions& options)
      : book_(book), options_(options), table_(table) {}

  void read_deals();
  void read_history(const ArrowTable& history);
  void synthesise_history();
  void read_interactions(const ArrowTable& interactions);
  const std::vector<Event>& events() const { return events_; }
  const TableImportCounts& counts() const { return counts_; }

 private:
  struct Deal {
    OpportunityId id;
    const Pipeline* pipeline = nullptr;
    std::size_t event = 0;  ///< Of its creation, in events_.
    Instant created = kNoInstant;
    Instant closed = kNoInstant;
    StageIndex stage = kNoStage;  ///< Where the table says that it stands; kNoStage: not said.
    StageIndex last = kNoStage;   ///< Where the events so far have brought it.
    std::string lost_reason;
    AccountId account;
  };

  Event& add(Stream stream, Instant at, Payload payload);
  const Pipeline& pipeline_of(const std::string& name, std::size_t row) const;
  StageIndex stage_of(const Pipeline& pipeline, const std::string& name, std::size_t row) const;
  AccountId account_of(const std::string& name, Instant at);
  void enter(Deal& deal, StageIndex stage, Instant at);
  std::size_t deal_of(const std::string& id, std::size_t row) const;

  const Book& book_;
  const TableImportOptions& options_;
  const ArrowTable& table_;
  std::vector<Event> events_;
  std::vector<Deal> deals_;
  std::unordered_map<std::string, std::size_t> by_id_;
  std::unordered_map<std::string, AccountId> new_accounts_;
  TableImportCounts counts_;
};

Event& Importer::add(Stream stream, Instant at, Payload payload) {
  Event event;
  event.stream = std::move(stream);
  event.occurred_at = at;
  event.recorded_at = options_.recorded_at;
  event.actor = options_.actor;
  event.payload = std::move(payload);
  event.schema_version = current_schema_version(event.type());
  return events_.emplace_back(std::move(event));
}

const Pipeline& Importer::pipeline_of(const std::string& name, std::size_t row) const {
  if (name.empty()) return book_.pipeline(options_.pipeline);
  for (const auto& pipeline : book_.pipelines()) {
    if (pipeline.id().text() == name || pipeline.name() == name) return pipeline;
  }
  fail_at(ErrorCode::not_found, "pipeline", row,
          "the book has no pipeline " + quoted(name) + "; add it first");
}

StageIndex Importer::stage_of(const Pipeline& pipeline, const std::string& name,
                              std::size_t row) const {
  const auto stage = pipeline.find(name);
  if (is_known(stage)) return stage;
  std::string known;
  for (const auto& each : pipeline.stages())
    known += (known.empty() ? "" : ", ") + quoted(each.name);
  fail_at(ErrorCode::not_found, "stage", row,
          "pipeline " + quoted(pipeline.name()) + " has no stage " + quoted(name) + "; it has " +
              known);
}

AccountId Importer::account_of(const std::string& name, Instant at) {
  if (name.empty()) return {};
  if (const Account* known = book_.find_account_named(name)) return known->id;
  const auto found = new_accounts_.find(name);
  if (found != new_accounts_.end()) return found->second;
  // The name serves as the id: readable, stable over imports, and free unless the book has another
  // account of that id.
  const AccountId wanted(name);
  if (book_.find_account(wanted) != nullptr) {
    throw Error(ErrorCode::already_exists, "account " + quoted(name) +
                                               ": the book has an account of this id under another "
                                               "name; rename one of them");
  }
  add({StreamKind::account, wanted.text()}, at, AccountAdded{name, {}});
  ++counts_.accounts;
  return new_accounts_.emplace(name, wanted).first->second;
}

void Importer::read_deals() {
  const auto ids = table_.texts("id");
  const OptionalText stages(table_, "stage");
  const OptionalText names(table_, "name");
  const OptionalText pipelines(table_, "pipeline");
  const OptionalText accounts(table_, "account");
  const OptionalText owners(table_, "owner");
  const OptionalText sources(table_, "source");
  const OptionalText products(table_, "product");
  const OptionalText reasons(table_, "lost_reason");
  const OptionalText currencies(table_, "currency");
  const OptionalInstants created(table_, "created", options_.zone);
  const OptionalInstants closed(table_, "closed", options_.zone);
  std::vector<Day> expected;
  if (table_.has("expected_close")) {
    expected = table_.times("expected_close", options_.zone).days;
  }
  std::vector<std::pair<std::string, OptionalText>> fields;
  for (const auto& column : table_.column_names()) {
    if (std::find(kKnown.begin(), kKnown.end(), column) != kKnown.end()) continue;
    if (table_.is_text(column)) fields.emplace_back(column, OptionalText(table_, column.c_str()));
  }
  // Amounts are read per number of minor digits that occurs: the pipelines' currencies decide.
  std::unordered_map<int, std::vector<std::int64_t>> amounts;

  for (std::size_t row = 0; row < ids.size(); ++row) {
    if (ids[row].empty()) fail_at(ErrorCode::schema_violation, "id", row, "a deal needs an id");
    Deal deal;
    deal.id = OpportunityId(ids[row]);
    deal.pipeline = &pipeline_of(pipelines[row], row);
    deal.created = created[row];
    deal.closed = closed[row];
    deal.lost_reason = reasons[row];
    if (!stages[row].empty()) deal.stage = stage_of(*deal.pipeline, stages[row], row);
    if (book_.find_opportunity(deal.id) != nullptr || !by_id_.emplace(ids[row], row).second) {
      fail_at(ErrorCode::already_exists, "id", row,
              "the " + std::string(by_id_.count(ids[row]) != 0 ? "table" : "book") +
                  " has the deal " + quoted(ids[row]) + " already");
    }
    const Currency currency = deal.pipeline->currency();
    if (!currencies[row].empty() && currencies[row] != currency.code()) {
      fail_at(ErrorCode::currency_mismatch, "currency", row,
              quoted(currencies[row]) + " where pipeline " + quoted(deal.pipeline->name()) +
                  " counts in " + std::string(currency.code()));
    }

    OpportunityCreated payload;
    payload.pipeline = deal.pipeline->id();
    deal.last = deal.pipeline->first(StageKind::open);
    payload.stage = deal.pipeline->stage(deal.last).id;
    payload.name = names[row].empty() ? ids[row] : names[row];
    deal.account =
        account_of(accounts[row], is_known(deal.created) ? deal.created : options_.recorded_at);
    payload.account = deal.account;
    if (!owners[row].empty()) payload.owner = ActorId(owners[row]);
    payload.source = sources[row];
    payload.product = products[row];
    if (!expected.empty()) payload.expected_close = expected[row];
    for (const auto& [field, texts] : fields) {
      if (!texts[row].empty()) payload.fields.emplace(field, texts[row]);
    }
    if (table_.has("value")) {
      const int digits = currency.minor_digits();
      auto [column, fresh] = amounts.try_emplace(digits);
      if (fresh) column->second = table_.money("value", digits);
      if (column->second[row] != kNoValue) {
        payload.value = DealValue(Money(column->second[row], currency));
      }
    }
    deal.event = events_.size();
    add({StreamKind::opportunity, ids[row]}, deal.created, std::move(payload));
    deals_.push_back(std::move(deal));
    ++counts_.opportunities;
  }
}

void Importer::enter(Deal& deal, StageIndex stage, Instant at) {
  if (stage == deal.last) return;
  const auto kind = deal.pipeline->kind(stage);
  StageEntered payload;
  payload.transition = deal.pipeline->classify(deal.last, stage);
  payload.stage = deal.pipeline->stage(stage).id;
  payload.stage_kind = kind;
  if (kind == StageKind::lost) payload.lost_reason = deal.lost_reason;
  add({StreamKind::opportunity, deal.id.text()}, at, std::move(payload));
  deal.last = stage;
}

void Importer::synthesise_history() {
  for (auto& deal : deals_) {
    if (!is_known(deal.stage)) {
      fail_at(ErrorCode::schema_violation, "stage", by_id_.at(deal.id.text()),
              "a deal needs a stage where there is no history");
    }
    const auto kind = deal.pipeline->kind(deal.stage);
    const bool decided = kind == StageKind::won || kind == StageKind::lost;
    enter(deal, deal.stage, decided ? deal.closed : deal.created);
  }
}

std::size_t Importer::deal_of(const std::string& id, std::size_t row) const {
  const auto found = by_id_.find(id);
  if (found != by_id_.end()) return found->second;
  fail_at(ErrorCode::not_found, "opportunity", row, "the deals have none with id " + quoted(id));
}

void Importer::read_history(const ArrowTable& history) {
  const auto ids = history.texts("opportunity");
  const OptionalInstants at(history, "at", options_.zone);
  const OptionalText stages(history, "stage");
  const OptionalText owners(history, "owner");
  std::vector<Day> expected;
  if (history.has("expected_close")) {
    expected = history.times("expected_close", options_.zone).days;
  }
  std::unordered_map<int, std::vector<std::int64_t>> amounts;

  std::vector<std::size_t> order(ids.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return at[a] < at[b]; });
  std::vector<char> valued(deals_.size(), 0);
  std::vector<char> owned(deals_.size(), 0);
  for (const std::size_t row : order) {
    const std::size_t index = deal_of(ids[row], row);
    Deal& deal = deals_[index];
    const Stream stream{StreamKind::opportunity, deal.id.text()};
    if (!is_known(at[row])) {
      fail_at(ErrorCode::schema_violation, "at", row, "a change needs its time");
    }
    auto& creation = events_[deal.event];
    auto& created = std::get<OpportunityCreated>(creation.payload);
    if (!is_known(creation.occurred_at)) {
      creation.occurred_at = at[row];
      deal.created = at[row];
    }
    // The first word about value and owner is what the deal was created with; the table's own are
    // the last known ones.
    if (history.has("value")) {
      const Currency currency = deal.pipeline->currency();
      auto [column, fresh] = amounts.try_emplace(currency.minor_digits());
      if (fresh) column->second = history.money("value", currency.minor_digits());
      if (column->second[row] != kNoValue) {
        DealValue value(Money(column->second[row], currency));
        if (std::exchange(valued[index], 1) == 0) {
          created.value = value;
        } else {
          add(stream, at[row], ValueChanged{value});
        }
      }
    }
    if (!owners[row].empty()) {
      if (std::exchange(owned[index], 1) == 0) {
        std::get<OpportunityCreated>(events_[deal.event].payload).owner = ActorId(owners[row]);
      } else {
        add(stream, at[row], OwnerChanged{ActorId(owners[row])});
      }
    }
    if (!expected.empty() && is_known(expected[row])) {
      add(stream, at[row], ExpectedCloseChanged{expected[row]});
    }
    if (!stages[row].empty()) {
      enter(deal, stage_of(*deal.pipeline, stages[row], row), at[row]);
    }
  }
}

void Importer::read_interactions(const ArrowTable& table) {
  const OptionalInstants at(table, "at", options_.zone);
  const auto types = table.texts("type");
  const OptionalText owners(table, "owner");
  const OptionalText accounts(table, "account");
  const OptionalText deals(table, "opportunity");
  const OptionalText external(table, "external_id");
  std::unordered_set<std::string> logged;
  for (const auto& interaction : book_.interactions()) {
    if (!interaction.external_id.empty()) logged.insert(interaction.external_id);
  }
  for (std::size_t row = 0; row < types.size(); ++row) {
    if (!external[row].empty() && !logged.insert(external[row]).second) continue;
    const auto type = parse_interaction_type(types[row]);
    if (!type) {
      fail_at(ErrorCode::schema_violation, "type", row,
              quoted(types[row]) +
                  " is no type of interaction; there are email_out, email_in, "
                  "meeting, call, note, email_opened, link_clicked, web_visit");
    }
    if (!is_known(at[row])) {
      fail_at(ErrorCode::schema_violation, "at", row, "an interaction needs its time");
    }
    InteractionLogged payload;
    payload.type = *type;
    payload.direction = usual_direction(*type);
    if (!owners[row].empty()) payload.owner = ActorId(owners[row]);
    payload.external_id = external[row];
    if (!deals[row].empty()) {
      const auto& deal = deals_[deal_of(deals[row], row)];
      payload.opportunity = deal.id;
      payload.account = deal.account;
    }
    if (!accounts[row].empty()) payload.account = account_of(accounts[row], at[row]);
    if (payload.account.empty() && payload.opportunity.empty()) {
      fail_at(ErrorCode::schema_violation, "opportunity", row,
              "an interaction needs an opportunity or an account");
    }
    Stream stream = payload.account.empty()
                        ? Stream{StreamKind::opportunity, payload.opportunity.text()}
                        : Stream{StreamKind::account, payload.account.text()};
    add(std::move(stream), at[row], std::move(payload));
    ++counts_.interactions;
  }
}

}  // namespace

TableImportCounts import_tables(Book& book, const ArrowTable& opportunities,
                                const ArrowTable* history, const ArrowTable* interactions,
                                const TableImportOptions& options) {
  if (!is_known(options.recorded_at)) {
    throw Error(ErrorCode::invalid_argument, "an import needs recorded_at, the host's now");
  }
  Importer importer(book, opportunities, options);
  importer.read_deals();
  if (history != nullptr) {
    importer.read_history(*history);
  } else {
    importer.synthesise_history();
  }
  if (interactions != nullptr) importer.read_interactions(*interactions);
  const auto before = book.last_sequence();
  book.append(importer.events());
  auto counts = importer.counts();
  counts.events = static_cast<std::int64_t>(book.last_sequence() - before);
  return counts;
}

}  // namespace salespipe::exchange
