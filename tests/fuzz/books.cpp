#include "books.hpp"

#include <array>

#include <nlohmann/json.hpp>

namespace salespipe::fuzz {
namespace {

using nlohmann::json;

constexpr std::array kPrepared = {
    R"({"command":"add_account","at":"2026-01-02T09:00:00Z","name":"Acme","owner":"ann"})",
    R"({"command":"add_contact","at":"2026-01-02T09:00:00Z","name":"Cy","account":"account-1","email":"cy@acme.example"})",
    R"({"command":"create_opportunity","at":"2026-01-05T09:00:00Z","pipeline":"new-business","name":"Acme","account":"account-1","contacts":["contact-1"],"owner":"ann","value":"12000 EUR","source":"Webinar","expected_close":"2026-03-31"})",
    R"({"command":"create_opportunity","at":"2026-02-05T09:00:00Z","pipeline":"new-business","name":"Bolt","owner":"bo","value":"5000.50 EUR","stage":"Qualified"})",
    R"({"command":"add_task","at":"2026-02-06T09:00:00Z","description":"Call","opportunity":"opportunity-1","due":"2026-02-10","assignee":"ann"})",
    R"({"command":"add_task","at":"2026-02-06T09:00:00Z","description":"Write","account":"account-1","due":"2026-02-12","repeat":"weekly"})",
};

}  // namespace

OwnedBook new_book() {
  OwnedBook book;
  done("sp_book_create",
       [&](sp_error error) { return sp_book_create(nullptr, book.out(), error); });
  return book;
}

const std::string& standard_pipeline() {
  static const std::string definition = [] {
    sp_buffer text = 0;
    done("sp_pipeline_standard", [&](sp_error error) {
      return sp_pipeline_standard("New business", SP_TO_ZERO, "EUR", SP_TO_ZERO, 1, &text, error);
    });
    return take(text);
  }();
  return definition;
}

OwnedBook prepared_book() {
  // Made once; afterwards its events are enough.
  static const std::string events = [] {
    const OwnedBook book = new_book();
    const auto run = [&](const std::string& document) {
      const Told told = command(book, document);
      require(told.ok(), document + ": " + told.message);
    };
    run(R"({"command":"add_pipeline","at":"2026-01-01T09:00:00Z","definition":)" +
        standard_pipeline() + "}");
    for (const char* document : kPrepared) run(document);
    return events_of(book);
  }();
  OwnedBook book = new_book();
  done("sp_book_append", [&](sp_error error) {
    return sp_book_append(book, events.data(), events.size(), nullptr, error);
  });
  return book;
}

Told command(sp_book book, std::string_view document, std::string* answer) {
  sp_buffer told_answer = 0;
  Told out = told("sp_book_command", [&](sp_error error) {
    return sp_book_command(book, document.data(), document.size(), &told_answer, error);
  });
  const std::string text = take(told_answer);
  require(out.ok() != text.empty(), "a command with an answer and an error, or neither");
  if (out.ok()) require_json(text, "an answer to a command");
  if (answer != nullptr) *answer = text;
  return out;
}

std::string query(sp_book book, std::string_view document) {
  sp_buffer answer = 0;
  done("sp_book_query", [&](sp_error error) {
    return sp_book_query(book, document.data(), document.size(), &answer, error);
  });
  std::string text = take(answer);
  require_json(text, "an answer to a query");
  return text;
}

std::string events_of(sp_book book, std::uint64_t first, std::uint64_t limit) {
  sp_buffer lines = 0;
  done("sp_book_events",
       [&](sp_error error) { return sp_book_events(book, first, limit, &lines, error); });
  return take(lines);
}

std::uint64_t sequence_of(sp_book book) {
  std::uint64_t sequence = 0;
  done("sp_book_last_sequence",
       [&](sp_error error) { return sp_book_last_sequence(book, &sequence, error); });
  return sequence;
}

std::string report_json(sp_report report) {
  sp_buffer text = 0;
  done("sp_report_json", [&](sp_error error) { return sp_report_json(report, 0, &text, error); });
  std::string out = take(text);
  require_json(out, "a report");
  return out;
}

std::string rows_of(sp_report report) { return json::parse(report_json(report))["rows"].dump(); }

std::string figures_query(const char* period) {
  return std::string(R"({"period":")") + period +
         R"(","by":["owner"],"metrics":["won_revenue","won_count","lost_count","win_rate","open_count","open_value","created_count","cycle_days_median","days_in_stage_median","reopened_count"]})";
}

std::string figures_of(const Told& told_of, sp_dataset dataset, const char* period) {
  if (!told_of.ok()) return told_of.message;
  OwnedReport report;
  const std::string asked = figures_query(period);
  const Told answered = told("sp_dataset_report", [&](sp_error error) {
    return sp_dataset_report(dataset, asked.data(), asked.size(), nullptr, report.out(), error);
  });
  if (!answered.ok()) return answered.message;
  return rows_of(report);
}

std::string figures_of(sp_book book, const char* period) {
  OwnedDataset dataset;
  const Told made = told("sp_dataset_from_book", [&](sp_error error) {
    return sp_dataset_from_book(book, nullptr, nullptr, dataset.out(), error);
  });
  return figures_of(made, dataset, period);
}

void require_equal_to_its_replay(sp_book book) {
  const std::string events = events_of(book);
  const OwnedBook again = new_book();
  done("sp_book_append of a book's own events", [&](sp_error error) {
    return sp_book_append(again, events.data(), events.size(), nullptr, error);
  });
  require(events_of(again) == events, "a replay has other events");
  const std::string state = query(book, R"({"query":"state"})");
  const std::string replayed = query(again, R"({"query":"state"})");
  require(state == replayed, "a replay holds something else:\n" + state + "\n" + replayed);
  const std::string figures = figures_of(book);
  const std::string refigured = figures_of(again);
  require(figures == refigured, "a replay has other figures:\n" + figures + "\n" + refigured);
}

}  // namespace salespipe::fuzz
