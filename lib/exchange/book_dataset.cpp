#include "salespipe/exchange/book_dataset.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "exchange/book_deal.hpp"
#include "salespipe/base/money.hpp"
#include "salespipe/book/book_at.hpp"
#include "salespipe/exchange/arrow_dataset.hpp"
#include "salespipe/metrics/dataset_builder.hpp"

namespace salespipe::exchange {
namespace {

/// Distinct texts with codes; what the builder takes as a dictionary.
class Texts {
 public:
  std::int32_t code(std::string_view text) {
    const auto found = codes_.find(std::string(text));
    if (found != codes_.end()) return found->second;
    const auto code = static_cast<std::int32_t>(codes_.size());
    codes_.emplace(std::string(text), code);
    return code;
  }
  std::vector<std::string_view> views() const {
    std::vector<std::string_view> out(codes_.size());
    for (const auto& [text, code] : codes_) out[static_cast<std::size_t>(code)] = text;
    return out;
  }

 private:
  std::unordered_map<std::string, std::int32_t> codes_;
};

/// A dictionary column being filled. Null is no code at all; an empty text is a value of its own.
struct TextRows {
  Texts texts;
  std::vector<std::int32_t> codes;
  std::vector<std::string_view> views;

  void add(std::string_view text) { codes.push_back(texts.code(text)); }
  void add_null() { codes.push_back(-1); }
  metrics::TextColumn column() {
    views = texts.views();
    return {views, codes};
  }
};

/// The name that figures call a pipeline by: its own, or its id where another has the same name.
template <class Pipelines>
std::string pipeline_label(const Pipelines& pipelines, const Pipeline& pipeline) {
  const auto same = std::count_if(pipelines.begin(), pipelines.end(), [&](const Pipeline& other) {
    return other.name() == pipeline.name();
  });
  return same > 1 ? pipeline.id().text() : pipeline.name();
}

// The kinds are the same list on both floors, which do not know each other.
static_assert(static_cast<int>(StageKind::open) == static_cast<int>(metrics::StageOutcome::open));
static_assert(static_cast<int>(StageKind::won) == static_cast<int>(metrics::StageOutcome::won));
static_assert(static_cast<int>(StageKind::lost) == static_cast<int>(metrics::StageOutcome::lost));
static_assert(static_cast<int>(StageKind::parked) ==
              static_cast<int>(metrics::StageOutcome::parked));

/// Fills the builder's three tables from one walk over the journal.
class Reader {
 public:
  /// `only`: one deal, without its interactions; nullptr: all.
  Reader(const Book& book, const BookDatasetOptions& options, const Opportunity* only = nullptr)
      : book_(book), options_(options), only_(only) {
    for (const auto& pipeline : book.pipelines()) {
      labels_.emplace(pipeline.id(), pipeline_label(book.pipelines(), pipeline));
    }
    undone_ = book.undone(end_of(options.known_at, options.zone));
  }

  metrics::Dataset read() {
    metrics::DatasetOptions options;
    options.zone = options_.zone;
    options.data_through = options_.data_through;
    options.known_at = options_.known_at;
    options.currency = options_.currency;
    if (options_.rates != nullptr) options.rates = rates_from_table(*options_.rates, options.zone);
    metrics::DatasetBuilder builder(stage_model(book_), options);
    read_deals(builder);
    read_history(builder);
    if (only_ == nullptr) read_interactions(builder);
    if (only_ == nullptr && options_.quotas != nullptr && !book_.pipelines().empty()) {
      const std::string own(book_.pipelines().front().currency().code());
      add_quotas(builder, *options_.quotas, options_.zone,
                 options_.currency.empty() ? own : options_.currency);
    }
    auto dataset = builder.build();
    if (retired_entries_ > 0) {
      dataset.diagnostics.push_back(
          {Severity::info,
           "stage_retired",
           "stages that the pipelines no longer have are left out of the deals' histories",
           retired_entries_,
           {}});
    }
    return dataset;
  }

