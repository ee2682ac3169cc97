#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <functional>
#include <random>
#include <string>
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

inline std::string lines_of(const Book& book, std::uint64_t first, std::uint64_t last) {
  std::string lines;
  for (std::uint64_t sequence = first; sequence <= last; ++sequence) {
    lines += event_to_json_line(book.event(sequence)) + '\n';
  }
  return lines;
}

/// The life of a writer, which only a kill ends.
class Writer {
 public:
  Writer(const std::filesystem::path& file, const std::string& name, std::uint64_t seed, int pipe,
         bool early)
      : file_(file.string()),
        book_(Book::open(file_)),
        name_(name),
        random_(seed),
        pipe_(pipe),
        early_(early) {}

  [[noreturn]] void run() {
    begin();
    for (;; ++turn_) {
      if (below(random_, 25) == 0) {
        book_.close();  // moves the log into the file
        book_ = Book::open(file_);
      } else if (below(random_, 3) == 0) {
        batch();
      } else {
        single();
      }
    }
  }

 private:
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
      create("deal " + turn);
    } else {
      const auto& deals = book_.opportunities();
      const OpportunityId deal = deals[below(random_, deals.size())].id;
      if (!book_.rename(deal, "renamed " + turn, at("2026-01-03", name_.c_str()))) return;
    }
    report(pipe_, lines_of(book_, book_.last_sequence(), book_.last_sequence()));
  }

  void batch() {
    const std::uint64_t size = 2 + below(random_, 6);
    const std::string name =
        "batch " + name_ + "-" + std::to_string(turn_) + " of " + std::to_string(size);
    Transaction changes(book_);
    const std::uint64_t first = book_.last_sequence() + 1;
    for (std::uint64_t i = 0; i < size; ++i) create(name);
    if (early_) report(pipe_, lines_of(book_, first, book_.last_sequence()));
    changes.commit();
    if (!early_) report(pipe_, lines_of(book_, first, book_.last_sequence()));
  }

  std::string file_;
  Book book_;
  std::string name_;
  Random random_;
  int pipe_;
  bool early_;
  std::uint64_t turn_ = 0;
};

/// A writer's process and the end of its pipe that the model reads.
struct Victim {
  pid_t process = 0;
  int pipe = -1;
};

/// `before` is called in the new process before it opens the book.
inline Victim start(
    const std::filesystem::path& file, const std::string& name, std::uint64_t seed, bool early,
    const std::function<void()>& before = [] {}) {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) throw Error(ErrorCode::io_error, "no pipe");
  const pid_t process = ::fork();
  if (process < 0) throw Error(ErrorCode::io_error, "no process");
  if (process == 0) {
    ::close(ends[0]);
    try {
      before();
      Writer(file, name, seed, ends[1], early).run();
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
