#include "metrics/live_data.hpp"

#include <algorithm>
#include <array>

#include "metrics/fold_facts.hpp"
#include "salespipe/base/date.hpp"
#include "salespipe/base/error.hpp"
#include "salespipe/base/text.hpp"

namespace salespipe::metrics {
namespace {

// Where the change of a deal is told from in a watch, beside points of its timeline.
constexpr std::size_t kUntouched = LiveWatch::none();
constexpr std::size_t kWhole = LiveWatch::none() - 1;

void check_day(Day day) {
  if (is_known(day) && day >= kFirstDay && day <= kLastDay) return;
  throw Error(ErrorCode::invalid_argument,
              "something that happens needs a day in the years 1400 to 9999");
}

}  // namespace

Live::Data::Data(Dataset dataset, bool follows_events)
    : columns(std::move(dataset)), follows(follows_events) {
  const std::size_t deals = columns.opportunities.size();
  History history = std::move(columns.history);
  columns.history = {};
  columns.touches = {};
  columns.facts = {};
  stories.resize(deals);
  entries.reserve(history.day.size() * 2);
  touches.reserve(columns.interactions.size() * 2);
  std::vector<Entry> list;
  for (std::uint32_t deal = 0; deal < deals; ++deal) {
    list.clear();
    for (std::uint64_t i = history.begin[deal]; i < history.begin[deal + 1]; ++i) {
      const bool value = history.kind[i] == ChangeKind::value;
      list.push_back({value ? history.values[history.payload[i]] : history.payload[i],
                      history.day[i], history.kind[i]});
    }
    entries.assign(stories[deal].changes, list);
    if (list.empty() && !is_known(columns.opportunities.created[deal])) undated.push_back(deal);
  }
  const auto& interactions = columns.interactions;
  for (std::uint32_t row = 0; row < interactions.size(); ++row) {
    if (interactions.opportunity[row] == kNoRow) continue;
    Story& story = stories[interactions.opportunity[row]];
    touches.insert(story.touches, story.touches.size, {interactions.day[row], row});
  }
  std::vector<Touch> sorted;
  for (Story& story : stories) {
    const auto unsorted = touches.of(story.touches);
    const auto by_day = [](const Touch& a, const Touch& b) { return a.day < b.day; };
    if (std::is_sorted(unsorted.begin(), unsorted.end(), by_day)) continue;
    sorted.assign(unsorted.begin(), unsorted.end());
    std::stable_sort(sorted.begin(), sorted.end(), by_day);
    touches.assign(story.touches, sorted);
  }
}

const LiveWatch& Live::Data::watched(WatchId id) const {
  if (id.number >= watches.size() || watches[id.number] == nullptr) {
    throw Error(ErrorCode::not_found, "there is no watch " + std::to_string(id.number));
  }
  return *watches[id.number];
}

DimensionColumn& Live::Data::column(int dimension) {
  const auto index = static_cast<std::size_t>(dimension);
  if (dimension < 0 || index >= columns.opportunities.dimensions.size()) {
    throw Error(ErrorCode::not_found, "there is no column " + std::to_string(dimension));
  }
  return columns.opportunities.dimensions[index];
}

void Live::Data::check_deal(std::uint32_t deal) const {
  if (deal < stories.size() && !stories[deal].gone) return;
  throw Error(ErrorCode::not_found, "there is no deal " + std::to_string(deal));
}

void Live::Data::check_fits(const Dataset& other, std::size_t row) const {
  const auto refuse = [](const std::string& what) {
    throw Error(ErrorCode::invalid_argument, "a deal cannot be taken over: " + what);
  };
  if (!(other.stages == columns.stages)) refuse("its data set has other stages");
  if (other.zone != columns.zone) refuse("its days are of " + other.zone);
  if (other.currency != columns.currency) refuse("its amounts are in " + other.currency);
  if (row >= other.opportunities.size()) refuse("its data set has no such row");
  for (const DimensionColumn& column : other.opportunities.dimensions) {
    if (columns.dimension(column.name) < 0) refuse("there is no column " + quoted(column.name));
  }
}

std::uint32_t Live::Data::intern(Dictionary& dictionary, std::string_view text) {
  const std::size_t before = dictionary.size();
  const std::uint32_t code = dictionary.intern(text);
  grown_ = grown_ || dictionary.size() != before;
  return code;
}

void Live::Data::grow_watches() {
  if (!grown_) return;
  for (const auto& watch : watches) {
    if (watch != nullptr) watch->grow();
  }
  grown_ = false;
}

void Live::Data::add_row() {
  Opportunities& deals = columns.opportunities;
  deals.created.push_back(kNoDay);
  deals.value.push_back(kNoValue);
  deals.owner.push_back(0);
  deals.expected_close.push_back(kNoDay);
  deals.annual_value.push_back(kNoValue);
  deals.stage.push_back(kNoStage);
  for (DimensionColumn& column : deals.dimensions) column.codes.push_back(0);
  stories.emplace_back();
}

/// A deal as it is in a row of another data set.
void Live::Data::put(std::uint32_t deal, const Dataset& other, std::size_t row) {
  Opportunities& deals = columns.opportunities;
  const auto owner_code = [&](std::uint32_t code) {
    return intern(columns.owners, other.owners.text(code));
  };
  deals.created[deal] = other.opportunities.created[row];
  deals.value[deal] = other.opportunities.value[row];
  deals.owner[deal] = owner_code(other.opportunities.owner[row]);
  deals.expected_close[deal] = other.opportunities.expected_close[row];
  deals.stage[deal] = other.opportunities.stage[row];
  deals.annual_value[deal] = other.opportunities.annual_value[row];
  for (DimensionColumn& column : deals.dimensions) {
    const int index = other.dimension(column.name);
    if (index < 0) {
      column.codes[deal] = 0;
      continue;
    }
    const DimensionColumn& theirs = other.opportunities.dimensions[static_cast<std::size_t>(index)];
    column.codes[deal] = intern(column.dictionary, theirs.dictionary.text(theirs.codes[row]));
  }
  std::vector<Entry> list;
  const History& history = other.history;
  for (std::uint64_t i = history.begin[row]; i < history.begin[row + 1]; ++i) {
    Entry entry{history.payload[i], history.day[i], history.kind[i]};
    if (entry.kind == ChangeKind::value) entry.payload = history.values[history.payload[i]];
    if (entry.kind == ChangeKind::owner) entry.payload = owner_code(history.payload[i]);
    list.push_back(entry);
  }
  entries.assign(stories[deal].changes, list);
  if (list.empty() && !is_known(deals.created[deal])) undated.push_back(deal);
}

Day Live::Data::last_day(std::uint32_t deal) const {
  const auto list = entries.of(stories[deal].changes);
  const Day created = columns.opportunities.created[deal];
  return list.empty() ? created : std::max(created, list.back().day);
}

void Live::Data::append_row(const Entry& entry) {
  day_.push_back(entry.day);
  kind_.push_back(entry.kind);
  const bool value = entry.kind == ChangeKind::value;
  payload_.push_back(static_cast<std::uint32_t>(value ? static_cast<std::int64_t>(values_.size())
                                                      : entry.payload));
  if (value) values_.push_back(entry.payload);
}

void Live::Data::read_entries(std::uint32_t deal) {
  day_.clear();
  kind_.clear();
  payload_.clear();
  values_.clear();
  for (const Entry& entry : entries.of(stories[deal].changes)) append_row(entry);
}

void Live::Data::read_touches(std::uint32_t deal) {
  touch_.clear();
  const bool read = std::any_of(watches.begin(), watches.end(), [](const auto& watch) {
    return watch != nullptr && watch->reads_touches();
  });
  if (!read) return;
  for (const Touch& touch : touches.of(stories[deal].touches)) touch_.push_back(touch.day);
}

DealRows Live::Data::view(std::uint32_t deal) const {
  const Opportunities& deals = columns.opportunities;
  return {0,
          deal,
          deals.created[deal],
          deals.value[deal],
          deals.owner[deal],
          deals.stage[deal],
          deals.expected_close[deal],
          day_.size(),
          day_.data(),
          kind_.data(),
          payload_.data(),
          values_.data(),
          touch_.size(),
          touch_.data()};
}

DealRows Live::Data::rows(std::uint32_t deal) {
  read_entries(deal);
  read_touches(deal);
  return view(deal);
}

void Live::Data::tell_interactions(LiveWatch& watch, std::uint32_t deal, const DealRows& its,
                                   int sign) {
  for (const Touch& touch : touches.of(stories[deal].touches)) {
    watch.interaction(touch.row, &its, sign);
  }
}

void Live::Data::tell_whole(std::uint32_t deal, int sign) {
  grow_watches();
  const DealRows its = rows(deal);
  for (const auto& watch : watches) {
    if (watch == nullptr) continue;
    watch->deal(its, deal, 0, sign);
    if (watch->reads_interactions()) tell_interactions(*watch, deal, its, sign);
  }
}

void Live::Data::tell_all(LiveWatch& watch) {
  for (std::uint32_t deal = 0; deal < stories.size(); ++deal) {
    if (stories[deal].gone) continue;
    read_entries(deal);
    touch_.clear();
    for (const Touch& touch : touches.of(stories[deal].touches)) touch_.push_back(touch.day);
    const DealRows its = view(deal);
    watch.deal(its, deal, 0, 1);
    if (watch.reads_interactions()) tell_interactions(watch, deal, its, 1);
  }
  if (!watch.reads_interactions()) return;
  for (std::size_t row = 0; row < columns.interactions.size(); ++row) {
    if (columns.interactions.opportunity[row] == kNoRow) watch.interaction(row, nullptr, 1);
  }
}

void Live::Data::change(std::uint32_t deal, const LiveChange& change) {
  check_deal(deal);
  check_day(change.day);
  if ((change.stage != kNoStage && change.stage >= columns.stages.size()) ||
      (change.owner != kSameOwner && change.owner >= columns.owners.size())) {
    throw Error(ErrorCode::not_found, "a change names a stage or an owner that is not there");
  }
  const DimensionColumn* recoded = nullptr;
  if (change.dimension >= 0) {
    const DimensionColumn& asked = column(change.dimension);
    if (change.dimension_code >= asked.dictionary.size()) {
      throw Error(ErrorCode::not_found, "a change names a value that is not there");
    }
    if (asked.codes[deal] != change.dimension_code) recoded = &asked;
  }
  grow_watches();

  const DealRows before = rows(deal);
  // What is the latest of its deal leaves alone what was told at cuts before it.
  const bool latest = is_known(before.created) && before.stage != kNoStage &&
                      change.day >= before.created && (day_.empty() || change.day >= day_.back());
  // The first change of a deal of unknown creation: where it stands now follows from its changes.
  const bool restaged =
      change.stage != kNoStage || (!is_known(before.created) && before.changes == 0);
  const auto moves_interactions = [&](const LiveWatch& watch) {
    if (!watch.reads_interactions()) return false;
    return (restaged && watch.follows_stage()) ||
           (recoded != nullptr && watch.binding().reads(*recoded));
  };
  from_.assign(watches.size(), kUntouched);
  const std::size_t first_new = day_.size();
  bool read = false;
  for (std::size_t i = 0; i < watches.size(); ++i) {
    LiveWatch* watch = watches[i].get();
    if (watch == nullptr) continue;
    const bool whole = !latest || (recoded != nullptr && watch->reads(*recoded));
    from_[i] = whole ? kWhole : watch->first_touched(change.day);
    if (from_[i] == 0) from_[i] = kWhole;
    if (from_[i] == kWhole) {
      watch->deal(before, deal, 0, -1);
    } else if (from_[i] != kUntouched && !read) {
      watch->read(before, story_);
      read = true;
    }
    if (moves_interactions(*watch)) tell_interactions(*watch, deal, before, -1);
  }
  apply(deal, change);
  const DealRows after = view(deal);
  for (std::size_t i = 0; i < watches.size(); ++i) {
    LiveWatch* watch = watches[i].get();
    if (watch == nullptr) continue;
    if (from_[i] == kWhole) {
      watch->deal(after, deal, 0, 1);
    } else if (from_[i] != kUntouched) {
      watch->follow(story_, after, first_new, deal, from_[i]);
    }
    if (moves_interactions(*watch)) tell_interactions(*watch, deal, after, 1);
  }
  ++version;
  const bool happened = change.owner != kSameOwner || change.value != kNoValue ||
                        is_known(change.expected_close) || change.stage != kNoStage;
  if (happened) reach(change.day);
}

/// Changes the deal, in its list and in the columns at hand.
void Live::Data::apply(std::uint32_t deal, const LiveChange& change) {
  std::array<Entry, 4> made;
  std::size_t count = 0;
  const auto make = [&](ChangeKind kind, std::int64_t payload) {
    made[count++] = {payload, change.day, kind};
  };
  if (change.owner != kSameOwner) make(ChangeKind::owner, change.owner);
  if (change.value != kNoValue) make(ChangeKind::value, change.value);
  if (is_known(change.expected_close)) {
    make(ChangeKind::expected_close, static_cast<std::uint32_t>(change.expected_close.number));
  }
  if (change.stage != kNoStage) make(ChangeKind::stage, change.stage);

  Story& story = stories[deal];
  const auto list = entries.of(story.changes);
  const auto place = std::upper_bound(list.begin(), list.end(), change.day,
                                      [](Day day, const Entry& entry) { return day < entry.day; });
  const auto at = static_cast<std::size_t>(place - list.begin());
  const bool at_end = place == list.end();
  for (std::size_t i = 0; i < count; ++i) entries.insert(story.changes, at + i, made[i]);
  if (at_end) {
    for (std::size_t i = 0; i < count; ++i) append_row(made[i]);
  } else {
    read_entries(deal);
  }
  if (change.stage != kNoStage) {
    const auto now = entries.of(story.changes);
    const auto last = std::find_if(now.rbegin(), now.rend(), [](const Entry& entry) {
      return entry.kind == ChangeKind::stage;
    });
    columns.opportunities.stage[deal] = static_cast<StageCode>(last->payload);
  }
  if (change.dimension >= 0) column(change.dimension).codes[deal] = change.dimension_code;
}

void Live::Data::interaction(Day day, InteractionType type, std::uint32_t owner,
                             std::uint32_t account, std::uint32_t deal) {
  check_day(day);
  if (deal != kNoRow) check_deal(deal);
  const int accounts = columns.dimension("account");
  if (owner >= columns.owners.size() ||
      (account != 0 && (accounts < 0 || account >= column(accounts).dictionary.size()))) {
    throw Error(ErrorCode::not_found, "an interaction names an owner or account that is not there");
  }
  if (account == 0 && deal != kNoRow && accounts >= 0) account = column(accounts).codes[deal];
  grow_watches();
  const auto row = static_cast<std::uint32_t>(columns.interactions.size());
  columns.interactions.day.push_back(day);
  columns.interactions.type.push_back(type);
  columns.interactions.owner.push_back(owner);
  columns.interactions.account.push_back(account);
  columns.interactions.opportunity.push_back(deal);
  if (deal == kNoRow) {
    for (const auto& watch : watches) {
      if (watch != nullptr) watch->interaction(row, nullptr, 1);
    }
  } else {
    const auto touch = [&](int sign) {
      const DealRows its = rows(deal);
      for (const auto& watch : watches) {
        if (watch == nullptr) continue;
        if (watch->reads_touches()) {
          const std::size_t from = is_known(its.created) ? watch->first_touched(day) : 0;
          if (from != LiveWatch::none()) watch->deal(its, deal, from, sign);
        }
        if (sign > 0 && watch->reads_interactions()) watch->interaction(row, &its, 1);
      }
    };
    touch(-1);
    Story& story = stories[deal];
    const auto list = touches.of(story.touches);
    const auto place =
        std::upper_bound(list.begin(), list.end(), day,
                         [](Day other, const Touch& known) { return other < known.day; });
    touches.insert(story.touches, static_cast<std::size_t>(place - list.begin()), {day, row});
    touch(1);
  }
  ++version;
  reach(day);
}

/// Interactions with deals of unknown creation know their deal's stage only once the data are
/// through: they are told again when that day has come.
void Live::Data::move_data_through(Day day) {
  const Day before = columns.data_through;
  if (day <= before) return;
  const auto retell = [&](int sign) {
    for (const auto& watch : watches) {
      if (watch == nullptr || !watch->follows_stage() || !watch->is_passed(before, day)) continue;
      for (const std::uint32_t deal : undated) {
        const Story& story = stories[deal];
        if (story.gone || story.changes.size > 0 || story.touches.size == 0 ||
            is_known(columns.opportunities.created[deal])) {
          continue;
        }
        tell_interactions(*watch, deal, rows(deal), sign);
      }
    }
  };
  std::sort(undated.begin(), undated.end());
  undated.erase(std::unique(undated.begin(), undated.end()), undated.end());
  retell(-1);
  columns.data_through = day;
  retell(1);
}

Dataset Live::Data::dataset() const {
  Dataset out = columns;
  Opportunities& deals = out.opportunities;
  std::vector<std::uint32_t> row_of(stories.size(), kNoRow);
  std::uint32_t next = 0;
  out.history.begin.push_back(0);
  out.touches.begin.push_back(0);
  for (std::uint32_t deal = 0; deal < stories.size(); ++deal) {
    if (stories[deal].gone) continue;
    row_of[deal] = next;
    deals.created[next] = deals.created[deal];
    deals.value[next] = deals.value[deal];
    deals.owner[next] = deals.owner[deal];
    deals.expected_close[next] = deals.expected_close[deal];
    deals.annual_value[next] = deals.annual_value[deal];
    deals.stage[next] = deals.stage[deal];
    for (DimensionColumn& column : deals.dimensions) column.codes[next] = column.codes[deal];
    ++next;
    for (const Entry& entry : entries.of(stories[deal].changes)) {
      out.history.day.push_back(entry.day);
      out.history.kind.push_back(entry.kind);
      const bool value = entry.kind == ChangeKind::value;
      out.history.payload.push_back(static_cast<std::uint32_t>(
          value ? static_cast<std::int64_t>(out.history.values.size()) : entry.payload));
      if (value) out.history.values.push_back(entry.payload);
    }
    out.history.begin.push_back(out.history.day.size());
    for (const Touch& touch : touches.of(stories[deal].touches)) {
      out.touches.day.push_back(touch.day);
    }
    out.touches.begin.push_back(out.touches.day.size());
  }
  deals.created.resize(next);
  deals.value.resize(next);
  deals.owner.resize(next);
  deals.expected_close.resize(next);
  deals.annual_value.resize(next);
  deals.stage.resize(next);
  for (DimensionColumn& column : deals.dimensions) column.codes.resize(next);

  Interactions kept;
  for (std::size_t row = 0; row < columns.interactions.size(); ++row) {
    const std::uint32_t deal = columns.interactions.opportunity[row];
    if (deal != kNoRow && stories[deal].gone) continue;
    kept.day.push_back(columns.interactions.day[row]);
    kept.type.push_back(columns.interactions.type[row]);
    kept.owner.push_back(columns.interactions.owner[row]);
    kept.account.push_back(columns.interactions.account[row]);
    kept.opportunity.push_back(deal == kNoRow ? kNoRow : row_of[deal]);
  }
  out.interactions = std::move(kept);
  fold_facts(out, 1);
  return out;
}

}  // namespace salespipe::metrics
