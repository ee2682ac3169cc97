#include "store/witness.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "salespipe/book/event_json.hpp"
#include "salespipe/store/book_file.hpp"
#include "salespipe/store/verify.hpp"

namespace salespipe::test {
namespace {

std::map<std::uint64_t, std::string> lines_of(const Book& book) {
  std::map<std::uint64_t, std::string> lines;
  book.visit_events(
      [&](const Event& event) { lines.emplace(event.sequence, event_to_json_line(event)); });
  return lines;
}

/// The first of the promised lines that is not there; empty when all are.
std::string lost(const std::map<std::uint64_t, std::string>& promised,
                 const std::map<std::uint64_t, std::string>& found) {
  for (const auto& [sequence, line] : promised) {
    const auto there = found.find(sequence);
    if (there == found.end()) return "lost: event " + std::to_string(sequence) + ", " + line;
    if (there->second != line) return "changed: " + line + " to " + there->second;
  }
  return {};
}

template <class Take>
void visit_messages(Book& book, const Take& take) {
  for (const auto state : {MessageState::waiting, MessageState::delivered, MessageState::dead}) {
    for (const Delivery& found : book.outbox()->list(state, 0, 1000)) take(found);
  }
}

bool is_what_its_events_give(const Book& book) {
  std::vector<Event> events;
  book.visit_events([&](const Event& event) { events.push_back(event); });
  return Book::replay(events).state_json() == book.state_json();
}

std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

}  // namespace

void Witness::believe(const Book& book) {
  lines_ = lines_of(book);
  instead_.reset();
}

void Witness::believe_messages(Book& book) {
  visit_messages(book, [&](const Delivery& found) { messages_[found.message.key] = found.state; });
}

void Witness::believe_if_more(const Book& book) {
  const Lines found = lines_of(book);
  if (lost(lines_, found).empty()) {
    lines_ = found;
  } else if (instead_ && lost(*instead_, found).empty()) {
    believe(book);
  } else {
    problem("after it was opened again: " + lost(lines_, found));
  }
}

void Witness::check_error(std::string_view what, const Error& error,
                          std::optional<ErrorCode> also) {
  if (error.code() == also) return;
  ++refusals_;
  const bool is_of_disk = error.code() == ErrorCode::io_error;
  const bool is_poisoned = error.code() == ErrorCode::invalid_state &&
                           error.message().find("writes no more") != std::string::npos;
  if (!is_of_disk && !is_poisoned) {
    problem(std::string(what) + " was refused as " + std::string(to_string(error.code())) + ": " +
            error.what());
  }
  if (error.place().file.empty() || error.message().size() < 15) {
    problem(std::string(what) + " was refused without saying where: " + error.what());
  }
}

bool Witness::step(std::string_view what, const std::function<void()>& call,
                   std::optional<ErrorCode> also) {
  try {
    call();
    return true;
  } catch (const Error& error) {
    check_error(what, error, also);
  } catch (const std::exception& error) {
    problem(std::string(what) + " ended by what is no Error: " + error.what());
  }
  return false;
}

bool Witness::command(std::string_view what, Book& book, const std::function<void(Book&)>& call,
                      std::optional<ErrorCode> also) {
  const std::uint64_t before = book.last_sequence();
  const std::uint64_t taken_back = book.taken_back();
  if (step(
          what, [&] { call(book); }, also)) {
    if (book.taken_back() != taken_back) {
      believe(book);
    } else {
      for (auto sequence = before + 1; sequence <= book.last_sequence(); ++sequence) {
        lines_.insert_or_assign(sequence, event_to_json_line(book.event(sequence)));
      }
    }
    return true;
  }
  if (!also && (book.last_sequence() != before || !is_what_its_events_give(book))) {
    problem(std::string(what) + " failed and left the book changed");
  }
  return false;
}

void Witness::expect_either(const Book& changed) { instead_ = lines_of(changed); }

void Witness::promise(const std::string& key, MessageState state) { messages_[key] = state; }

void Witness::promise_gone(const std::string& text) {
  for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
    if (bytes_of(entry.path()).find(text) != std::string::npos) {
      problem("\"" + text + "\" is still in " + entry.path().filename().string());
    }
  }
}

void Witness::promise_copy(const std::filesystem::path& copy, const Book& book) {
  try {
    if (open_book_file(copy).state_json() != book.state_json()) {
      problem("another book is in the copy " + copy.filename().string());
    }
  } catch (const Error& error) {
    problem(std::string("a copy that was promised cannot be read: ") + error.what());
  }
}

void Witness::hold_against(const std::filesystem::path& file) {
  if (!std::filesystem::exists(file) && lines_.empty()) return;  // it was not made
  try {
    compare(file);
  } catch (const std::exception& error) {
    problem(std::string("the book cannot be read: ") + error.what());
  }
}

void Witness::compare(const std::filesystem::path& file) {
  for (const Damage& damage : verify(file).damages) problem("damaged: " + damage.what);
  Book book = Book::open(file);
  const Lines found = lines_of(book);
  const std::string trouble = lost(lines_, found);
  if (!trouble.empty() && !(instead_ && lost(*instead_, found).empty())) problem(trouble);
  check_batches(book);
  check_messages(book);
  if (!is_what_its_events_give(book)) problem("the book is not what its events give");
}

/// Deals of a batch are called alike and say how many they are.
void Witness::check_batches(const Book& book) {
  std::map<std::string, std::size_t> batches;
  for (const Opportunity& deal : book.opportunities()) {
    if (deal.name.starts_with("batch ")) ++batches[deal.name];
  }
  for (const auto& [name, size] : batches) {
    if (std::to_string(size) != name.substr(name.rfind(' ') + 1)) {
      problem("half a batch: " + std::to_string(size) + " deals of \"" + name + "\"");
    }
  }
}

/// A deal that is called "posted x" came with a message whose key is that name, and the other way.
void Witness::check_messages(Book& book) {
  std::map<std::string, MessageState> found;
  visit_messages(
      book, [&](const Delivery& message) { found.emplace(message.message.key, message.state); });
  for (const auto& [key, state] : messages_) {
    const auto there = found.find(key);
    if (there == found.end()) {
      problem("lost: the message " + key);
    } else if (there->second != state && !doubts_.contains({key, there->second})) {
      problem("the message " + key + " is " + std::string(to_string(there->second)) + ", not " +
              std::string(to_string(state)));
    }
  }
  std::size_t posted = 0;
  for (const Opportunity& deal : book.opportunities()) {
    if (!deal.name.starts_with("posted ")) continue;
    ++posted;
    if (!found.contains(deal.name)) problem("an event without its message: " + deal.name);
  }
  if (found.size() > posted) problem("a message without its event");
}

void Witness::look_around() {
  for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
    const std::string name = entry.path().filename();
    const bool is_of_book = name == "sales.db" || name.starts_with("sales.db-");
    const bool is_copy = name == "copy.db" || name == "sales.jsonl";
    if (is_copy) step("the copy", [&] { (void)open_book_file(entry.path()); });
    if (!is_of_book && !is_copy && !name.starts_with("copy.db-")) {
      problem("left behind: " + name);
    }
  }
}

}  // namespace salespipe::test
