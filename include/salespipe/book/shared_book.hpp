#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "salespipe/book/book.hpp"

namespace salespipe {

/// A book that many threads use, with group commit: commands that arrive while another thread's
/// write is being flushed become one write together, and are flushed once. So many threads get many
/// times the durable commands a second that one of them would get, and each of them still returns
/// only when its own change is durable.
///
/// Starts no threads: whoever comes first does the work for all who wait. All functions may be
/// called from any thread at any time, but not from within a command.
class SharedBook {
 public:
  explicit SharedBook(Book book);
  SharedBook(const SharedBook&) = delete;
  SharedBook& operator=(const SharedBook&) = delete;
  SharedBook(SharedBook&&) = delete;
  SharedBook& operator=(SharedBook&&) = delete;
  ~SharedBook();

  /// Runs `command` on the book and returns what it returns, once it is durable. May run it in
  /// another thread. What it throws takes back what it did, and only that; when the write fails,
  /// all who share it get the error.
  template <class Command>
  auto write(Command&& command) -> std::invoke_result_t<Command&, Book&> {
    using Result = std::invoke_result_t<Command&, Book&>;
    if constexpr (std::is_void_v<Result>) {
      run([&](Book& book) { command(book); });
    } else {
      std::optional<Result> result;
      run([&](Book& book) { result.emplace(command(book)); });
      return std::move(*result);
    }
  }

  /// Runs `question` on the book; several threads may ask at the same time. It must not keep
  /// references into the book.
  template <class Question>
  auto read(Question&& question) const -> std::invoke_result_t<Question&, const Book&> {
    const Reading reading(*this);
    return question(reading.book());
  }

  /// How many threads wait for their command to be run.
  std::size_t waiting() const;

 private:
  struct Shared;
  class Reading {
   public:
    explicit Reading(const SharedBook& of);
    Reading(const Reading&) = delete;
    Reading& operator=(const Reading&) = delete;
    ~Reading();
    const Book& book() const noexcept;

   private:
    const Shared& shared_;
  };
  void run(const std::function<void(Book&)>& command);

  std::unique_ptr<Shared> shared_;
};

}  // namespace salespipe
