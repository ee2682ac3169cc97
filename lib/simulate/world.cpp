#include "salespipe/simulate/world.hpp"

#include <algorithm>

#include "simulate/market.hpp"
#include "simulate/names.hpp"
#include "simulate/world_data.hpp"

namespace salespipe::simulate {
namespace {

template <class Table, class Weight>
Choice choice_of(const Table& table, Weight weight) {
  std::vector<double> weights;
  for (const auto& row : table) weights.push_back(weight(row));
  return Choice(weights.begin(), weights.end());
}

template <class Table>
std::vector<std::string> names_of(const Table& table) {
  std::vector<std::string> names;
  for (const auto& row : table) names.emplace_back(row.name);
  return names;
}

double minor_units_of(const Currency& currency) {
  double units = 1.0;
  for (int n = 0; n < currency.minor_digits(); ++n) units *= 10.0;
  return units;
}

std::uint64_t accounts_for(const Options& options) {
  return std::clamp(options.opportunities / kDealsPerAccount, std::uint64_t{10}, kMostAccounts);
}

const Options& checked(const Options& options) {
  check(options);
  return options;
}

}  // namespace

World::Data::Data(const Options& given)
    : options(checked(given)),
      calendar(options),
      team(options),
      minor_units(minor_units_of(options.currency)),
      sources(choice_of(kSources, [](const Source& source) { return source.weight; })),
      products(choice_of(kProducts, [](const Product& product) { return product.weight; })) {
  for (std::size_t stage = 0; stage < lost_reasons.size(); ++stage) {
    lost_reasons[stage] = choice_of(
        kLostReasons, [stage](const LostReason& reason) { return reason.weights[stage]; });
    interaction_types[stage] =
        choice_of(kInteractionWeights[stage], [](double weight) { return weight; });
    conversations[stage] =
        Count(stage < kStageRates.size() ? kStageRates[stage].conversations : kFridgeConversations);
  }
  names.stages = {"Lead", "Contacted", "Qualified", "Proposal made", "Won", "Lost", "Fridge"};
  names.owners = people(team.reps().size(), options.seed);
  names.accounts = companies(accounts_for(options), options.seed);
  names.sources = names_of(kSources);
  names.products = names_of(kProducts);
  names.lost_reasons = names_of(kLostReasons);
  names.pipelines = {"New business"};
  names.tasks.assign(kTasks.begin(), kTasks.end());
  names.interaction_types.assign(kInteractionTypes.begin(), kInteractionTypes.end());
}

World::World(const Options& options) : data_(std::make_shared<const Data>(options)) {}

const Options& World::options() const& noexcept { return data_->options; }
const Dictionaries& World::names() const& noexcept { return data_->names; }

World make_world(const Options& options) { return World(options); }

}  // namespace salespipe::simulate
