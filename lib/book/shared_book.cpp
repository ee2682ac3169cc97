#include "salespipe/book/shared_book.hpp"

#include <condition_variable>
#include <exception>
#include <mutex>
#include <shared_mutex>
#include <vector>

#include "salespipe/book/transaction.hpp"

namespace salespipe {
namespace {

/// A command whose thread waits until it is done.
struct Waiting {
  const std::function<void(Book&)>* command;
  std::exception_ptr failure;
  bool is_done = false;
};

/// Each command is a transaction within the one that all share: what one of them throws takes back
/// its own changes only.
void run_together(Book& book, const std::vector<Waiting*>& group) {
  try {
    Transaction all(book);
    for (Waiting* waiting : group) {
      try {
        Transaction one(book);
        (*waiting->command)(book);
        one.commit();
      } catch (...) {
        waiting->failure = std::current_exception();
      }
    }
    all.commit();
  } catch (...) {
    for (Waiting* waiting : group) {
      if (!waiting->failure) waiting->failure = std::current_exception();
    }
  }
}

}  // namespace

struct SharedBook::Shared {
  explicit Shared(Book of) : book(std::move(of)) {}

  Book book;
  mutable std::shared_mutex using_book;
  mutable std::mutex queue_lock;
  std::condition_variable changed;
  std::vector<Waiting*> queue;
  bool is_led = false;  // a thread is running commands
};

SharedBook::SharedBook(Book book) : shared_(std::make_unique<Shared>(std::move(book))) {}
SharedBook::~SharedBook() = default;

void SharedBook::run(const std::function<void(Book&)>& command) {
  Shared& shared = *shared_;
  Waiting mine{&command, nullptr, false};
  std::unique_lock queue(shared.queue_lock);
  shared.queue.push_back(&mine);
  shared.changed.wait(queue, [&] { return mine.is_done || !shared.is_led; });
  if (!mine.is_done) {
    shared.is_led = true;
    const std::vector<Waiting*> group = std::exchange(shared.queue, {});
    queue.unlock();
    {
      const std::unique_lock using_book(shared.using_book);
      run_together(shared.book, group);
    }
    queue.lock();
    for (Waiting* waiting : group) waiting->is_done = true;
    shared.is_led = false;
    shared.changed.notify_all();
  }
  queue.unlock();
  if (mine.failure) std::rethrow_exception(mine.failure);
}

std::size_t SharedBook::waiting() const {
  const std::lock_guard queue(shared_->queue_lock);
  return shared_->queue.size();
}

SharedBook::Reading::Reading(const SharedBook& of) : shared_(*of.shared_) {
  shared_.using_book.lock_shared();
}
SharedBook::Reading::~Reading() { shared_.using_book.unlock_shared(); }
const Book& SharedBook::Reading::book() const noexcept { return shared_.book; }

}  // namespace salespipe
