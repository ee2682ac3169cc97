#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "salespipe/base/error.hpp"
#include "salespipe/book/book.hpp"
#include "salespipe/book/outbox.hpp"

namespace salespipe::test {

/// Stands beside a book whose storage fails, notes what it was told, and holds the files against
/// that afterwards. Knows nothing of how the book is kept.
class Witness {
 public:
  /// The folder in which the book is sales.db.
  explicit Witness(std::filesystem::path folder) : folder_(std::move(folder)) {}
  std::filesystem::path file() const { return folder_ / "sales.db"; }
  std::filesystem::path beside(const char* name) const { return folder_ / name; }

  /// What the book holds is safe: it was there before anything failed.
  void believe(const Book& book);
  /// The same for the messages of its outbox.
  void believe_messages(Book& book);

  /// The same, when nothing that was promised is missing in it.
  void believe_if_more(const Book& book);
  /// Promises are of the files in another folder from now on.
  void moves_to(std::filesystem::path folder) { folder_ = std::move(folder); }

  /// Carries out one step. An error must be of a kind that storage can give, and say where; what is
  /// given in `also` may be refused too.
  bool step(std::string_view what, const std::function<void()>& call,
            std::optional<ErrorCode> also = std::nullopt);
  /// A command on a book. When it returns, its events are promised; when it fails, the book must be
  /// as it was before.
  bool command(std::string_view what, Book& book, const std::function<void(Book&)>& call,
               std::optional<ErrorCode> also = std::nullopt);
  /// What is carried out next may leave the journal as it is, or as this one's.
  void expect_either(const Book& changed);
  /// A worker was told so of a message.
  void promise(const std::string& key, MessageState state);
  /// The worker was not told whether.
  void doubt(const std::string& key, MessageState state) { doubts_.emplace(key, state); }
  /// The text was told to be gone; it is looked for at once.
  void promise_gone(const std::string& text);
  /// A whole copy of the book was told to be in this file; it is compared at once.
  void promise_copy(const std::filesystem::path& copy, const Book& book);
  void problem(const std::string& what) { problems_.push_back(what); }

  /// The book's file, wherever it lies now, keeps all promises and holds nothing else that is odd.
  void hold_against(const std::filesystem::path& file);
  /// What lies beside the book: whole copies, and nothing else.
  void look_around();

  const std::vector<std::string>& problems() const noexcept { return problems_; }
  std::uint64_t refusals() const noexcept { return refusals_; }
  std::uint64_t promised() const noexcept { return lines_.size(); }

 private:
  using Lines = std::map<std::uint64_t, std::string>;

  void check_error(std::string_view what, const Error& error, std::optional<ErrorCode> also);
  void compare(const std::filesystem::path& file);
  void check_batches(const Book& book);
  void check_messages(Book& book);

  std::filesystem::path folder_;
  Lines lines_;  // promised events
  std::optional<Lines> instead_;
  std::map<std::string, MessageState> messages_;  // promised, by key
  std::set<std::pair<std::string, MessageState>> doubts_;
  std::vector<std::string> problems_;
  std::uint64_t refusals_ = 0;
};

}  // namespace salespipe::test
