// Which rules set off which, and circles among them. An edge is drawn when in doubt: a circle that
// is found may be none, one that is not found is none.
#include "automation/loops.hpp"

#include <algorithm>
#include <deque>
#include <set>
#include <vector>

#include "automation/satisfiable.hpp"
#include "salespipe/base/text.hpp"

namespace salespipe::automation {
namespace {

class Graph {
 public:
  Graph(const AutomationRules& rules, const Book& book) : book_(book) {
    for (const Sequence& sequence : rules.sequences) {
      if (sequence.is_on) made_.push_back(as_rule(sequence));
    }
    for (const Rule& rule : rules.rules) {
      if (rule.is_on) rules_.push_back(&rule);
    }
    for (const Rule& rule : made_) rules_.push_back(&rule);
    for (const Rule* rule : rules_) {
      for (const RuleAction& action : rule->then) {
        if (action.kind == ActionKind::remove_tag) removed_.insert(action.tag);
      }
    }
    for (const Rule* from : rules_) {
      auto& edges = edges_.emplace_back();
      for (std::size_t to = 0; to < rules_.size(); ++to) {
        if (sets_off(*from, *rules_[to]) && !stops_itself(*from)) edges.push_back(to);
      }
    }
  }

  const std::vector<const Rule*>& rules() const { return rules_; }

  /// The shortest circle through a rule over rules that `may` be in it; empty: none.
  template <class May>
  std::vector<std::size_t> circle(std::size_t start, const May& may) const {
    std::vector<std::size_t> before(rules_.size(), rules_.size());
    std::deque<std::size_t> next{start};
    while (!next.empty()) {
      const std::size_t at = next.front();
      next.pop_front();
      for (const std::size_t to : edges_[at]) {
        if (!may(to)) continue;
        if (to == start) return way_to(at, start, before);
        if (before[to] != rules_.size()) continue;
        before[to] = at;
        next.push_back(to);
      }
    }
    return {};
  }

 private:
  /// A sequence is set off by its tag and takes it away at its end. It has a condition, because a
  /// circle through it takes its time and may be wanted.
  static Rule as_rule(const Sequence& sequence) {
    Rule made;
    made.id = sequence.id;
    made.when.kind = TriggerKind::tag_given;
    made.when.tag = tag_of(sequence);
    made.only_if.kind = ConditionKind::leaf;
    made.only_if.field = "tag";
    made.only_if.values = {{tag_of(sequence), false}};
    for (const SequenceStep& step : sequence.steps) {
      made.then.insert(made.then.end(), step.then.begin(), step.then.end());
    }
    RuleAction end;
    end.kind = ActionKind::remove_tag;
    end.tag = tag_of(sequence);
    made.then.push_back(std::move(end));
    return made;
  }

  static std::vector<std::size_t> way_to(std::size_t at, std::size_t start,
                                         const std::vector<std::size_t>& before) {
    std::vector<std::size_t> way;
    for (; at != start; at = before[at]) way.push_back(at);
    way.push_back(start);
    std::reverse(way.begin(), way.end());
    return way;
  }

  /// It speaks only while a tag is not there, gives that tag, and no rule takes it away: it speaks
  /// once.
  bool stops_itself(const Rule& rule) const {
    const auto guards = [&](const Condition& condition) {
      if (condition.kind != ConditionKind::leaf || condition.field != "tag" ||
          condition.test != ConditionTest::is_not) {
        return false;
      }
      const std::string& tag = condition.values[0].text;
      return !removed_.contains(tag) &&
             std::any_of(rule.then.begin(), rule.then.end(), [&](const RuleAction& action) {
               return action.kind == ActionKind::add_tag && action.tag == tag;
             });
    };
    if (rule.only_if.kind == ConditionKind::leaf) return guards(rule.only_if);
    return rule.only_if.kind == ConditionKind::all &&
           std::any_of(rule.only_if.parts.begin(), rule.only_if.parts.end(), guards);
  }

