#include "simulate/deal.hpp"

#include <algorithm>

#include "simulate/market.hpp"
#include "simulate/world_data.hpp"

namespace salespipe::simulate {
namespace {

constexpr int kMostVisits = 40;           // no deal goes round for ever
constexpr std::int64_t kRoundPrice = 10;  // list prices are whole tens of the currency

enum class Ending { forward, lose, park, abandon, back };

// Draws a deal's life, one visit to a stage after the other, until it ends or the span does.
class Life {
 public:
  Life(const World::Data& world, std::uint64_t index, Deal& deal)
      : world_(world), draw_(world.options.seed, Stream::deal, index), deal_(deal) {
    create(index);
  }

  void run() {
    for (int visit = 0; visit < kMostVisits && now_ < world_.calendar.end(); ++visit) {
      if (!(stage_ == kFridge ? stay_in_fridge() : work_in_stage())) break;
    }
    const auto later = [](const Step& a, const Step& b) { return a.at < b.at; };
    auto& steps = deal_.steps;
    // Nearly sorted and short: insertion keeps the order of equal times.
    for (auto step = steps.begin(); step != steps.end(); ++step) {
      std::rotate(std::upper_bound(steps.begin(), step, *step, later), step, step + 1);
    }
    while (steps.back().at >= world_.calendar.end()) steps.pop_back();
  }

 private:
  void create(std::uint64_t index);
  bool work_in_stage();
  bool stay_in_fridge();
  bool go_forward();
  bool lose(std::size_t place);
  bool close_or_reopen(double reopened, Code back_to);
  void park();
  void enter(Code stage);
  Ending choose(const StageRates& rates);
  void hand_over(LocalSecond until, bool abandoned);
  void push_close_date(LocalSecond until);
  void bargain(LocalSecond from, LocalSecond until, bool wins);
  std::int64_t priced(double units) const;

  const Rep& rep() const { return world_.team.rep(owner_); }
  Step& add(LocalSecond at) {
    deal_.steps.push_back(Step{.at = at});
    return deal_.steps.back();
  }
  // What a rep would say: the further along, the sooner.
  Day guess_close(LocalSecond from) {
    const double to_go = stage_ == kFridge ? 60.0 : 75.0 - 15.0 * static_cast<double>(stage_);
    return day_of(from + days(draw_.log_normal(to_go, 0.4)));
  }

