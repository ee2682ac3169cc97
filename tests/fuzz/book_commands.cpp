// Commands and queries as JSON, several in one input, given to a book in memory.
#include "books.hpp"
#include "target.hpp"

namespace salespipe::fuzz {
namespace {

constexpr std::size_t kMostLines = 40;

/// The rows that a watch has.
std::string figures_of_watch(sp_watch watch) {
  OwnedReport report;
  const Told told_of = told("sp_watch_report", [&](sp_error error) {
    return sp_watch_report(watch, report.out(), error);
  });
  return told_of.ok() ? rows_of(report) : told_of.message;
}

OwnedWatch watch_of(sp_book book) {
  OwnedWatch watch;
  const std::string asked = figures_query("2026");
  done("sp_watch_create", [&](sp_error error) {
    return sp_watch_create(book, asked.data(), asked.size(), nullptr, watch.out(), error);
  });
  return watch;
}

void ask(sp_book book, std::string_view question) {
  sp_buffer answer = 0;
  const Told told_of = told("sp_book_query", [&](sp_error error) {
    return sp_book_query(book, question.data(), question.size(), &answer, error);
  });
  const std::string text = take(answer);
  require(told_of.ok() != text.empty(), "a query with an answer and an error, or neither");
  if (told_of.ok()) require_json(text, "an answer to a query");
}

}  // namespace

/// A line that begins with '?' is a query, every other one a command.
void book_commands(std::string_view input) {
  if (input.size() > kLongestInput) return;
  const OwnedBook book = prepared_book();
  const OwnedWatch watch = watch_of(book);
  std::size_t left = kMostLines;
  for (const auto line : lines_of(input)) {
    if (left-- == 0) break;
    if (line.starts_with('?')) {
      ask(book, line.substr(1));
      continue;
    }
    const std::uint64_t before = sequence_of(book);
    if (command(book, line).ok()) continue;
    // Nothing, but for the trace that the rules of access leave of what they refuse.
    const std::uint64_t after = sequence_of(book);
    const bool trace = after == before + 1 &&
                       events_of(book, after).find("\"access_refused\"") != std::string::npos;
    require(after == before || trace, "a command that failed has added an event");
  }
  // What a failed command left behind without an event would be missing in the replay.
  require_equal_to_its_replay(book);
  const std::string live = figures_of_watch(watch);
  const std::string anew = figures_of(book);
  require(live == anew, "watched figures are not those of asking anew:\n" + live + "\n" + anew);
}

}  // namespace salespipe::fuzz