 private:
  /// Calls `see` for each deal to be read.
  template <class See>
  void each_deal(See&& see) const {
    if (only_ != nullptr) return see(*only_);
    for (const auto& deal : book_.opportunities()) {
      if (wanted(deal.pipeline)) see(deal);
    }
  }
  bool wanted(const PipelineId& pipeline) const {
    return options_.pipelines.empty() ||
           std::find(options_.pipelines.begin(), options_.pipelines.end(), pipeline) !=
               options_.pipelines.end();
  }
  std::string_view account_name(const AccountId& id) const {
    return id.empty() ? std::string_view() : std::string_view(book_.account(id).name);
  }

  struct KnownDeal {
    Instant recorded_at = kNoInstant;
    bool closed_later = false;  // on an unknown day, and learned of after known_at
  };
  std::unordered_map<std::string, KnownDeal> known_deals() const;
  bool is_later(Instant recorded_at) const {
    return options_.zone.day_of(recorded_at) > options_.known_at;
  }
  void read_deals(metrics::DatasetBuilder& builder);
  void read_history(metrics::DatasetBuilder& builder);
  void add_change(const Event& event);
  /// What was undone did not happen, and that it was undone is no activity.
  bool counts(const Event& event) const {
    return event.type() != EventType::events_undone &&
           !std::binary_search(undone_.begin(), undone_.end(), event.sequence);
  }
  const Stage* counted_stage(const Pipeline& pipeline, const StageId& id, StageKind kind);
  void read_interactions(metrics::DatasetBuilder& builder);

