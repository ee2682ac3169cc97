#pragma once

#include <array>
#include <cstring>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unistd.h>
#include <vector>

#include "salespipe/book/book.hpp"
#include "salespipe/book/event_json.hpp"
#include "salespipe/store/open_journal.hpp"
#include "salespipe/store/verify.hpp"
#include "store/crash_harness.hpp"
#include "store/killed_writer.hpp"

namespace salespipe::test {

/// Whether the book of an address has been made.
inline bool is_there(const std::string& address) {
  JournalOptions looking;
  looking.make = false;
  try {
    open_journal(address, looking)->close();
  } catch (const Error& error) {
    if (error.code() != ErrorCode::not_found) throw;
    return false;
  }
  return true;
}

/// What was promised of one book, from outside of the library.
class Promises {
 public:
  void hear(int pipe, CrashResult& result) {
    std::string heard;
    std::array<char, 65536> buffer;
    for (ssize_t got = 0; (got = ::read(pipe, buffer.data(), buffer.size())) > 0;) {
      heard.append(buffer.data(), static_cast<std::size_t>(got));
    }
    std::string_view rest = heard;
    std::uint32_t length = 0;
    while (rest.size() >= sizeof length) {
      std::memcpy(&length, rest.data(), sizeof length);
      rest.remove_prefix(sizeof length);
      if (rest.size() < length) break;
      take(rest.substr(0, length), result);
      rest.remove_prefix(length);
    }
  }

  void hold_against(const std::string& address, CrashResult& result) const {
    try {
      if (lines_.empty() && !is_there(address)) return;  // killed before it was made
      compare(address, result);
    } catch (const std::exception& error) {
      result.problems.push_back(std::string("cannot be read: ") + error.what());
    }
  }

 private:
  void compare(const std::string& address, CrashResult& result) const {
    const Verification verified = verify(address);
    for (const Damage& damage : verified.damages) result.problems.push_back(damage.what);
    const Book book = Book::open(address);
    for (const auto& [sequence, line] : lines_) {
      if (sequence > book.last_sequence()) {
        result.problems.push_back("lost: event " + std::to_string(sequence) + ", " + line);
      } else if (event_to_json_line(book.event(sequence)) != line) {
        result.problems.push_back("changed: event " + std::to_string(sequence) + ", " + line);
      }
    }
    check_batches(book, result);
    check_denied(book, result);
    std::vector<Event> events;
    book.visit_events([&](const Event& event) { events.push_back(event); });
    if (Book::replay(events).state_json() != book.state_json()) {
      result.problems.push_back("the book is not what its events give");
    }
  }

  void take(std::string_view lines, CrashResult& result) {
    while (!lines.empty()) {
      const std::string line(lines.substr(0, lines.find('\n')));
      lines.remove_prefix(line.size() + 1);
      if (line.starts_with(kDenied)) {
        denied_.insert(line.substr(kDenied.size()));
        ++result.denied;
        continue;
      }
      if (!line.starts_with('{')) {
        result.problems.push_back(line);
        continue;
      }
      ++result.acknowledged;
      const auto [known, is_new] = lines_.emplace(event_from_json_line(line).sequence, line);
      if (!is_new) result.problems.push_back("promised twice: " + known->second + " and " + line);
    }
  }

  /// Deals of a batch are called alike and say how many they are.
  static void check_batches(const Book& book, CrashResult& result) {
    std::map<std::string, std::size_t> batches;
    book.visit_events([&](const Event& event) {
      const auto* created = std::get_if<OpportunityCreated>(&event.payload);
      if (created != nullptr && created->name.starts_with("batch ")) ++batches[created->name];
    });
    for (const auto& [name, size] : batches) {
      if (std::to_string(size) != name.substr(name.rfind(' ') + 1)) {
        result.problems.push_back("half a batch: " + std::to_string(size) + " deals of \"" + name +
                                  "\"");
      }
    }
  }

  void check_denied(const Book& book, CrashResult& result) const {
    book.visit_events([&](const Event& event) {
      const auto* created = std::get_if<OpportunityCreated>(&event.payload);
      const auto* renamed = std::get_if<Renamed>(&event.payload);
      const std::string name = created != nullptr   ? created->name
                               : renamed != nullptr ? renamed->name
                                                    : std::string();
      if (denied_.contains(name)) result.problems.push_back("kept, though denied: " + name);
    });
  }

  std::map<std::uint64_t, std::string> lines_;
  std::set<std::string> denied_;  // names that no event may give
};

}  // namespace salespipe::test
