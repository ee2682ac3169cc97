#pragma once

#include "salespipe/exchange/book_dataset.hpp"

namespace salespipe::exchange {

/// dataset_from_book() of one deal, without its interactions. Cost: in the events of the deal.
metrics::Dataset dataset_of_deal(const Book& book, const OpportunityId& id,
                                 const BookDatasetOptions& options);

}  // namespace salespipe::exchange
