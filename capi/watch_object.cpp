#include "watch_object.hpp"

#include "book_changes.hpp"
#include "error_object.hpp"

namespace salespipe::c {
namespace {

/// The books that this thread is calling back about, innermost first. On the stack of notify().
struct Notifying {
  const BookObject* book;
  const Notifying* outer;
};
thread_local const Notifying* innermost = nullptr;

class Notification {
 public:
  explicit Notification(const BookObject& book) : here_{&book, innermost} { innermost = &here_; }
  Notification(const Notification&) = delete;
  Notification& operator=(const Notification&) = delete;
  ~Notification() { innermost = here_.outer; }

 private:
  Notifying here_;
};

/// The first watch from `candidate` on that is still open, held.
Held<WatchObject> open_from(WatchObject* candidate) noexcept {
  for (; candidate != nullptr; candidate = candidate->next) {
    sp_status status = SP_OK;
    if (auto held = Held<WatchObject>::find(candidate->handle, status)) return held;
  }
  return {};
}

}  // namespace

WatchObject::~WatchObject() {
  if (enlisted) {
    const std::lock_guard lock(book->watches_mutex);
    WatchObject** link = &book->first_watch;
    while (*link != this) link = &(*link)->next;
    *link = next;
    book->watches.fetch_sub(1);
  }
  if (release == nullptr) return;
  try {
    release(user_data);
  } catch (...) {  // there is nobody to tell
  }
}

void WatchObject::enlist(sp_watch as) noexcept {
  handle = as;
  const std::lock_guard lock(book->watches_mutex);
  next = book->first_watch;
  book->first_watch = this;
  enlisted = true;
  book->watches.fetch_add(1);
}

void WatchObject::start() {
  live.emplace(book->book, options);
  number = live->watch(query);
}

metrics::Report WatchObject::report() {
  const std::lock_guard lock(mutex);
  const std::shared_lock reading(book->mutex);
  try {
    if (!live) start();
    return live->report(number);
  } catch (...) {
    live.reset();
    throw;
  }
}

void check_may_change(const BookObject& book) {
  for (const auto* at = innermost; at != nullptr; at = at->outer) {
    if (at->book == &book) throw Failure{SP_ERROR_REENTRANT, nullptr};
  }
}

void notify(BookObject& book, std::uint64_t sequence) {
  if (book.watches.load() == 0) return;
  const auto following = [&book](WatchObject* after) {
    const std::lock_guard lock(book.watches_mutex);
    return open_from(after == nullptr ? book.first_watch : after->next);
  };
  bool failed = false;
  const Notification notification(book);
  for (auto watch = following(nullptr); watch; watch = following(&*watch)) {
    if (watch->callback == nullptr) continue;
    try {
      watch->callback(watch->user_data, watch->handle, sequence);
    } catch (...) {
      failed = true;
    }
  }
  if (failed) throw Failure{SP_ERROR_CALLBACK_FAILED, nullptr};
}

}  // namespace salespipe::c
