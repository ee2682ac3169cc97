#pragma once

#include "salespipe/book/book.hpp"
#include "salespipe/simulate/world.hpp"

namespace salespipe::simulate {

/// The pipeline that the team's deals follow: the standard one with a fridge, "New business".
Pipeline team_pipeline(const World& world);

/// The same team as generate() gives, as a book: the standard pipeline with a fridge, "New
/// business"; the accounts that have deals; every deal, move, value, owner and close date; verdicts
/// for most of the deals that become qualified; interactions and tasks as the options say. Given as
/// commands in the order of time, so that the journal reads as if the team had kept it. Figures of
/// the book and of the columns are the same.
///
/// Wants a book without that pipeline and these ids: Error(already_exists) otherwise. After an
/// error the book holds what was written before it. At most 10'000'000 deals, else
/// Error(invalid_argument); about 45 microseconds and 8 kB a deal.
void into_book(Book& book, const World& world);

/// A new book of Europe/Stockholm with the team in it.
Book make_book(const World& world);

}  // namespace salespipe::simulate
