#include "salespipe/base/error.hpp"
#include "salespipe/book/event_json.hpp"

namespace salespipe {
namespace {

bool is_header(std::string_view line) { return line.starts_with(R"({"salespipe")"); }

}  // namespace

std::vector<Event> events_from_json_lines(std::string_view lines) {
  std::vector<Event> events;
  std::int64_t number = 0;
  while (!lines.empty()) {
    const auto end = lines.find('\n');
    auto line = lines.substr(0, end);
    lines.remove_prefix(end == std::string_view::npos ? lines.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    ++number;
    if (line.empty()) continue;
    try {
      if (number == 1 && is_header(line)) {
        check_journal_header_line(line);
      } else {
        events.push_back(event_from_json_line(line));
      }
    } catch (const Error& error) {
      ErrorPlace place = error.place();
      place.line = number;
      throw Error(error.code(), error.message(), std::move(place));
    }
  }
  return events;
}

}  // namespace salespipe