  const Book& book_;
  const BookDatasetOptions& options_;
  const Opportunity* only_;
  std::map<PipelineId, std::string> labels_;
  std::unordered_map<std::string_view, std::int32_t> rows_;  // deal id -> row
  std::vector<std::string_view> ids_;
  std::vector<const Pipeline*> pipeline_now_;  // per row, while the journal is walked
  std::vector<std::uint64_t> undone_;          // sequences of the events that do not count
  std::int64_t retired_entries_ = 0;
  // The history table while it is filled.
  std::vector<std::int32_t> deals_;
  std::vector<Instant> at_;
  TextRows pipelines_, stages_, owners_;
  TextRows currencies_;
  std::vector<std::int64_t> values_;
  std::vector<Day> expected_;
  std::vector<Instant> recorded_;
};

/// When the book learned of each deal; empty unless known_at asks for it. What is known of no day
/// has no row in the history that could be left out: the deal's own cells are set back for it.
std::unordered_map<std::string, Reader::KnownDeal> Reader::known_deals() const {
  std::unordered_map<std::string, KnownDeal> known;
  if (!is_known(options_.known_at)) return known;
  book_.visit_events([&](const Event& event) {
    if (event.stream.kind != StreamKind::opportunity || !counts(event)) return;
    if (std::holds_alternative<OpportunityCreated>(event.payload)) {
      known[event.stream.id].recorded_at = event.recorded_at;
    } else if (!is_known(event.occurred_at) && is_later(event.recorded_at)) {
      known[event.stream.id].closed_later = true;
    }
  });
  return known;
}

void Reader::read_deals(metrics::DatasetBuilder& builder) {
  TextRows pipelines, stages, owners, currencies;
  std::map<std::string, TextRows> dimensions;
  for (const char* name : {"account", "source", "product", "lost_reason"}) dimensions[name];
  std::set<std::string> fields;
  each_deal([&](const Opportunity& deal) {
    for (const auto& [field, value] : deal.fields) fields.insert(field);
  });
  // A custom field does not take the place of what the figures call by that name already.
  for (const char* taken :
       {"owner", "stage", "pipeline", "id", "value", "created", "closed", "forecast_category"}) {
    fields.erase(taken);
  }
  for (const auto& field : fields) dimensions[field];

  const auto known = known_deals();
  std::vector<Instant> created, closed, recorded;
  std::vector<Day> expected;
  std::vector<std::int64_t> values;
  std::vector<std::int64_t> annual_values;
  each_deal([&](const Opportunity& deal) {
    const auto& pipeline = book_.pipeline(deal.pipeline);
    rows_.emplace(deal.id.text(), static_cast<std::int32_t>(ids_.size()));
    ids_.push_back(deal.id.text());
    pipelines.add(labels_.at(deal.pipeline));
    const auto learned = known.find(deal.id.text());
    const bool closed_later = learned != known.end() && learned->second.closed_later;
    recorded.push_back(learned == known.end() ? kNoInstant : learned->second.recorded_at);
    stages.add(closed_later ? pipeline.stage(pipeline.first(StageKind::open)).name
                            : pipeline.stage(pipeline.require(deal.stage.text())).name);
    owners.add(deal.owner.text());
    currencies.add(deal.value ? deal.value->currency().code() : pipeline.currency().code());
    created.push_back(deal.created_at);
    closed.push_back(deal.closed_at);
    expected.push_back(deal.expected_close);
    values.push_back(deal.value ? deal.value->total().minor_units() : metrics::kNoValue);
    annual_values.push_back(deal.value && deal.value->is_recurring()
                                ? deal.value->annual().minor_units()
                                : metrics::kNoValue);
    for (auto& [name, column] : dimensions) {
      if (name == "account") {
        column.add(account_name(deal.account));
      } else if (name == "source") {
        column.add(deal.source);
      } else if (name == "product") {
        column.add(deal.product);
      } else if (name == "lost_reason") {
        column.add(deal.lost_reason);
      } else {
        const auto field = deal.fields.find(name);
        column.add(field == deal.fields.end() ? std::string_view() : field->second);
      }
    }
  });
  metrics::OpportunityColumns out;
  out.tells_annual_value = true;
  if (ids_.empty()) return builder.add_opportunities(out);
  out.rows = ids_.size();
  out.id = {ids_, {}};
  out.pipeline = pipelines.column();
  out.stage = stages.column();
  out.owner = owners.column();
  out.currency = currencies.column();
  out.created = {{}, created};
  out.closed = {{}, closed};
  out.expected_close = {expected, {}};
  out.value = values;
  if (!known.empty()) out.recorded_at = {{}, recorded};
  out.annual_value = annual_values;
  for (auto& [name, column] : dimensions) out.dimensions.emplace_back(name, column.column());
  builder.add_opportunities(out);
}

/// The stage that figures count an entry under. A stage that the definition no longer has: a closed
/// or parked one stands for the pipeline's first of its kind; an open one is no step any more.
const Stage* Reader::counted_stage(const Pipeline& pipeline, const StageId& id, StageKind kind) {
  auto index = pipeline.find_id(id.text());
  if (!is_known(index) && kind != StageKind::open) index = pipeline.first(kind);
  if (is_known(index)) return &pipeline.stage(index);
  ++retired_entries_;
  return nullptr;
}

void Reader::add_change(const Event& event) {
  if (event.stream.kind != StreamKind::opportunity || !counts(event)) return;
  const auto found = rows_.find(event.stream.id);
  if (found == rows_.end()) return;
  auto*& pipeline = pipeline_now_[static_cast<std::size_t>(found->second)];

  const Stage* stage = nullptr;
  const std::string* owner = nullptr;
  std::int64_t value = metrics::kNoValue;
  std::optional<Currency> currency;
  Day expected = kNoDay;
  const auto minor_units = [&currency](const std::optional<DealValue>& deal_value) {
    if (deal_value) currency = deal_value->currency();
    return deal_value ? deal_value->total().minor_units() : 0;
  };
  if (const auto* created = std::get_if<OpportunityCreated>(&event.payload)) {
    pipeline = &book_.pipeline(created->pipeline);
    stage = counted_stage(*pipeline, created->stage, StageKind::open);
    owner = &created->owner.text();
    if (created->value) value = minor_units(created->value);
    expected = created->expected_close;
  } else if (const auto* changed = std::get_if<ValueChanged>(&event.payload)) {
    value = minor_units(changed->value);
  } else if (const auto* handed = std::get_if<OwnerChanged>(&event.payload)) {
    owner = &handed->owner.text();
  } else if (const auto* pushed = std::get_if<ExpectedCloseChanged>(&event.payload)) {
    expected = pushed->expected_close;
  } else if (const auto* entered = std::get_if<StageEntered>(&event.payload)) {
    stage = counted_stage(*pipeline, entered->stage, entered->stage_kind);
  } else if (const auto* moved = std::get_if<MovedToPipeline>(&event.payload)) {
    pipeline = &book_.pipeline(moved->pipeline);
    stage = counted_stage(*pipeline, moved->stage, StageKind::open);
  }
  // What happened on an unknown day has no place in a history; the deal's own columns tell it. Any
  // other event of the deal is a row without cells: a sign of activity.
  if (!is_known(event.occurred_at)) return;
  deals_.push_back(found->second);
  at_.push_back(event.occurred_at);
  if (stage != nullptr) {
    pipelines_.add(labels_.at(pipeline->id()));
    stages_.add(stage->name);
  } else {
    pipelines_.add_null();
    stages_.add_null();
  }
  if (owner != nullptr) {
    owners_.add(*owner);
  } else {
    owners_.add_null();
  }
  if (currency) {
    currencies_.add(currency->code());
  } else {
    currencies_.add_null();
  }
  values_.push_back(value);
  expected_.push_back(expected);
  if (is_known(options_.known_at)) recorded_.push_back(event.recorded_at);
}

void Reader::read_history(metrics::DatasetBuilder& builder) {
  pipeline_now_.resize(ids_.size());
  if (only_ != nullptr) {
    const auto events = book_.events_of({StreamKind::opportunity, only_->id.text()});
    for (const auto& event : events) add_change(event);
  } else {
    book_.visit_events([this](const Event& event) { add_change(event); });
  }
  metrics::HistoryColumns out;
  if (at_.empty()) {
    builder.add_history(out);  // a book knows that nothing happened
    return;
  }
  out.rows = at_.size();
  out.opportunity = {ids_, deals_};
  out.at = {{}, at_};
  out.pipeline = pipelines_.column();
  out.stage = stages_.column();
  out.owner = owners_.column();
  out.value = values_;
  out.currency = currencies_.column();
  out.expected_close = {expected_, {}};
  out.recorded_at = {{}, recorded_};
  builder.add_history(out);
}

void Reader::read_interactions(metrics::DatasetBuilder& builder) {
  std::vector<Instant> at, recorded;
  TextRows types, owners, accounts;
  std::vector<std::int32_t> deals;
  for (const auto& interaction : book_.interactions()) {
    const auto row = rows_.find(interaction.opportunity.text());
    // With a choice of pipelines, what belongs to a deal of another one is not part of it.
    if (!interaction.opportunity.empty() && row == rows_.end()) continue;
    at.push_back(interaction.at);
    if (is_known(options_.known_at)) {
      recorded.push_back(book_.event(interaction.sequence).recorded_at);
    }
    types.add(to_string(interaction.type));
    owners.add(interaction.owner.text());
    accounts.add(account_name(interaction.account));
    deals.push_back(row == rows_.end() ? -1 : row->second);
  }
  metrics::InteractionColumns out;
  if (at.empty()) {
    builder.add_interactions(out);  // a book knows that there were none
    return;
  }
  out.rows = at.size();
  out.at = {{}, at};
  out.recorded_at = {{}, recorded};
  out.type = types.column();
  out.owner = owners.column();
  out.account = accounts.column();
  out.opportunity = {ids_, deals};
  builder.add_interactions(out);
}

}  // namespace

metrics::StageModel stage_model(const Book& book) {
  const std::vector<Pipeline> pipelines(book.pipelines().begin(), book.pipelines().end());
  return stage_model(pipelines);
}

metrics::StageModel stage_model(std::span<const Pipeline> pipelines) {
  std::vector<metrics::StageInfo> stages;
  for (const auto& pipeline : pipelines) {
    const std::string label = pipeline_label(pipelines, pipeline);
    for (const auto& stage : pipeline.stages()) {
      metrics::StageInfo info;
      info.pipeline = label;
      info.name = stage.name;
      info.outcome = metrics::StageOutcome(static_cast<std::uint8_t>(stage.kind));
      info.probability_ppm = stage.probability_ppm;
      info.forecast_category = to_string(stage.forecast_category);
      info.qualified = stage.qualified && stage.kind == StageKind::open;
      info.max_age_days = stage.max_age_days;
      stages.push_back(std::move(info));
    }
  }
  return metrics::StageModel(std::move(stages));
}

metrics::Dataset dataset_from_book(const Book& book, const BookDatasetOptions& options) {
  return Reader(book, options).read();
}

metrics::Dataset dataset_of_deal(const Book& book, const OpportunityId& id,
                                 const BookDatasetOptions& options) {
  return Reader(book, options, &book.opportunity(id)).read();
}

}  // namespace salespipe::exchange
