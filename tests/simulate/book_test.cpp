#include "salespipe/book/book.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "salespipe/base/error.hpp"
#include "salespipe/simulate/book.hpp"
#include "salespipe/simulate/generate.hpp"
#include "salespipe/simulate/rates.hpp"

namespace salespipe::simulate {
namespace {

constexpr std::uint64_t kDeals = 3000;

struct BothForms {
  World world;
  Batch batch;
  Book book;
};

const BothForms& both() {
  static const BothForms forms = [] {
    Options options;
    options.opportunities = kDeals;
    const World world = make_world(options);
    return BothForms{world, generate(world, 0, kDeals), make_book(world)};
  }();
  return forms;
}

template <class Row>
const std::string& text(const std::vector<std::string>& names, Row code) {
  return names[static_cast<std::size_t>(code)];
}

TEST(SimulatedBook, HoldsEveryDealAsTheColumnsDo) {
  const auto& [world, batch, book] = both();
  const auto& rows = batch.opportunities;
  const auto& names = world.names();
  const Pipeline& pipeline = book.pipelines().front();
  ASSERT_EQ(book.opportunities().size(), kDeals);
  for (std::size_t row = 0; row < rows.size(); ++row) {
    const Opportunity& deal = book.opportunity(OpportunityId(opportunity_id(row)));
    ASSERT_EQ(pipeline.stage(pipeline.find_id(deal.stage.text())).name,
              text(names.stages, rows.stage[row]));
    ASSERT_EQ(deal.owner.text(), text(names.owners, rows.owner[row]));
    ASSERT_EQ(deal.source, text(names.sources, rows.source[row]));
    ASSERT_EQ(deal.product, text(names.products, rows.product[row]));
    ASSERT_EQ(book.account(deal.account).name, text(names.accounts, rows.account[row]));
    ASSERT_EQ(deal.name, opportunity_name(world, rows.account[row], rows.product[row]));
    ASSERT_EQ(deal.created_at, rows.created[row]);
    ASSERT_EQ(deal.closed_at, rows.closed[row]);
    ASSERT_EQ(deal.expected_close, rows.expected_close[row]);
    ASSERT_EQ(deal.wake_up, rows.wake_up[row]);
    ASSERT_EQ(deal.value ? deal.value->total().minor_units() : kNoValue, rows.value[row]);
    ASSERT_EQ(deal.lost_reason, rows.lost_reason[row] == kNoCode
                                    ? ""
                                    : text(names.lost_reasons, rows.lost_reason[row]));
  }
}

TEST(SimulatedBook, WonAndLostDealsAndTheirValuesAreThoseOfTheColumns) {
  const auto& [world, batch, book] = both();
  std::map<StageKind, std::pair<std::size_t, std::int64_t>> in_book;  // number, value
  for (const Opportunity& deal : book.opportunities()) {
    auto& [number, value] = in_book[deal.stage_kind];
    ++number;
    if (deal.value) value += deal.value->total().minor_units();
  }
  std::map<StageKind, std::pair<std::size_t, std::int64_t>> in_columns;
  for (std::size_t row = 0; row < kDeals; ++row) {
    const Code stage = batch.opportunities.stage[row];
    const StageKind kind = stage == kWon      ? StageKind::won
                           : stage == kLost   ? StageKind::lost
                           : stage == kFridge ? StageKind::parked
                                              : StageKind::open;
    auto& [number, value] = in_columns[kind];
    ++number;
    if (batch.opportunities.value[row] != kNoValue) value += batch.opportunities.value[row];
  }
  EXPECT_EQ(in_book, in_columns);
  EXPECT_GT(in_book[StageKind::won].second, 0);
}

TEST(SimulatedBook, HasAnEventForEveryChangeInTheHistoryColumns) {
  const auto& [world, batch, book] = both();
  std::map<EventType, std::size_t> events;
  Instant last = kNoInstant;
  book.visit_events([&](const Event& event) {
    ++events[event.type()];
    EXPECT_GE(event.occurred_at, last);  // the journal is in the order of time
    last = event.occurred_at;
  });
  const HistoryColumns& history = batch.history;
  std::size_t stages = 0;
  std::size_t owners = 0;
  std::size_t values = 0;
  for (std::size_t row = 0; row < history.size(); ++row) {
    stages += history.stage[row] != kNoCode ? 1u : 0u;
    owners += history.owner[row] != kNoCode ? 1u : 0u;
    const bool creation = row == 0 || history.opportunity[row] != history.opportunity[row - 1];
    values += !creation && history.value[row] != kNoValue ? 1u : 0u;
  }
  EXPECT_EQ(events[EventType::opportunity_created], kDeals);
  EXPECT_EQ(events[EventType::stage_entered], stages - kDeals);
  EXPECT_EQ(events[EventType::owner_changed], owners - kDeals);
  EXPECT_EQ(events[EventType::value_changed], values);
}

TEST(SimulatedBook, HoldsTheSameInteractionsAndTasks) {
  const auto& [world, batch, book] = both();
  EXPECT_EQ(book.interactions().size(), batch.interactions.size());
  ASSERT_EQ(book.tasks().size(), batch.tasks.size());
  std::size_t done = 0;
  for (std::size_t row = 0; row < batch.tasks.size(); ++row) {
    std::string number = std::to_string(row + 1);
    const Task& task = book.task(TaskId("T" + std::string(6 - number.size(), '0') + number));
    ASSERT_EQ(task.opportunity.text(), opportunity_id(batch.tasks.opportunity[row]));
    ASSERT_EQ(task.assignee.text(), text(world.names().owners, batch.tasks.assignee[row]));
    ASSERT_EQ(task.due, batch.tasks.due[row]);
    ASSERT_EQ(task.finished_at, batch.tasks.done_at[row]);
    done += is_known(task.finished_at) ? 1u : 0u;
  }
  EXPECT_GT(done, kDeals);
}

TEST(SimulatedBook, ReplayedIsTheSameBook) {
  Options options;
  options.opportunities = 200;
  const Book book = make_book(make_world(options));
  std::vector<Event> events;
  book.visit_events([&events](const Event& event) { events.push_back(event); });
  BookOptions book_options;
  book_options.zone = TimeZone::find("Europe/Stockholm");
  EXPECT_EQ(Book::replay(events, book_options).state_json(), book.state_json());
}

TEST(SimulatedBook, IsNotWrittenOverAnother) {
  Options options;
  options.opportunities = 20;
  const World world = make_world(options);
  Book book = make_book(world);
  EXPECT_THROW(into_book(book, world), Error);
  EXPECT_EQ(book.opportunities().size(), 20u);
}

TEST(SimulatedBook, TenMillionDealsAreTheMost) {
  Options options;
  options.opportunities = 10'000'001;
  Book book;
  EXPECT_THROW(into_book(book, make_world(options)), Error);
}

}  // namespace
}  // namespace salespipe::simulate
