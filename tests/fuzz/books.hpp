#pragma once

#include "calls.hpp"

// What targets that end in a book share.
namespace salespipe::fuzz {

OwnedBook new_book();
/// The standard pipeline as a document, with its fridge.
const std::string& standard_pipeline();
/// A book with that pipeline, "new-business", and two deals, two tasks and a contact.
OwnedBook prepared_book();

Told command(sp_book book, std::string_view document, std::string* answer = nullptr);
/// It must be answered, and in JSON.
std::string query(sp_book book, std::string_view document);
std::string events_of(sp_book book, std::uint64_t first = 1, std::uint64_t limit = 0);
std::uint64_t sequence_of(sp_book book);
std::string report_json(sp_report report);
/// Its rows alone: not what was asked, nor what there is to say to the data.
std::string rows_of(sp_report report);

/// The rows of a few figures of 2026 by owner; where there are none, why.
std::string figures_of(sp_book book, const char* period = "2026");
/// The same out of a data set.
std::string figures_of(const Told& told, sp_dataset dataset, const char* period = "2026");
/// What figures_of() asks.
std::string figures_query(const char* period);

/// Whatever was done to a book: it answers, and another one that is given its events holds the
/// same and has the same figures.
void require_equal_to_its_replay(sp_book book);

}  // namespace salespipe::fuzz