  const World::Data& world_;
  Draw draw_;
  Deal& deal_;
  LocalSecond now_ = 0;
  Code stage_ = kLead;
  Code owner_ = 0;
  Code parked_from_ = kContacted;
  std::int64_t value_ = kNoValue;
  std::int64_t known_later_ = 0;  // what the value is once somebody asks
  Day expected_ = kNoDay;
  double pace_ = 1.0;
  double odds_ = 1.0;
  bool final_discount_ = false;  // to be given in the closing move itself
};

std::int64_t Life::priced(double units) const {
  return std::max(static_cast<std::int64_t>(units * world_.minor_units + 0.5), std::int64_t{1});
}

void Life::create(std::uint64_t index) {
  deal_.steps.clear();
  deal_.visits.clear();
  now_ = world_.calendar.creation(draw_, index, world_.options.opportunities);
  owner_ = world_.team.somebody(draw_, day_of(now_));
  deal_.source = draw_.pick(world_.sources);
  deal_.product = draw_.pick(world_.products);
  const double u = draw_.uniform();
  deal_.account = static_cast<Code>(u * u * u * static_cast<double>(world_.names.accounts.size()));
  const Source& source = kSources[static_cast<std::size_t>(deal_.source)];
  const Product& product = kProducts[static_cast<std::size_t>(deal_.product)];
  odds_ = source.odds * product.odds;
  pace_ = product.pace;

  const double volume = draw_.log_normal(1.0, kVolumeSpread);
  const double tens =
      static_cast<double>(static_cast<std::int64_t>(product.price * volume) / kRoundPrice + 1);
  double price = tens * static_cast<double>(kRoundPrice);
  if (draw_.chance(kDiscounted)) {
    price *= 1.0 - std::min(draw_.log_normal(kDiscountMedian, 0.7), 0.4);
  }
  known_later_ = priced(price);
  if (!draw_.chance(kValueUnknown)) value_ = known_later_;
  expected_ = guess_close(now_);

  Step& step = add(now_);
  step.stage = kLead;
  step.owner = owner_;
  step.value = value_;
  step.expected_close = expected_;
}

Ending Life::choose(const StageRates& rates) {
  // Odds, not probabilities, are multiplied: a good rep never gets beyond certainty.
  const double odds = rates.forward / (1.0 - rates.forward) * odds_ * rep().odds;
  const double forward = odds / (1.0 + odds);
  const double u = draw_.uniform();
  if (u < forward) return Ending::forward;
  double rest = (u - forward) / (1.0 - forward) * (1.0 - rates.forward);
  if ((rest -= rates.lose) < 0.0) return Ending::lose;
  if ((rest -= rates.park) < 0.0) return Ending::park;
  if ((rest -= rates.abandon) < 0.0) return Ending::abandon;
  return rates.back > 0.0 ? Ending::back : Ending::abandon;
}

// Moves to `stage` now, with the owner and close date that this brings.
void Life::enter(Code stage) {
  stage_ = stage;
  Step& step = add(now_);
  step.stage = stage;
  if (stage >= kQualified && stage <= kProposal && value_ == kNoValue) {
    value_ = known_later_;
    step.value = value_;
  }
  if (stage == kQualified && draw_.chance(kSpecialist)) {
    const Code specialist = world_.team.somebody(draw_, day_of(now_));
    if (specialist != owner_) step.owner = owner_ = specialist;
  }
  if (stage <= kProposal && draw_.chance(kReestimate)) {
    step.expected_close = expected_ = guess_close(now_);
  }
}

bool Life::work_in_stage() {
  const StageRates& rates = kStageRates[static_cast<std::size_t>(stage_)];
  const Ending ending = choose(rates);
  const bool wins = ending == Ending::forward && stage_ == kProposal;
  double length = draw_.log_normal(rates.median_days, rates.spread) * pace_ * rep().pace;
  if (ending == Ending::lose) length *= kLosingTakesLonger;
  const LocalSecond entered = now_;
  LocalSecond leave = world_.calendar.settle(draw_, entered + days(length), entered);
  if (wins) leave = world_.calendar.hurry_to_quarter_end(draw_, leave, entered);
  deal_.visits.push_back(
      {entered, leave, stage_, wins || ending == Ending::lose, ending == Ending::abandon});
  if (stage_ >= kQualified) bargain(entered, leave, wins);
  const LocalSecond until = ending == Ending::abandon ? world_.calendar.end() : leave;
  hand_over(until, ending == Ending::abandon);
  push_close_date(leave);
  now_ = leave;
  if (now_ >= world_.calendar.end()) return false;
  switch (ending) {
    case Ending::forward:
      return go_forward();
    case Ending::lose:
      return lose(static_cast<std::size_t>(stage_));
    case Ending::park:
      park();
      return true;
    case Ending::back:
      enter(stage_ - 1);
      return true;
    case Ending::abandon:
      break;
  }
  return false;
}

bool Life::go_forward() {
  if (stage_ == kProposal) {
    const bool discount = final_discount_;
    final_discount_ = false;
    enter(kWon);
    if (discount) {
      value_ = std::max(
          static_cast<std::int64_t>(static_cast<double>(value_) * draw_.between(0.85, 0.98)),
          std::int64_t{1});
      deal_.steps.back().value = value_;
    }
    return close_or_reopen(kReopenWon, kProposal);
  }
  const bool skips = draw_.chance(kSkipShare);
  if (skips && stage_ == kQualified) {
    enter(kWon);
    return close_or_reopen(kReopenWon, kProposal);
  }
  enter(stage_ + (skips ? 2 : 1));
  return true;
}

bool Life::lose(std::size_t place) {
  const Code back_to = place == 0 ? kContacted : kQualified;
  enter(kLost);
  deal_.steps.back().lost_reason = draw_.pick(world_.lost_reasons[place]);
  return close_or_reopen(kReopenLost, back_to);
}

bool Life::close_or_reopen(double reopened, Code back_to) {
  if (!draw_.chance(reopened)) return false;
  now_ = world_.calendar.settle(draw_, now_ + days(draw_.log_normal(30.0, 0.8)), now_);
  if (now_ >= world_.calendar.end()) return false;
  enter(back_to);
  // A date of the past would be nonsense for a deal that begins anew.
  if (expected_ <= day_of(now_)) {
    deal_.steps.back().expected_close = expected_ = guess_close(now_);
  }
  return true;
}

void Life::park() {
  parked_from_ = std::max(stage_, kContacted);
  enter(kFridge);
  Step& step = deal_.steps.back();
  step.wake_up = day_of(now_) + draw_.between(60, 270);
  step.expected_close = expected_ = step.wake_up + 60;
}

bool Life::stay_in_fridge() {
  const Day wake_up = deal_.steps.back().wake_up;
  const LocalSecond entered = now_;
  LocalSecond leave =
      world_.calendar.settle(draw_, start_of(wake_up + draw_.between(0, 5)), entered);
  const double u = draw_.uniform();
  const bool given_up = u >= kWoken && u < kWoken + kLostInFridge;
  if (u >= kWoken + kLostInFridge) leave = world_.calendar.end();
  deal_.visits.push_back({entered, leave, kFridge, given_up, false});
  hand_over(leave, false);
  now_ = leave;
  if (now_ >= world_.calendar.end()) return false;
  if (given_up) return lose(4);
  enter(parked_from_);
  return true;
}

// A rep who leaves hands over what is open; of abandoned deals nobody may take notice.
void Life::hand_over(LocalSecond until, bool abandoned) {
  LocalSecond from = now_;
  while (rep().left != kNever && start_of(rep().left) <= until) {
    const LocalSecond last_days = start_of(rep().left - draw_.between(1, 6));
    const LocalSecond at = world_.calendar.settle(draw_, std::max(last_days, from), from);
    if (at >= until || (abandoned && draw_.chance(kOrphaned))) return;
    const Code successor = world_.team.somebody(draw_, std::max(day_of(at), rep().left));
    if (successor == owner_) return;
    add(at).owner = owner_ = successor;
    from = at;
  }
}

void Life::push_close_date(LocalSecond until) {
  LocalSecond from = now_;
  for (int push = 0; push < kMostPushes && start_of(expected_) < until; ++push) {
    if (!draw_.chance(kPushed)) return;
    const LocalSecond passed = std::max(start_of(expected_ + draw_.between(-2, 3)), from);
    const LocalSecond at = world_.calendar.settle(draw_, passed, from);
    if (at >= until) return;
    expected_ = day_of(at) + 14 + static_cast<std::int32_t>(draw_.uniform() * 46.0);
    add(at).expected_close = expected_;
    from = at;
  }
}

void Life::bargain(LocalSecond from, LocalSecond until, bool wins) {
  const auto length = static_cast<double>(until - from);
  // Drawn one after the other: as two arguments their order would be the compiler's choice.
  const auto change = [&](std::pair<double, double> shares, std::pair<double, double> factors) {
    const double share = draw_.between(shares.first, shares.second);
    const double factor = draw_.between(factors.first, factors.second);
    const LocalSecond wanted = from + static_cast<LocalSecond>(length * share);
    const LocalSecond at = world_.calendar.settle(draw_, wanted, from);
    if (at >= until) return;
    value_ =
        std::max(static_cast<std::int64_t>(static_cast<double>(value_) * factor), std::int64_t{1});
    add(at).value = value_;
    from = at;
  };
  if (draw_.chance(kUpsell)) change({0.1, 0.5}, {1.05, 1.40});
  if (!wins || !draw_.chance(kFinalDiscount)) return;
  if (draw_.chance(kDiscountInClose)) {
    final_discount_ = true;
  } else {
    change({0.6, 0.95}, {0.85, 0.98});
  }
}

}  // namespace

Code Deal::owner_at(LocalSecond second) const noexcept {
  Code owner = steps.front().owner;
  for (const Step& step : steps) {
    if (step.at > second) break;
    if (step.owner != kNoCode) owner = step.owner;
  }
  return owner;
}

void live(const World::Data& world, std::uint64_t index, Deal& deal) {
  Life(world, index, deal).run();
}

}  // namespace salespipe::simulate
