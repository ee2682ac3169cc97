// The rules themselves.
#include <algorithm>
#include <deque>
#include <limits>
#include <map>
#include <numeric>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "hygiene/facts.hpp"
#include "salespipe/base/date.hpp"
#include "salespipe/base/text.hpp"
#include "salespipe/book/next_step.hpp"
#include "salespipe/hygiene/suggestion.hpp"

namespace salespipe::hygiene {
namespace {

constexpr std::int32_t kMostDays = 36'500;
constexpr std::int32_t kMostTimes = 1000;
constexpr std::size_t kFewestForMedian = 5;
constexpr std::int64_t kDayMicros = 86'400'000'000;

void check(const SuggestionRules& rules) {
  const auto require = [](bool fits, const std::string& message) {
    if (!fits) throw Error(ErrorCode::invalid_argument, message);
  };
  for (std::size_t i = 0; i < rules.rules.size(); ++i) {
    require(rules.rules[i].days >= 0 && rules.rules[i].days <= kMostDays,
            "the days of the rule " + std::string(to_string(static_cast<SuggestionRule>(i))) +
                " must be 0 to 36500");
  }
  require(rules.within_days >= 1 && rules.within_days <= kMostDays,
          "mails and meetings can be looked at for 1 to 36500 days");
  require(rules.big_times_median >= 1 && rules.big_times_median <= kMostTimes,
          "a big deal can be 1 to 1000 times the median");
}

std::string days(std::int32_t count) {
  return std::to_string(count) + (count == 1 ? " day" : " days");
}

/// FNV-1a, which is the same everywhere and for good: ids are kept in books.
std::string digest(std::initializer_list<std::string_view> texts) {
  std::uint64_t hash = 14695981039346656037U;
  const auto add = [&](unsigned char byte) { hash = (hash ^ byte) * 1099511628211U; };
  for (const auto text : texts) {
    for (const char byte : text) add(static_cast<unsigned char>(byte));
    add(0);
  }
  std::string hex(16, '0');
  for (std::size_t i = 16; i-- > 0; hash >>= 4U) hex[i] = "0123456789abcdef"[hash & 15U];
  return hex;
}

/// What is asked of the definition of a pipeline, once.
struct PipelineFacts {
  const Pipeline* pipeline = nullptr;
  StageIndex proposal = kNoStage;
  std::int64_t big = 0;  // minor units; 0: no deal is big
};

/// Gathers the suggestions of one moment.
class Suggester {
 public:
  Suggester(const Book& book, const Touches& touches, Instant at, const SuggestionRules& rules)
      : book_(book),
        touches_(touches),
        rules_(rules),
        zone_(book.zone()),
        today_(zone_.day_of(at)),
        facts_(book, touches, at, Instant{at.micros - rules.within_days * kDayMicros}) {
    look_at_pipelines();
  }

  std::vector<Suggestion> run() {
    idle_since_.assign(facts_.accounts(), kNoInstant);
    open_deal_of_.assign(facts_.accounts(), nullptr);
    std::size_t index = 0;
    for (const Opportunity& deal : book_.opportunities()) {
      const DealFacts& facts = facts_.deal(index);
      of_account(deal, facts, facts_.account_of_deal(index++));
      if (deal.stage_kind == StageKind::parked) {
        wake_up(deal);
      } else if (deal.is_open()) {
        open_deal(deal, facts);
      }
    }
    for (const Account& account : book_.accounts()) inactive(account);
    mails();
    meetings();
    return in_order();
  }

 private:
  using Rule = SuggestionRule;

  /// What was found, sorted; there may be many of them, so each moves once.
  std::vector<Suggestion> in_order() {
    std::vector<std::uint32_t> order(found_.size());
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(), [&](std::uint32_t left, std::uint32_t right) {
      const Suggestion& a = found_[left];
      const Suggestion& b = found_[right];
      return std::tie(a.rule, a.since, a.id) < std::tie(b.rule, b.since, b.id);
    });
    std::vector<Suggestion> sorted;
    sorted.reserve(order.size());
    for (const auto place : order) sorted.push_back(std::move(found_[place]));
    return sorted;
  }

