// Opening and closing books, commands and queries.
#include <algorithm>
#include <chrono>
#include <string>
#include <thread>

#include "arguments.hpp"
#include "book_changes.hpp"
#include "guard.hpp"
#include "objects.hpp"
#include "salespipe/exchange/book_command.hpp"
#include "salespipe/exchange/book_query.hpp"
#include "salespipe/store/book_file.hpp"
#include "salespipe/store/json_lines.hpp"
#include "salespipe/store/system_salts.hpp"

using namespace salespipe;
using namespace salespipe::c;

namespace {

BookOptions book_options(const sp_book_options* given) {
  const auto options = options_of(given);
  check_reserved(options.reserved);
  BookOptions out;
  out.zone = member_zone(options.timezone);
  return out;
}

/// A book that is waited for is held for so long at a time, so that others can use it: a lock that
/// is taken again at once would be had by nobody else.
constexpr std::chrono::milliseconds kLongestHold{20};
constexpr std::chrono::milliseconds kLetOthersIn{1};

std::string path_of(const char* path, std::size_t size) {
  const auto text = text_of(path, size, "path");
  if (text.empty()) refuse_argument("path", "is empty");
  return std::string(text);
}

}  // namespace

sp_status sp_book_create(const sp_book_options* options, sp_book* book, sp_error error) noexcept {
  clear(book);
  return guarded(error, [&] {
    auto& out = need(book, "book");
    Made<BookObject> made(Book(book_options(options)));
    out = made.publish();
  });
}

sp_status sp_book_open(const char* path, size_t path_size, const sp_book_options* options,
                       sp_book* book, sp_error error) noexcept {
  clear(book);
  return guarded(error, [&] {
    auto& out = need(book, "book");
    const auto file = path_of(path, path_size);
    static SystemSalts salts;
    BookOptions opened = book_options(options);
    opened.salts = &salts;
    Made<BookObject> made(open_book_file(file, opened));
    out = made.publish();
  });
}

sp_status sp_book_save(sp_book book, const char* path, size_t path_size, sp_error error) noexcept {
  return guarded(error, [&] {
    const Held<BookObject> held(book);
    const auto file = path_of(path, path_size);
    read_book(*held, [&](const Book& of) { save_json_lines(of, file); });
  });
}

sp_status sp_book_refresh(sp_book book, uint64_t* taken_in, sp_error error) noexcept {
  clear(taken_in);
  return guarded(error, [&] {
    const Held<BookObject> held(book);
    change_book(*held, [&](Book& of) {
      const std::uint64_t count = of.refresh();
      if (taken_in != nullptr) *taken_in = count;
    });
  });
}

sp_status sp_book_wait(sp_book book, int64_t timeout, uint64_t* taken_in, sp_error error) noexcept {
  clear(taken_in);
  return guarded(error, [&] {
    const Held<BookObject> held(book);
    if (timeout < 0) refuse_argument("timeout", "is negative; give milliseconds");
    std::uint64_t came = 0;
    for (std::chrono::milliseconds left(timeout);; std::this_thread::sleep_for(kLetOthersIn)) {
      const auto slice = std::min(left, kLongestHold);
      change_book(*held, [&](Book& of) {
        came = of.wait(slice);
        if (taken_in != nullptr) *taken_in = came;
      });
      left -= slice;
      if (came != 0 || left.count() <= 0) return;
    }
  });
}

sp_status sp_book_close(sp_book book, sp_error error) noexcept {
  return guarded(error, [&] {
    const Held<BookObject> held(book);
    const sp_status status = detail::close(book, Kind::book);
    if (status != SP_OK) throw Failure{status, nullptr};
    // Files are let go of now, also where a watch keeps what the book holds.
    const std::lock_guard lock(held->mutex);
    held->book.close();
  });
}

sp_status sp_book_command(sp_book book, const char* command, size_t size, sp_buffer* answer,
                          sp_error error) noexcept {
  clear(answer);
  return guarded(error, [&] {
    const Held<BookObject> held(book);
    const auto document = text_of(command, size, "command");
    std::optional<Made<BufferObject>> made;
    if (answer != nullptr) made.emplace();
    change_book(*held, [&](Book& of) {
      auto told = exchange::run_command(of, document);
      if (!made) return;
      (*made)->bytes = std::move(told);
      *answer = made->publish();
    });
  });
}

sp_status sp_book_query(sp_book book, const char* query, size_t size, sp_buffer* answer,
                        sp_error error) noexcept {
  clear(answer);
  return guarded(error, [&] {
    auto& out = need(answer, "answer");
    const Held<BookObject> held(book);
    const auto document = text_of(query, size, "query");
    give(&out,
         read_book(*held, [&](const Book& of) { return exchange::answer_query(of, document); }));
  });
}
