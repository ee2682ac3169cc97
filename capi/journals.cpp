// The events behind a book: counting, reading and adding them.
#include <algorithm>
#include <string>

#include "arguments.hpp"
#include "book_changes.hpp"
#include "guard.hpp"
#include "objects.hpp"
#include "salespipe/book/event_json.hpp"

using namespace salespipe;
using namespace salespipe::c;

sp_status sp_book_last_sequence(sp_book book, uint64_t* sequence, sp_error error) noexcept {
  clear(sequence);
  return guarded(error, [&] {
    auto& out = need(sequence, "sequence");
    const Held<BookObject> held(book);
    out = read_book(*held, [](const Book& of) { return of.last_sequence(); });
  });
}

sp_status sp_book_events(sp_book book, uint64_t first, uint64_t limit, sp_buffer* lines,
                         sp_error error) noexcept {
  clear(lines);
  return guarded(error, [&] {
    auto& out = need(lines, "lines");
    const Held<BookObject> held(book);
    if (first == 0) refuse_argument("first", "is 0; the first event is number 1");
    give(&out, read_book(*held, [&](const Book& of) {
      const std::uint64_t last = of.last_sequence();
      const std::uint64_t there = first > last ? 0 : last - first + 1;
      const std::uint64_t count = limit == 0 ? there : std::min(limit, there);
      std::string text;
      for (std::uint64_t i = 0; i < count; ++i) {
        text += event_to_json_line(of.event(first + i));
        text += '\n';
      }
      return text;
    }));
  });
}

sp_status sp_book_append(sp_book book, const char* lines, size_t size, uint64_t* sequence,
                         sp_error error) noexcept {
  clear(sequence);
  return guarded(error, [&] {
    const Held<BookObject> held(book);
    const auto events = events_from_json_lines(text_of(lines, size, "lines"));
    change_book(*held, [&](Book& of) {
      of.append(events);
      if (sequence != nullptr) *sequence = of.last_sequence();
    });
  });
}