  /// The number of days since `cause`, where the rule is on and that is long enough.
  std::optional<std::int32_t> due(Rule rule, Day cause) const {
    if (!rules_[rule].is_on || !is_known(cause)) return std::nullopt;
    const auto passed = today_ - cause;
    if (passed < rules_[rule].days) return std::nullopt;
    return passed;
  }
  /// Adds a suggestion unless it was taken or dismissed. `fact` is what its id follows from: while
  /// it stays, it is the same suggestion.
  template <class Tell>
  void add(Rule rule, std::string_view subject, std::string_view fact, Day since,
           const Tell& tell) {
    TaskId id(std::string(to_string(rule)) + "-" + digest({subject, fact}));
    if (book_.find_task(id) != nullptr) return;
    Suggestion made;
    made.id = std::move(id);
    made.rule = rule;
    made.since = since;
    tell(made);
    found_.push_back(std::move(made));
  }
  static void of_deal(Suggestion& made, const Opportunity& deal) {
    made.opportunity = deal.id;
    made.account = deal.account;
    made.assignee = deal.owner;
  }

  void look_at_pipelines() {
    std::map<PipelineId, std::vector<std::int64_t>> values;
    if (rules_[Rule::single_contact].is_on) {
      for (const Opportunity& deal : book_.opportunities()) {
        if (!deal.is_open() || !deal.value) continue;
        values[deal.pipeline].push_back(deal.value->total().minor_units());
      }
    }
    for (const Pipeline& pipeline : book_.pipelines()) {
      PipelineFacts& made = pipelines_[pipeline.id()];
      made.pipeline = &pipeline;
      made.proposal = pipeline.find(rules_.proposal_stage);
      auto& amounts = values[pipeline.id()];
      if (amounts.size() < kFewestForMedian) continue;
      const auto middle = amounts.begin() + static_cast<std::ptrdiff_t>(amounts.size() / 2);
      std::nth_element(amounts.begin(), middle, amounts.end());
      if (*middle <= 0 || *middle > std::numeric_limits<std::int64_t>::max() / kMostTimes) continue;
      made.big = *middle * rules_.big_times_median;
    }
  }
  const PipelineFacts& pipeline_of(const Opportunity& deal) {
    if (last_ == nullptr || last_->pipeline->id() != deal.pipeline) {
      last_ = &pipelines_.at(deal.pipeline);
    }
    return *last_;
  }

  void wake_up(const Opportunity& deal) {
    if (!due(Rule::fridge_wake_up, deal.wake_up)) return;
    add(Rule::fridge_wake_up, deal.id.text(), to_string(deal.wake_up), deal.wake_up,
        [&](Suggestion& made) {
          of_deal(made, deal);
          made.description = "Take " + deal.name + " out of the fridge";
          made.why = "was to wake up on " + to_string(deal.wake_up);
        });
  }

  void of_account(const Opportunity& deal, const DealFacts& facts, std::uint32_t account) {
    idle_since_[account] = std::max(idle_since_[account], facts.last_activity);
    if (deal.is_open() && open_deal_of_[account] == nullptr) open_deal_of_[account] = &deal;
  }

  void open_deal(const Opportunity& deal, const DealFacts& facts) {
    close_date(deal);
    const PipelineFacts& pipeline = pipeline_of(deal);
    const StageIndex stage = pipeline.pipeline->find_id(deal.stage.text());
    if (is_known(stage)) {
      rotting(deal, pipeline.pipeline->stage(stage));
      proposal(deal, pipeline, stage);
    }
    next_step(deal, facts, pipeline);
    contacts(deal, facts, pipeline);
  }

  void close_date(const Opportunity& deal) {
    const auto late = due(Rule::close_date_passed, deal.expected_close);
    if (!late) return;
    add(Rule::close_date_passed, deal.id.text(), to_string(deal.expected_close),
        deal.expected_close, [&](Suggestion& made) {
          of_deal(made, deal);
          made.description = "Close " + deal.name + " or set a new date";
          made.why =
              "was to close on " + to_string(deal.expected_close) + ", " + days(*late) + " ago";
        });
  }

