#include "salespipe/exchange/live_book.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "exchange/book_deal.hpp"
#include "salespipe/base/error.hpp"

namespace salespipe::exchange {
namespace {

using metrics::Dataset;
using metrics::Live;
using metrics::LiveChange;

/// What a builder says of a deal whose columns are not the last ones of its history: told anew
/// where a deal is read again.
constexpr std::array<std::string_view, 3> kDiffers{
    "stage_differs_from_history", "value_differs_from_history", "owner_differs_from_history"};

BookDatasetOptions checked(BookDatasetOptions options) {
  if (options.rates != nullptr || is_known(options.known_at)) {
    throw Error(ErrorCode::unsupported,
                "a watched book takes no rates and no known_at; ask dataset_from_book for those");
  }
  return options;
}

}  // namespace

struct LiveBook::State {
  /// What decides whether the next event of a deal can just be put behind the others.
  struct Deal {
    Instant last = kNoInstant;  // when its latest event happened
    std::uint64_t read_to = 0;  // sequence up to which its events are in
    bool in_order = true;       // every event happened on a known day behind those before
    bool knows_value = false;   // the value it began with
    bool knows_expected_close = false;
  };

  State(const Book& watched, BookDatasetOptions given) : book(&watched), options(std::move(given)) {
    rebuild();
  }

  void rebuild();
  void take(const Event& event);
  void take_change(const Event& event, std::uint32_t number);
  void take_interaction(const Event& event, const InteractionLogged& logged);
  void read_again(const OpportunityId& id, std::uint32_t number);
  void note(std::uint32_t number, const Dataset& data, std::size_t row);
  void see(Deal& deal, const Event& event) const;
  std::optional<metrics::StageCode> stage_code(const PipelineId& pipeline,
                                               const StageId& stage) const;
  bool wanted(const PipelineId& pipeline) const {
    return options.pipelines.empty() ||
           std::find(options.pipelines.begin(), options.pipelines.end(), pipeline) !=
               options.pipelines.end();
  }
  metrics::WatchId watched(std::uint32_t number);

