// A quarter of a team of twenty, lived day by day with the suggestions: each is justified by what
// the book says, none comes back after it was dealt with, and following them makes no loop.
#include <algorithm>
#include <map>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "salespipe/base/date.hpp"
#include "salespipe/book/timeline.hpp"
#include "salespipe/hygiene/suggestion.hpp"
#include "salespipe/simulate/book.hpp"

namespace salespipe::simulate {
namespace {

using hygiene::Suggestion;
using hygiene::SuggestionRule;

/// Whether the book itself says what the suggestion claims, asked the long way round.
class Justified {
 public:
  Justified(const Book& book, Instant now)
      : book_(book), now_(now), today_(book.zone().day_of(now)) {}

  bool operator()(const Suggestion& one) const {
    switch (one.rule) {
      case SuggestionRule::close_date_passed:
        return deal(one).is_open() && deal(one).expected_close < today_;
      case SuggestionRule::fridge_wake_up:
        return deal(one).stage_kind == StageKind::parked && deal(one).wake_up <= today_;
      case SuggestionRule::rotting_deal: {
        const auto& pipeline = book_.pipeline(deal(one).pipeline);
        const auto& stage = pipeline.stage(pipeline.find_id(deal(one).stage.text()));
        return deal(one).is_open() &&
               today_ - book_.zone().day_of(deal(one).stage_entered_at) > stage.max_age_days;
      }
      case SuggestionRule::no_next_step:
        return deal(one).is_open() && book_.open_tasks(one.opportunity).empty();
      case SuggestionRule::inactive_account: {
        const auto told = book_.timeline(one.account);
        return book_.zone().day_of(last_activity(book_, told)) <= today_ - 10;
      }
      case SuggestionRule::unanswered_mail:
        return std::any_of(
            book_.interactions().begin(), book_.interactions().end(), [&](const Interaction& mail) {
              return mail.type == InteractionType::email_in && mail.account == one.account &&
                     book_.zone().day_of(mail.at) == one.since;
            });
      case SuggestionRule::meeting_without_notes:
        return std::none_of(
            book_.interactions().begin(), book_.interactions().end(), [&](const Interaction& note) {
              return note.type == InteractionType::note && note.opportunity == one.opportunity &&
                     book_.zone().day_of(note.at) > one.since;
            });
      case SuggestionRule::single_contact:
        return deal(one).is_open() && deal(one).value && deal(one).contacts.size() <= 1;
      case SuggestionRule::value_without_proposal:
        return deal(one).is_open() && deal(one).value && deal(one).verdict == Verdict::qualified;
    }
    return false;
  }

 private:
  const Opportunity& deal(const Suggestion& one) const {
    return book_.opportunity(one.opportunity);
  }

  const Book& book_;
  Instant now_;
  Day today_;
};

TEST(Suggestions, OfAQuarterOfATeamOfTwentyAreJustifiedAndNeverComeBack) {
  Options options;
  options.opportunities = 600;
  options.months = 3;
  options.team_size = 20;
  const World world(options);
  const Book lived = make_book(world);
  std::vector<Event> events;
  lived.visit_events([&](const Event& event) { events.push_back(event); });

  BookOptions same_days;
  same_days.zone = lived.zone();
  Book book(same_days);
  std::size_t next = 0;
  std::set<std::string> handled;
  std::map<SuggestionRule, std::size_t> made;
  std::size_t most_a_day = 0;
  for (Day day = options.start; day < end_of_span(options); day = day + 1) {
    const Instant evening = Instant{lived.zone().start_of(day + 1).micros - 1};
    for (; next < events.size() && events[next].recorded_at <= evening; ++next) {
      Event event = events[next];
      event.sequence = 0;
      event.id = EventId("lived-" + std::to_string(next));
      book.append(event);
    }
    const auto found = hygiene::suggestions(book, evening);
    const Justified justified(book, evening);
    most_a_day = std::max(most_a_day, found.size());
    for (const Suggestion& one : found) {
      ASSERT_TRUE(justified(one)) << one.id.text() << ": " << one.why << ", " << to_string(day);
      ASSERT_TRUE(handled.insert(one.id.text()).second)
          << one.id.text() << " came back on " << to_string(day);
      ++made[one.rule];
    }
    CommandContext context;
    context.at = evening;
    for (std::size_t i = 0; i < found.size(); ++i) {
      if (i % 3 == 0) {  // a third is done at once, the rest is dismissed
        book.complete_task(hygiene::accept(book, found[i], day, context), context);
      } else {
        hygiene::dismiss(book, found[i], context);
      }
    }
    ASSERT_TRUE(hygiene::suggestions(book, evening).empty()) << "a loop on " << to_string(day);
  }
  EXPECT_EQ(next, events.size());
  for (const auto rule : {SuggestionRule::unanswered_mail, SuggestionRule::close_date_passed,
                          SuggestionRule::rotting_deal, SuggestionRule::inactive_account,
                          SuggestionRule::no_next_step}) {
    EXPECT_GT(made[rule], 0U) << to_string(rule) << " never spoke, so it was not tried";
  }
  // What comes up on a day stays within what twenty people can look at.
  EXPECT_LT(most_a_day, 20U * 30U);
}

}  // namespace
}  // namespace salespipe::simulate
