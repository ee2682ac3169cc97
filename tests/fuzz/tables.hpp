#pragma once

#include "calls.hpp"

// Tables that targets ask about.
namespace salespipe::fuzz {

/// Deals number `first` to `first + count - 1` of an invented team, with their history and their
/// interactions, as columns.
OwnedDataset invented(std::uint64_t first, std::uint64_t count);
/// The pipelines of a data set of tables: two, "New business" and "Renewals".
const std::string& two_pipelines();
/// `tables` as columns in those pipelines; the streams are taken over.
Told dataset_of(const sp_tables& tables, OwnedDataset& dataset);
/// `tables` into prepared_book(), which is then equal to its replay; the streams are taken over.
void import(const sp_tables& tables);

}  // namespace salespipe::fuzz
