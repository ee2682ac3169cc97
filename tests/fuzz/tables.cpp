#include "tables.hpp"

#include "books.hpp"

namespace salespipe::fuzz {

OwnedDataset invented(std::uint64_t first, std::uint64_t count) {
  sp_simulate_options options{};
  options.struct_size = sizeof options;
  options.opportunities = 60;
  options.months = 18;
  options.seed = 7;
  ArrowArrayStream deals{};
  ArrowArrayStream history{};
  ArrowArrayStream interactions{};
  sp_buffer definition = 0;
  done("sp_simulate_tables", [&](sp_error error) {
    return sp_simulate_tables(&options, first, count, &deals, &history, &interactions, nullptr,
                              &definition, error);
  });
  sp_tables tables{};
  tables.struct_size = sizeof tables;
  tables.opportunities = &deals;
  tables.history = &history;
  tables.interactions = &interactions;
  const std::string pipeline = take(definition);
  sp_dataset_options how{};
  how.struct_size = sizeof how;
  how.pipelines = pipeline.c_str();
  how.data_through = "2025-06-30";
  OwnedDataset dataset;
  done("sp_dataset_from_tables",
       [&](sp_error error) { return sp_dataset_from_tables(&tables, &how, dataset.out(), error); });
  return dataset;
}

const std::string& two_pipelines() {
  static const std::string definitions = [] {
    sp_buffer text = 0;
    done("sp_pipeline_standard", [&](sp_error error) {
      return sp_pipeline_standard("Renewals", SP_TO_ZERO, "EUR", SP_TO_ZERO, 0, &text, error);
    });
    return "[" + standard_pipeline() + "," + take(text) + "]";
  }();
  return definitions;
}

Told dataset_of(const sp_tables& tables, OwnedDataset& dataset) {
  sp_dataset_options how{};
  how.struct_size = sizeof how;
  how.pipelines = two_pipelines().c_str();
  if (tables.rates != nullptr) how.currency = "EUR";
  return told("sp_dataset_from_tables", [&](sp_error error) {
    return sp_dataset_from_tables(&tables, &how, dataset.out(), error);
  });
}

void import(const sp_tables& tables) {
  const OwnedBook book = prepared_book();
  const std::uint64_t before = sequence_of(book);
  sp_import_options how{};
  how.struct_size = sizeof how;
  how.recorded_at = 1'782'896'400'000'000;  // 2026-07-01T09:00:00Z
  how.pipeline = "new-business";
  sp_buffer counts = 0;
  const Told told_of = told("sp_book_import", [&](sp_error error) {
    return sp_book_import(book, &tables, &how, &counts, error);
  });
  const std::string text = take(counts);
  if (!told_of.ok()) {
    require(sequence_of(book) == before, "an import that failed has added an event");
    require(text.empty(), "an import that failed has counted");
  } else {
    require_json(text, "the counts of an import");
  }
  require_equal_to_its_replay(book);
}

}  // namespace salespipe::fuzz
