// A book that many threads share, and what they save by it.
#include "salespipe/book/shared_book.hpp"

#include <atomic>
#include <thread>

#include <gmock/gmock.h>

#include "store/store_fixture.hpp"

namespace salespipe::test {
namespace {

class Shared : public EachStore {};
INSTANTIATE_TEST_SUITE_P(Stores, Shared, testing::ValuesIn(store_kinds()), name_of);

TEST_P(Shared, BookTakesCommandsFromManyThreads) {
  constexpr int kThreads = 4;
  constexpr int kEach = 25;
  SharedBook book(open_book());
  std::vector<std::thread> threads;
  std::atomic<bool> is_odd{false};
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&book, &is_odd, thread] {
      for (int i = 0; i < kEach; ++i) {
        const std::string name = std::to_string(thread) + "/" + std::to_string(i);
        const AccountId id =
            book.write([&](Book& of) { return of.add_account(name, at("2026-01-01")); });
        if (book.read([&](const Book& of) { return of.account(id).name; }) != name) is_odd = true;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_FALSE(is_odd);
  EXPECT_EQ(open_book().accounts().size(), static_cast<std::size_t>(kThreads) * kEach);
}

TEST_P(Shared, BookTakesBackOnlyTheCommandThatFails) {
  SharedBook book(open_book());
  book.write([](Book& of) { of.add_account("Acme", at("2026-01-01")); });
  const auto add_and_fail = [&] {
    book.write([](Book& of) {
      of.add_account("Globex", at("2026-01-01"));
      of.add_account("", at("2026-01-01"));
    });
  };
  EXPECT_EQ(error_of(add_and_fail), ErrorCode::invalid_argument);
  EXPECT_EQ(open_book().accounts().size(), 1U);
}

/// Counts how often it was made durable.
class CountingStore final : public JournalStore {
 public:
  explicit CountingStore(std::atomic<int>& commits) : commits_(commits) {}
  std::string name() const override { return "a counting store"; }
  JournalHead head() override { return kept_.head(); }
  JournalHead read(const JournalHead& after, const Take& take) override {
    return kept_.read(after, take);
  }
  JournalHead begin_write() override { return kept_.begin_write(); }
  void append(std::span<const JournalEntry> entries) override { kept_.append(entries); }
  JournalHead commit() override {
    ++commits_;
    return kept_.commit();
  }
  void roll_back() noexcept override { kept_.roll_back(); }
  void close() override { kept_.close(); }

 private:
  MemoryJournal kept_;
  std::atomic<int>& commits_;
};

TEST(SharedBookGroup, OfCommandsThatWaitIsWrittenOnce) {
  constexpr std::size_t kWaiting = 6;
  std::atomic<int> commits{0};
  SharedBook book{Book(std::make_unique<CountingStore>(commits))};
  std::atomic<bool> is_running{false};
  std::thread first([&] {
    book.write([&](Book& of) {
      is_running = true;
      of.add_account("first", at("2026-01-01"));
      while (book.waiting() < kWaiting) std::this_thread::yield();
    });
  });
  while (!is_running) std::this_thread::yield();
  std::vector<std::thread> others;
  for (std::size_t i = 0; i < kWaiting; ++i) {
    others.emplace_back([&book, i] {
      book.write([&](Book& of) { of.add_account(std::to_string(i), at("2026-01-01")); });
    });
  }
  first.join();
  for (auto& thread : others) thread.join();
  EXPECT_EQ(commits, 2);
  EXPECT_EQ(book.read([](const Book& of) { return of.accounts().size(); }), kWaiting + 1);
}

}  // namespace
}  // namespace salespipe::test