  void rotting(const Opportunity& deal, const Stage& stage) {
    if (stage.max_age_days == 0) return;
    const Day entered = zone_.day_of(deal.stage_entered_at);
    if (!is_known(entered)) return;
    const Day limit = entered + stage.max_age_days;
    if (limit >= today_ || !due(Rule::rotting_deal, limit)) return;
    add(Rule::rotting_deal, deal.id.text(), to_string(deal.stage_entered_at), limit,
        [&](Suggestion& made) {
          of_deal(made, deal);
          made.description = "Move " + deal.name + " on or let it go";
          made.why = "in " + stage.name + " for " + days(today_ - entered) + ", " +
                     std::to_string(stage.max_age_days) + " are allowed";
        });
  }

  void proposal(const Opportunity& deal, const PipelineFacts& pipeline, StageIndex stage) {
    if (!is_known(pipeline.proposal) || !pipeline.pipeline->is_open(pipeline.proposal)) return;
    if (stage >= pipeline.proposal || !deal.value || deal.verdict != Verdict::qualified) return;
    const Day since = zone_.day_of(deal.stage_entered_at);
    const auto passed = due(Rule::value_without_proposal, since);
    if (!passed) return;
    add(Rule::value_without_proposal, deal.id.text(), to_string(deal.stage_entered_at), since,
        [&](Suggestion& made) {
          of_deal(made, deal);
          made.description = "Make a proposal for " + deal.name;
          made.why = "qualified and worth " + deal.value->total().to_string() +
                     ", without a proposal for " + days(*passed);
        });
  }

  void next_step(const Opportunity& deal, const DealFacts& facts, const PipelineFacts& pipeline) {
    if (facts.open_tasks > 0) return;
    const Instant from = std::max({deal.created_at, deal.stage_entered_at, facts.last_completed});
    const Day since = zone_.day_of(from);
    const auto passed = due(Rule::no_next_step, since);
    if (!passed) return;
    add(Rule::no_next_step, deal.id.text(), to_string(from), since, [&](Suggestion& made) {
      of_deal(made, deal);
      const auto step = proposed_step(*pipeline.pipeline, deal);
      made.description =
          step.empty() ? "Plan the next step of " + deal.name : step + " (" + deal.name + ")";
      made.why = "no open task for " + days(*passed);
    });
  }

  void contacts(const Opportunity& deal, const DealFacts& facts, const PipelineFacts& pipeline) {
    if (pipeline.big == 0 || !deal.value || facts.has_more_contacts || deal.contacts.size() > 1) {
      return;
    }
    if (deal.value->total().minor_units() < pipeline.big) return;
    const bool is_another = deal.contacts.size() == 1 && facts.contact != 0 &&
                            touches_.contact(deal.contacts[0]) != facts.contact;
    const Day since = zone_.day_of(deal.created_at);
    if (is_another || !due(Rule::single_contact, since)) return;
    const bool is_none = deal.contacts.empty() && facts.contact == 0;
    add(Rule::single_contact, deal.id.text(), is_none ? "none" : "one", since,
        [&](Suggestion& made) {
          of_deal(made, deal);
          made.description = "Get to know more people for " + deal.name;
          made.why = "worth " + deal.value->total().to_string() +
                     (is_none ? ", and no contact is known" : ", and hangs on one contact");
        });
  }

  void inactive(const Account& account) {
    const auto code = touches_.account(account.id);
    const Opportunity* deal = open_deal_of_[code];
    if (deal == nullptr) return;
    const Instant last = std::max(idle_since_[code], facts_.account(code).last_activity);
    const Day since = zone_.day_of(last);
    const auto passed = due(Rule::inactive_account, since);
    if (!passed) return;
    add(Rule::inactive_account, account.id.text(), to_string(last), since, [&](Suggestion& made) {
      made.account = account.id;
      made.assignee = account.owner.empty() ? deal->owner : account.owner;
      made.description = "Get in touch with " + account.name;
      made.why = "no activity for " + days(*passed);
    });
  }

