#pragma once

#include <cstdint>
#include <vector>

#include "salespipe/book/book.hpp"

// What the benchmarks of moves move.
namespace salespipe::bench {

inline constexpr Instant kStart{1'700'000'000'000'000};

struct Deals {
  Book book;
  std::vector<OpportunityId> ids;
};

/// Deals of one pipeline that nothing keeps from any stage.
inline Deals qualified_deals(std::uint64_t count) {
  Deals made;
  CommandContext context;
  context.at = kStart;
  context.actor = ActorId("ann");
  const PipelineId pipeline =
      made.book.add_pipeline(Pipeline::standard("New business", Currency("EUR")), context);
  for (std::uint64_t i = 0; i < count; ++i) {
    NewOpportunity deal;
    deal.name = "Acme 20 seats";
    deal.owner = ActorId("ann");
    deal.value = DealValue::parse("12000 EUR");
    const OpportunityId id = made.book.create_opportunity(pipeline, deal, context);
    made.book.qualify(id,
                      {{CriterionId("budget"), CriterionState::met},
                       {CriterionId("authority"), CriterionState::met},
                       {CriterionId("need"), CriterionState::met},
                       {CriterionId("timeline"), CriterionState::met}},
                      context);
    made.ids.push_back(id);
  }
  return made;
}

}  // namespace salespipe::bench