  bool can_speak(const Rule& rule, std::set<Place> places, const std::string& tag = {}) const {
    Possible known;
    known.places = std::move(places);
    if (!tag.empty()) known.tags.insert(tag);
    return is_satisfiable(book_, rule.only_if, known);
  }

  bool sets_off(const Rule& from, const Rule& to) const {
    return std::any_of(from.then.begin(), from.then.end(), [&](const RuleAction& action) {
      switch (action.kind) {
        case ActionKind::add_tag:
          // A tag that nobody takes away is given once.
          return to.when.kind == TriggerKind::tag_given && removed_.contains(action.tag) &&
                 (to.when.tag.empty() || to.when.tag == action.tag) &&
                 can_speak(to, places_of(book_, to.when), action.tag);
        case ActionKind::send_mail:
          return to.when.kind == TriggerKind::interaction &&
                 (to.when.interaction.empty() || to.when.interaction == "email_out") &&
                 can_speak(to, places_of(book_, to.when));
        case ActionKind::move:
          return move_sets_off(from, action, to);
        default:
          return false;
      }
    });
  }

  bool move_sets_off(const Rule& from, const RuleAction& action, const Rule& to) const {
    const auto before = places_of(book_, from.when);
    std::set<Place> after;
    for (const Place& place : named_in(book_, places_of(book_, from.when.pipeline), action.stage)) {
      const bool is_a_move = std::any_of(before.begin(), before.end(), [&](const Place& one) {
        return one.first == place.first && one != place;
      });
      if (is_a_move) after.insert(place);
    }
    if (to.when.kind == TriggerKind::stage_left) {
      auto left = places_of(book_, to.when.pipeline);
      if (!to.when.stage.empty()) left = named_in(book_, left, to.when.stage);
      const bool leaves = std::any_of(before.begin(), before.end(),
                                      [&](const Place& one) { return left.contains(one); });
      return leaves && can_speak(to, after);
    }
    if (to.when.kind != TriggerKind::stage_entered) return false;
    auto entered = places_of(book_, to.when);
    std::erase_if(entered, [&](const Place& place) { return !after.contains(place); });
    return can_speak(to, std::move(entered));
  }

  const Book& book_;
  std::deque<Rule> made_;  // of sequences
  std::vector<const Rule*> rules_;
  std::set<std::string> removed_;
  std::vector<std::vector<std::size_t>> edges_;
};

}  // namespace

Diagnostics loops_of(const AutomationRules& rules, const Book& book) {
  const Graph graph(rules, book);
  Diagnostics found;
  std::set<std::size_t> told;
  const auto tell = [&](const std::vector<std::size_t>& circle, Severity severity) {
    std::string names;
    for (const std::size_t at : circle) names += graph.rules()[at]->id + " > ";
    names += graph.rules()[circle.front()]->id;
    for (const std::size_t at : circle) told.insert(at);
    const bool is_sure = severity == Severity::error;
    found.push_back(
        {severity,
         is_sure ? "loop" : "possible_loop",
         "rules set each other off in a circle: " + names +
             (is_sure ? "; give one of them a condition that ends it, such as a tag that it gives"
                      : "; only their conditions can end it: see that they do"),
         0,
         {{"rule", graph.rules()[circle.front()]->id}, {"rules", names}}});
  };
  const auto is_always = [&](std::size_t at) { return graph.rules()[at]->only_if == Condition{}; };
  for (std::size_t at = 0; at < graph.rules().size(); ++at) {
    if (!is_always(at) || told.contains(at)) continue;
    const auto circle = graph.circle(at, is_always);
    if (!circle.empty()) tell(circle, Severity::error);
  }
  for (std::size_t at = 0; at < graph.rules().size(); ++at) {
    if (told.contains(at)) continue;
    const auto circle = graph.circle(at, [](std::size_t) { return true; });
    if (!circle.empty()) tell(circle, Severity::warning);
  }
  return found;
}

}  // namespace salespipe::automation