  /// The first mail of each sender that nobody reacted to.
  void mails() {
    if (!rules_[Rule::unanswered_mail].is_on) return;
    std::map<std::tuple<std::string_view, std::string_view>, const Interaction*> first;
    for (const Interaction* mail : facts_.mails_in()) {
      const AccountFacts& account = facts_.account(touches_.account(mail->account));
      const Instant turned = mail->contact.empty() ? account.last_turn
                                                   : std::max(facts_.last_turn_to(mail->contact),
                                                              account.last_turn_without_contact);
      if (turned >= mail->at) continue;
      const Interaction*& known = first[{mail->account.text(), mail->contact.text()}];
      if (known == nullptr ||
          std::tie(mail->at, mail->sequence) < std::tie(known->at, known->sequence)) {
        known = mail;
      }
    }
    for (const auto& [from, mail] : first) unanswered(*mail);
  }
  void unanswered(const Interaction& mail) {
    const Day since = zone_.day_of(mail.at);
    const auto passed = due(Rule::unanswered_mail, since);
    if (!passed) return;
    add(Rule::unanswered_mail, "", std::to_string(mail.sequence), since, [&](Suggestion& made) {
      of_interaction(made, mail);
      const std::string subject = mail.summary.empty() ? "" : " " + quoted(mail.summary);
      made.description = "Answer the mail" + subject + from(made);
      made.why = "came in " + days(*passed) + " ago";
    });
  }

  void meetings() {
    if (!rules_[Rule::meeting_without_notes].is_on) return;
    for (const Interaction* meeting : facts_.meetings()) {
      if (!meeting->summary.empty() || has_note(*meeting)) continue;
      const Day since = zone_.day_of(meeting->at);
      if (!due(Rule::meeting_without_notes, since)) continue;
      add(Rule::meeting_without_notes, "", std::to_string(meeting->sequence), since,
          [&](Suggestion& made) {
            of_interaction(made, *meeting);
            made.description = "Write down what came of the meeting" + with(made);
            made.why = "it was on " + to_string(since) + ", and there is no note";
          });
    }
  }
  bool has_note(const Interaction& meeting) const {
    const AccountFacts& account = facts_.account(touches_.account(meeting.account));
    if (meeting.opportunity.empty()) return account.last_note >= meeting.at;
    return facts_.deal(meeting.opportunity).last_note >= meeting.at ||
           account.last_note_without_deal >= meeting.at;
  }

  void of_interaction(Suggestion& made, const Interaction& interaction) const {
    made.opportunity = interaction.opportunity;
    made.account = interaction.account;
    made.contact = interaction.contact;
    made.assignee = interaction.owner;
    if (made.assignee.empty() && !made.opportunity.empty()) {
      made.assignee = book_.opportunity(made.opportunity).owner;
    }
    if (made.assignee.empty() && !made.account.empty()) {
      made.assignee = book_.account(made.account).owner;
    }
  }
  std::string other_side(const Suggestion& made) const {
    if (!made.contact.empty()) return book_.contact(made.contact).name;
    if (!made.account.empty()) return book_.account(made.account).name;
    return {};
  }
  std::string from(const Suggestion& made) const {
    const auto name = other_side(made);
    return name.empty() ? "" : " of " + name;
  }
  std::string with(const Suggestion& made) const {
    const auto name = other_side(made);
    return name.empty() ? "" : " with " + name;
  }

  const Book& book_;
  const Touches& touches_;
  const SuggestionRules& rules_;
  const TimeZone& zone_;
  Day today_;
  Facts facts_;
  std::unordered_map<PipelineId, PipelineFacts> pipelines_;
  const PipelineFacts* last_ = nullptr;
  std::vector<Instant> idle_since_;               // by account: the latest activity of its deals
  std::vector<const Opportunity*> open_deal_of_;  // by account: the first one
  std::deque<Suggestion> found_;
};

}  // namespace

struct SuggestionDesk::Kept {
  const Book* book;
  Touches touches;
};

SuggestionDesk::SuggestionDesk(const Book& book) : kept_(new Kept{&book, {}}) {}
SuggestionDesk::SuggestionDesk(SuggestionDesk&&) noexcept = default;
SuggestionDesk& SuggestionDesk::operator=(SuggestionDesk&&) noexcept = default;
SuggestionDesk::~SuggestionDesk() = default;

std::vector<Suggestion> SuggestionDesk::suggestions(Instant at, const SuggestionRules& rules) {
  check(rules);
  kept_->touches.refresh(*kept_->book);
  return Suggester(*kept_->book, kept_->touches, at, rules).run();
}

std::vector<Suggestion> suggestions(const Book& book, Instant at, const SuggestionRules& rules) {
  return SuggestionDesk(book).suggestions(at, rules);
}

}  // namespace salespipe::hygiene
