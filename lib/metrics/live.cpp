#include "salespipe/metrics/live.hpp"

#include <algorithm>
#include <string>

#include "metrics/findings.hpp"
#include "metrics/live_data.hpp"
#include "salespipe/base/error.hpp"
#include "salespipe/base/text.hpp"

namespace salespipe::metrics {

Live::Live(Dataset dataset, bool follows)
    : data_(std::make_unique<Data>(std::move(dataset), follows)) {}
Live::Live(Live&&) noexcept = default;
Live& Live::operator=(Live&&) noexcept = default;
Live::~Live() = default;

WatchId Live::watch(const Query& query) {
  auto made = std::make_unique<LiveWatch>(query, data_->columns);
  data_->tell_all(*made);
  data_->watches.push_back(std::move(made));
  return {static_cast<std::uint32_t>(data_->watches.size() - 1)};
}

void Live::unwatch(WatchId id) {
  data_->watched(id);
  data_->watches[id.number].reset();
}

Report Live::report(WatchId id) const {
  const LiveWatch& watched = data_->watched(id);
  Report report = finish(watched.plan(), watched.state());
  add_findings(data_->columns.diagnostics, report);
  return report;
}

State Live::state(WatchId id) const { return data_->watched(id).state(); }
const Plan& Live::plan(WatchId id) const { return data_->watched(id).plan(); }
std::uint64_t Live::version() const noexcept { return data_->version; }
std::size_t Live::size() const noexcept { return data_->stories.size(); }
const Dataset& Live::columns() const noexcept { return data_->columns; }
Dataset Live::dataset() const { return data_->dataset(); }

std::uint32_t Live::owner(std::string_view text) {
  return data_->intern(data_->columns.owners, text);
}

int Live::dimension(std::string_view name) const {
  const int found = data_->columns.dimension(name);
  if (found < 0) throw Error(ErrorCode::not_found, "there is no column " + quoted(name));
  return found;
}

std::uint32_t Live::code(int dimension, std::string_view text) {
  return data_->intern(data_->column(dimension).dictionary, text);
}

void Live::change(std::uint32_t deal, const LiveChange& change) { data_->change(deal, change); }

std::uint32_t Live::add(const Dataset& dataset, std::size_t row) {
  data_->check_fits(dataset, row);
  const auto deal = static_cast<std::uint32_t>(data_->stories.size());
  if (deal >= kNoRow - 1) {
    throw Error(ErrorCode::overflow, "more than 2^32 - 2 deals in one data set");
  }
  data_->add_row();
  data_->put(deal, dataset, row);
  data_->grow_watches();
  data_->tell_whole(deal, 1);
  ++data_->version;
  data_->reach(data_->last_day(deal));
  return deal;
}

void Live::replace(std::uint32_t deal, const Dataset& dataset, std::size_t row) {
  data_->check_deal(deal);
  data_->check_fits(dataset, row);
  data_->tell_whole(deal, -1);
  data_->put(deal, dataset, row);
  data_->grow_watches();
  data_->tell_whole(deal, 1);
  ++data_->version;
  data_->reach(data_->last_day(deal));
}

void Live::remove(std::uint32_t deal) {
  data_->check_deal(deal);
  data_->tell_whole(deal, -1);
  data_->stories[deal].gone = true;
  ++data_->version;
}

void Live::interaction(Day day, InteractionType type, std::uint32_t owner, std::uint32_t account,
                       std::uint32_t deal) {
  data_->interaction(day, type, owner, account, deal);
}

void Live::extend_data_through(Day day) {
  data_->move_data_through(day);
  ++data_->version;
}

}  // namespace salespipe::metrics
