// The book as it stood and the figures as of that day say the same.
#include <algorithm>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "exchange/happenings.hpp"
#include "salespipe/base/date.hpp"
#include "salespipe/book/book_at.hpp"
#include "salespipe/exchange/book_dataset.hpp"
#include "salespipe/exchange/report_json.hpp"
#include "salespipe/metrics/report.hpp"

namespace salespipe::exchange::test {
namespace {

/// What an open deal counts as money on a day. Figures take the first value that is ever told for
/// what the deal was worth before; the book as it stood has none then. What was undone was never
/// told.
std::int64_t counted_value(const Book& book, const Opportunity& then, Day day) {
  if (then.value) return then.value->total().minor_units();
  const std::vector<std::uint64_t> undone = book.undone();
  for (const Event& event : book.history(then.id)) {
    if (std::binary_search(undone.begin(), undone.end(), event.sequence)) continue;
    std::optional<DealValue> told;
    if (const auto* created = std::get_if<OpportunityCreated>(&event.payload)) {
      if (!created->value) continue;
      told = created->value;
    } else if (const auto* changed = std::get_if<ValueChanged>(&event.payload)) {
      told = changed->value;
    } else {
      continue;
    }
    const bool no_longer_known = book.zone().day_of(event.occurred_at) <= day;
    return no_longer_known || !told ? 0 : told->total().minor_units();
  }
  return 0;
}

RC_GTEST_PROP(PastFigures, OpenDealsOfAnyDayAreThoseOfTheBookThen, ()) {
  Happenings story;
  for (int i = below(40) + 1; i > 0; --i) story.happen();
  const Day day = parse_day("2025-01-01") + below(120);
  metrics::Query query;
  query.periods = {Period{day, day + 1}};
  query.metrics = {"open_count", "open_value"};
  std::optional<metrics::Report> report;
  try {
    report = metrics::evaluate(query, dataset_from_book(story.book));
  } catch (const Error&) {
    RC_DISCARD("figures refuse facts that contradict each other");
  }
  const BookAt then(story.book, {day, kNoInstant});
  std::int64_t count = 0;
  std::int64_t value = 0;
  for (const Opportunity& deal : then.opportunities()) {
    if (!deal.is_open()) continue;
    ++count;
    value += counted_value(story.book, deal, day);
  }
  const auto figure = [&](const char* name) {
    const auto& found = report->figure(report->row(), name);
    return found ? found->whole() : 0;
  };
  RC_ASSERT(figure("open_count") == count);
  RC_ASSERT(figure("open_value") == value);
}

/// All figures of a year, or how they were refused.
std::string figures(const Book& book) {
  metrics::Query query;
  query.periods = {Period::parse("2025")};
  query.by = {"month", "owner"};
  try {
    return to_json(metrics::evaluate(query, dataset_from_book(book)));
  } catch (const Error& error) {
    return "refused: " + std::string(error.what());
  }
}

RC_GTEST_PROP(UndoneFigures, AreThoseOfTheBookBefore, ()) {
  Happenings story;
  for (int i = below(40) + 1; i > 0; --i) story.happen();
  const std::string before = figures(story.book);
  const std::uint64_t sequence = story.book.last_sequence();
  for (int i = below(4); i >= 0; --i) story.happen();
  std::vector<EventId> done;
  story.book.visit_events([&](const Event& event) { done.push_back(event.id); }, sequence + 1);
  if (done.empty() || !story.book.evaluate_undo(done).allowed) {
    RC_DISCARD("something began or was said, which stays");
  }
  story.book.undo(done, story.at());
  RC_ASSERT(figures(story.book) == before);
}

}  // namespace
}  // namespace salespipe::exchange::test