  const Book* book;
  BookDatasetOptions options;
  std::optional<Live> live;
  std::vector<std::optional<metrics::Query>> queries;      // by the caller's watch
  std::vector<std::optional<metrics::WatchId>> watches;    // nothing: to be made when asked
  std::unordered_map<std::string, std::uint32_t> numbers;  // by id of the deal
  std::vector<Deal> deals;
  std::unordered_map<std::string, metrics::StageCode> first_stage;  // by id of the pipeline
  std::uint64_t sequence = 0;
  std::uint64_t taken_back = 0;  // what the book had taken back when it was read
  bool stale = false;            // the book must be read again
};

void LiveBook::State::see(Deal& deal, const Event& event) const {
  if (!is_known(event.occurred_at) || event.occurred_at.micros < deal.last.micros) {
    deal.in_order = false;
  }
  if (is_known(event.occurred_at)) {
    deal.last = deal.last.micros < event.occurred_at.micros ? event.occurred_at : deal.last;
  }
}

void LiveBook::State::rebuild() {
  stale = true;  // until all of it is there
  Dataset data = dataset_from_book(*book, options);
  numbers.clear();
  deals.clear();
  first_stage.clear();
  metrics::StageCode next = 0;
  for (const auto& pipeline : book->pipelines()) {
    first_stage.emplace(pipeline.id().text(), next);
    next = static_cast<metrics::StageCode>(next + pipeline.stages().size());
  }
  for (const auto& deal : book->opportunities()) {
    if (!wanted(deal.pipeline)) continue;
    numbers.emplace(deal.id.text(), static_cast<std::uint32_t>(deals.size()));
    deals.emplace_back();
    note(static_cast<std::uint32_t>(deals.size() - 1), data, deals.size() - 1);
  }
  sequence = book->last_sequence();
  taken_back = book->taken_back();
  book->visit_events([this](const Event& event) {
    if (event.stream.kind != StreamKind::opportunity) return;
    const auto found = numbers.find(event.stream.id);
    if (found != numbers.end()) see(deals[found->second], event);
  });
  live.emplace(std::move(data), !is_known(options.data_through));
  watches.assign(queries.size(), std::nullopt);
  stale = false;
}

/// The live watch of a query; made anew after the book was read again.
metrics::WatchId LiveBook::State::watched(std::uint32_t number) {
  if (number >= queries.size() || !queries[number]) {
    throw Error(ErrorCode::not_found, "there is no watch " + std::to_string(number));
  }
  if (!watches[number]) watches[number] = live->watch(*queries[number]);
  return *watches[number];
}

void LiveBook::State::note(std::uint32_t number, const Dataset& data, std::size_t row) {
  Deal& deal = deals[number];
  deal.read_to = book->last_sequence();
  deal.knows_value = data.opportunities.value[row] != metrics::kNoValue;
  deal.knows_expected_close = is_known(data.opportunities.expected_close[row]);
}

std::optional<metrics::StageCode> LiveBook::State::stage_code(const PipelineId& pipeline,
                                                              const StageId& stage) const {
  const StageIndex index = book->pipeline(pipeline).find_id(stage.text());
  const auto first = first_stage.find(pipeline.text());
  if (!is_known(index) || first == first_stage.end()) return std::nullopt;
  return static_cast<metrics::StageCode>(first->second + index.number);
}

void LiveBook::State::read_again(const OpportunityId& id, std::uint32_t number) {
  const Dataset data = dataset_of_deal(*book, id, options);
  const auto has = [](const Dataset& of, std::string_view code) {
    return std::any_of(of.diagnostics.begin(), of.diagnostics.end(),
                       [&](const Diagnostic& found) { return found.code == code; });
  };
  // What is told of the whole book cannot be told anew from one deal.
  const Dataset& now = live->columns();
  const bool differs = std::any_of(kDiffers.begin(), kDiffers.end(), [&](std::string_view code) {
    return has(data, code) || has(now, code);
  });
  const bool fits =
      data.currency == now.currency && data.minor_digits == now.minor_digits &&
      std::all_of(data.opportunities.dimensions.begin(), data.opportunities.dimensions.end(),
                  [&](const auto& column) { return now.dimension(column.name) >= 0; });
  if (differs || !fits || has(data, "stage_retired")) {
    stale = true;
    return;
  }
  if (number == live->size()) {
    live->add(data, 0);
  } else {
    live->replace(number, data, 0);
  }
  note(number, data, 0);
}

void LiveBook::State::take(const Event& event) {
  sequence = event.sequence;
  if (event.stream.kind == StreamKind::pipeline) {
    stale = true;
    return;
  }
  if (const auto* logged = std::get_if<InteractionLogged>(&event.payload)) {
    take_interaction(event, *logged);
  }
  if (event.stream.kind != StreamKind::opportunity) return;
  if (std::holds_alternative<EventsUndone>(event.payload)) {
    stale = true;  // it may take the only amount or custom field of the book away
    return;
  }
  if (std::holds_alternative<MovedToPipeline>(event.payload) && !options.pipelines.empty()) {
    stale = true;  // the deal may have come to, or gone from, those that are asked for
    return;
  }
  const auto found = numbers.find(event.stream.id);
  if (found == numbers.end()) {
    if (!std::holds_alternative<OpportunityCreated>(event.payload)) return;  // of other pipelines
    const auto& deal = book->opportunity(OpportunityId(event.stream.id));
    if (!wanted(deal.pipeline)) return;
    const auto number = static_cast<std::uint32_t>(deals.size());
    numbers.emplace(event.stream.id, number);
    deals.emplace_back();
    see(deals[number], event);
    read_again(deal.id, number);
    return;
  }
  const std::uint32_t number = found->second;
  see(deals[number], event);
  if (event.sequence > deals[number].read_to) take_change(event, number);
}

/// An event of a deal that is there: put behind the others where nothing else can change by it.
void LiveBook::State::take_change(const Event& event, std::uint32_t number) {
  Deal& deal = deals[number];
  const OpportunityId id(event.stream.id);
  if (!deal.in_order) return read_again(id, number);
  LiveChange change;
  change.day = options.zone.day_of(event.occurred_at);
  if (const auto* changed = std::get_if<ValueChanged>(&event.payload)) {
    if (!deal.knows_value) return read_again(id, number);
    if (changed->value && changed->value->currency().code() != live->columns().currency) {
      stale = true;
      return;
    }
    // What a deal brings in a year is no change of its history: its row tells it anew.
    const bool recurs = changed->value && changed->value->is_recurring();
    if (recurs || live->columns().opportunities.annual_value[number] != metrics::kNoValue) {
      return read_again(id, number);
    }
    change.value = changed->value ? changed->value->total().minor_units() : 0;
  } else if (const auto* handed = std::get_if<OwnerChanged>(&event.payload)) {
    change.owner = live->owner(handed->owner.text());
  } else if (const auto* pushed = std::get_if<ExpectedCloseChanged>(&event.payload)) {
    if (!is_known(pushed->expected_close)) return;
    if (!deal.knows_expected_close) return read_again(id, number);
    change.expected_close = pushed->expected_close;
  } else if (const auto* entered = std::get_if<StageEntered>(&event.payload)) {
    const auto code = stage_code(book->opportunity(id).pipeline, entered->stage);
    if (!code) {
      stale = true;
      return;
    }
    change.stage = *code;
    change.dimension = live->dimension("lost_reason");
    const bool lost = entered->stage_kind == StageKind::lost;
    change.dimension_code = live->code(change.dimension, lost ? entered->lost_reason : "");
  } else if (std::holds_alternative<MovedToPipeline>(event.payload) ||
             std::holds_alternative<FieldSet>(event.payload)) {
    return read_again(id, number);
  } else {
    return;  // says nothing that figures are made of
  }
  live->change(number, change);
}

void LiveBook::State::take_interaction(const Event& event, const InteractionLogged& logged) {
  std::uint32_t number = metrics::kNoRow;
  if (!logged.opportunity.empty()) {
    const auto found = numbers.find(logged.opportunity.text());
    if (found == numbers.end()) return;  // with a deal of another pipeline
    number = found->second;
  }
  std::uint32_t account = 0;
  if (!logged.account.empty()) {
    if (live->columns().dimension("account") < 0) {  // no deal yet: no column either
      stale = true;
      return;
    }
    account = live->code(live->dimension("account"), book->account(logged.account).name);
  }
  live->interaction(options.zone.day_of(event.occurred_at),
                    metrics::parse_interaction_type(to_string(logged.type)),
                    live->owner(logged.owner.text()), account, number);
}

LiveBook::LiveBook(const Book& book, BookDatasetOptions options)
    : state_(std::make_unique<State>(book, checked(std::move(options)))) {}
LiveBook::LiveBook(LiveBook&&) noexcept = default;
LiveBook& LiveBook::operator=(LiveBook&&) noexcept = default;
LiveBook::~LiveBook() = default;

metrics::WatchId LiveBook::watch(const metrics::Query& query) {
  catch_up();
  const metrics::WatchId made = state_->live->watch(query);
  state_->watches.push_back(made);
  try {
    state_->queries.emplace_back(query);
  } catch (...) {
    state_->watches.pop_back();
    throw;
  }
  return {static_cast<std::uint32_t>(state_->queries.size() - 1)};
}

void LiveBook::unwatch(metrics::WatchId id) {
  state_->live->unwatch(state_->watched(id.number));
  state_->queries[id.number].reset();
}

void LiveBook::catch_up() {
  State& state = *state_;
  if (state.stale || state.taken_back != state.book->taken_back()) state.rebuild();
  if (state.sequence == state.book->last_sequence()) return;
  try {
    state.book->visit_events(
        [&state](const Event& event) {
          if (!state.stale) state.take(event);
        },
        state.sequence + 1);
  } catch (const Error&) {
    state.stale = true;  // reading the whole book says what is wrong with it, and where
  } catch (...) {
    state.stale = true;  // an event may be taken in by half
    throw;
  }
  if (state.stale) state.rebuild();
}

metrics::Report LiveBook::report(metrics::WatchId id) {
  catch_up();
  return state_->live->report(state_->watched(id.number));
}

std::uint64_t LiveBook::sequence() const noexcept { return state_->sequence; }

}  // namespace salespipe::exchange
