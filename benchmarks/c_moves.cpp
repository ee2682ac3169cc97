// A validated stage move through the C interface beside the same move in C++: books in memory with
// the same deals, the same moves in the same order, taking turns in one run. The C side calls the
// shared library, as a host does. The claim is 1.5 times the time of C++ at most.
//
// The lines of both journals are compared first: a move that differs ends the program.
//
// Usage: c_moves [ROUNDS [DEALS [MOVES]]]     (11 rounds of 1,000 and of 100,000 deals; medians are
// printed)
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "qualified_deals.hpp"
#include "salespipe.h"
#include "salespipe/book/event_json.hpp"

namespace {

using namespace salespipe;
using namespace salespipe::bench;

constexpr std::string_view kStages[] = {"contacted", "qualified", "proposal-made", "lead"};

/// How the deals go: each forward stage by stage and back to the first, one after the other.
struct Course {
  std::uint64_t deals;
  std::uint64_t moves;

  std::uint64_t deal(std::uint64_t move) const { return move % deals; }
  std::string_view stage(std::uint64_t move) const { return kStages[(move / deals) % 4]; }
};

void require(bool is_so, const char* what) {
  if (!is_so) throw std::runtime_error(what);
}

std::string lines_of(const Book& book) {
  std::string lines;
  for (std::uint64_t i = 1; i <= book.last_sequence(); ++i) {
    (lines += event_to_json_line(book.event(i))) += '\n';
  }
  return lines;
}

/// A book behind the C interface.
class Hosted {
 public:
  explicit Hosted(const std::string& lines) {
    require(sp_book_create(nullptr, &book_, 0) == SP_OK, "no book");
    require(sp_book_append(book_, lines.data(), lines.size(), nullptr, 0) == SP_OK, "no lines");
    require(sp_error_create(&error_) == SP_OK, "no error object");
  }
  Hosted(const Hosted&) = delete;
  Hosted& operator=(const Hosted&) = delete;
  ~Hosted() {
    sp_error_close(error_);
    sp_book_close(book_, 0);
  }

  bool move(const OpportunityId& deal, std::string_view stage, std::int64_t at) {
    sp_move_options options{};
    options.struct_size = sizeof options;
    options.actor = "ann";
    std::int32_t allowed = 0;
    const std::string& id = deal.text();
    return sp_book_move(book_, id.data(), id.size(), stage.data(), stage.size(), at, &options,
                        &allowed, nullptr, error_) == SP_OK &&
           allowed == 1;
  }

  std::string lines() const {
    sp_buffer buffer = 0;
    require(sp_book_events(book_, 1, 0, &buffer, 0) == SP_OK, "no events");
    std::string found(sp_buffer_data(buffer), sp_buffer_size(buffer));
    sp_buffer_close(buffer);
    return found;
  }

 private:
  sp_book book_ = 0;
  sp_error error_ = 0;
};

double nanoseconds_each(std::uint64_t count, const std::function<void()>& work) {
  const auto began = std::chrono::steady_clock::now();
  work();
  const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - began;
  return took.count() / static_cast<double>(count);
}

std::int64_t time_of(std::uint64_t move) {
  return kStart.micros + 1 + static_cast<std::int64_t>(move);
}

void move_all(Book& book, const std::vector<OpportunityId>& ids, const Course& course) {
  std::vector<StageId> stages;
  for (const std::string_view stage : kStages) stages.emplace_back(std::string(stage));
  CommandContext context;
  context.actor = ActorId("ann");
  std::uint64_t refused = 0;
  for (std::uint64_t i = 0; i < course.moves; ++i) {
    context.at.micros = time_of(i);
    const StageId& stage = stages[(i / course.deals) % 4];
    refused += book.move(ids[course.deal(i)], stage, context).allowed ? 0U : 1U;
  }
  require(refused == 0, "a move was refused");
}

void move_all(Hosted& book, const std::vector<OpportunityId>& ids, const Course& course) {
  std::uint64_t refused = 0;
  for (std::uint64_t i = 0; i < course.moves; ++i) {
    refused += book.move(ids[course.deal(i)], course.stage(i), time_of(i)) ? 0U : 1U;
  }
  require(refused == 0, "a move was refused");
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

void compare(const Course& course, int rounds) {
  const Deals made = qualified_deals(course.deals);
  const Book& start = made.book;
  const std::vector<OpportunityId>& ids = made.ids;
  const std::string lines = lines_of(start);
  {
    const Course few{course.deals, std::min<std::uint64_t>(course.moves, course.deals * 5)};
    Book direct = start;
    Hosted hosted(lines);
    move_all(direct, ids, few);
    move_all(hosted, ids, few);
    require(lines_of(direct) == hosted.lines(), "the two wrote different journals");
  }
  std::vector<double> cpp;
  std::vector<double> c;
  std::vector<double> times;
  for (int round = 0; round < rounds; ++round) {
    const auto direct = [&] {
      Book book = start;
      cpp.push_back(nanoseconds_each(course.moves, [&] { move_all(book, ids, course); }));
    };
    const auto hosted = [&] {
      Hosted book(lines);
      c.push_back(nanoseconds_each(course.moves, [&] { move_all(book, ids, course); }));
    };
    round % 2 == 0 ? (direct(), hosted()) : (hosted(), direct());
    times.push_back(c.back() / cpp.back());
  }
  std::cout << "| " << course.deals << " | " << course.moves << " | " << median(cpp) << " | "
            << median(c) << " | " << median(times) << " |" << std::endl;
}

}  // namespace

int main(int count, char** arguments) {
  try {
    const int rounds = count > 1 ? std::stoi(arguments[1]) : 11;
    std::cout.precision(3);
    std::cout << "| deals | moves | C++, ns a move | C, ns a move | times |\n| --- | --- | --- | "
                 "--- | --- |\n";
    if (count > 2) {
      compare({std::stoull(arguments[2]), count > 3 ? std::stoull(arguments[3]) : 1'000'000},
              rounds);
    } else {
      compare({1'000, 2'000'000}, rounds);
      compare({100'000, 1'000'000}, rounds);
    }
  } catch (const std::exception& error) {
    std::cerr << "c_moves: " << error.what() << '\n';
    return EXIT_FAILURE;
  }
}
