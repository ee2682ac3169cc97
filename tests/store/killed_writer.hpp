#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <functional>
#include <random>
#include <string>
#include <string_view>
#include <unistd.h>

#include "book/book_fixture.hpp"
#include "salespipe/book/event_json.hpp"
#include "salespipe/book/transaction.hpp"

namespace salespipe::test {

using Random = std::mt19937_64;

inline std::uint64_t below(Random& random, std::uint64_t limit) { return random() % limit; }

/// One report of a writer: its length, then the lines of the events that it says are safe. One that
/// was cut off by the kill promises nothing.
inline void report(int pipe, const std::string& lines) {
  const auto length = static_cast<std::uint32_t>(lines.size());
  std::string message(sizeof length, '\0');
  std::memcpy(message.data(), &length, sizeof length);
  message += lines;
  for (std::size_t at = 0; at < message.size();) {
    const ssize_t written = ::write(pipe, message.data() + at, message.size() - at);
    if (written <= 0) ::_exit(3);
    at += static_cast<std::size_t>(written);
  }
}

/// Begins the line that tells of a change of which the writer was told that it is not kept.
inline constexpr std::string_view kDenied = "denied: ";

struct WriterHabits {
  bool is_early = false;       ///< Speaks before the commit.
  bool bears_outages = false;  ///< Goes on when what keeps the book goes away for a while.
};

inline std::string lines_of(const Book& book, std::uint64_t first, std::uint64_t last) {
  std::string lines;
  for (std::uint64_t sequence = first; sequence <= last; ++sequence) {
    lines += event_to_json_line(book.event(sequence)) + '\n';
  }
  return lines;
}

/// The life of a writer, which only a kill ends.
class Writer {
  /// What changes nothing, or can be done again: as long as it takes.
  template <class Do>
  static auto bearing(const WriterHabits& habits, const Do& action) {
    for (;;) {
      try {
        return action();
      } catch (const Error& error) {
        if (!habits.bears_outages || error.code() != ErrorCode::io_error) throw;
        ::usleep(10'000);
      }
    }
  }

 public:
  Writer(const std::string& address, const std::string& name, std::uint64_t seed, int pipe,
         const WriterHabits& habits)
      : address_(address),
        book_(bearing(habits, [&] { return Book::open(address); })),
        name_(name),
        random_(seed),
        pipe_(pipe),
        habits_(habits) {}

  [[noreturn]] void run() {
    bearing(habits_, [&] { begin(); });
    for (;; ++turn_) {
      if (!habits_.bears_outages) {
        turn();
        continue;
      }
      name_now_.clear();
      try {
        turn();
      } catch (const Error& error) {
        if (error.code() != ErrorCode::io_error) throw;
        const bool is_known = error.message().find("not known") == std::string::npos;
        if (is_known && !name_now_.empty()) {
          report(pipe_, std::string(kDenied) + name_now_ + '\n');
        }
        book_ = bearing(habits_, [&] { return Book::open(address_); });
      }
    }
  }

 private:
  void turn() {
    if (below(random_, 25) == 0) {
      book_.close();  // moves the log into the file
      book_ = Book::open(address_);
    } else if (below(random_, 3) == 0) {
      batch();
    } else {
      single();
    }
  }

  void begin() {
    try {
      if (book_.pipelines().empty()) {
        book_.add_pipeline(Pipeline::standard("New business", Currency("EUR")), at("2026-01-01"));
      }
    } catch (const Error& error) {
      if (error.code() != ErrorCode::already_exists) throw;  // another writer was first
    }
    book_.refresh();
  }

  OpportunityId create(const std::string& name) {
    return book_.create_opportunity(book_.pipelines().front().id(), {.name = name},
                                    at("2026-01-02", name_.c_str()));
  }

  void single() {
    const std::string turn = name_ + "-" + std::to_string(turn_);
    if (book_.opportunities().empty() || below(random_, 4) == 0) {
      name_now_ = "deal " + turn;
      create(name_now_);
    } else {
      const auto& deals = book_.opportunities();
      const OpportunityId deal = deals[below(random_, deals.size())].id;
      name_now_ = "renamed " + turn;
      if (!book_.rename(deal, name_now_, at("2026-01-03", name_.c_str()))) return;
    }
    report(pipe_, lines_of(book_, book_.last_sequence(), book_.last_sequence()));
  }

  void batch() {
    const std::uint64_t size = 2 + below(random_, 6);
    const std::string name =
        "batch " + name_ + "-" + std::to_string(turn_) + " of " + std::to_string(size);
    name_now_ = name;
    Transaction changes(book_);
    const std::uint64_t first = book_.last_sequence() + 1;
    for (std::uint64_t i = 0; i < size; ++i) create(name);
    if (habits_.is_early) report(pipe_, lines_of(book_, first, book_.last_sequence()));
    changes.commit();
    if (!habits_.is_early) report(pipe_, lines_of(book_, first, book_.last_sequence()));
  }

  std::string address_;
  Book book_;
  std::string name_;
  Random random_;
  int pipe_;
  WriterHabits habits_;
  std::uint64_t turn_ = 0;
  std::string name_now_;  // of what it is about to write
};

/// A writer's process and the end of its pipe that the model reads.
struct Victim {
  pid_t process = 0;
  int pipe = -1;
};

/// `before` is called in the new process before it opens the book.
inline Victim start(
    const std::string& address, const std::string& name, std::uint64_t seed,
    const WriterHabits& habits = {}, const std::function<void()>& before = [] {}) {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) throw Error(ErrorCode::io_error, "no pipe");
  const pid_t process = ::fork();
  if (process < 0) throw Error(ErrorCode::io_error, "no process");
  if (process == 0) {
    ::close(ends[0]);
    try {
      before();
      Writer(address, name, seed, ends[1], habits).run();
    } catch (const std::exception& error) {
      // Whatever ends a writer but the kill is told as a line that no event is.
      report(ends[1], std::string("writer failed: ") + error.what() + '\n');
      ::_exit(2);
    }
  }
  ::close(ends[1]);
  return {process, ends[0]};
}

}  // namespace salespipe::test
