#include "disturbed.hpp"

#include <cstdlib>
#include <iostream>
#include <memory>

namespace salespipe::memory_test {
namespace {

constexpr std::uint64_t kRubbish = 7777;

void release(ArrowArrayStream& stream) {
  if (stream.release != nullptr) stream.release(&stream);
  stream = {};
}

std::string text_of(sp_book book, const char* question) {
  sp_buffer answer = 0;
  EXPECT_EQ(sp_book_query(book, question, SP_TO_ZERO, &answer, 0), SP_OK);
  return c_test::take(answer);
}

/// All that a book holds: its journal, and what it makes of it.
struct Contents {
  explicit Contents(sp_book book) {
    if (book == 0) return;
    sp_buffer lines = 0;
    EXPECT_EQ(sp_book_events(book, 1, 0, &lines, 0), SP_OK);
    journal = c_test::take(lines);
    state = text_of(book, R"({"query":"state"})");
  }
  bool operator==(const Contents&) const = default;

  std::string journal;
  std::string state;
};

/// What a plain replay of the journal says.
std::string replayed(const std::string& journal) {
  c_test::OwnedBook copy;
  EXPECT_EQ(sp_book_create(nullptr, copy.out(), 0), SP_OK);
  EXPECT_EQ(sp_book_append(copy, journal.data(), journal.size(), nullptr, 0), SP_OK);
  return text_of(copy, R"({"query":"state"})");
}

void open_file(Desk& desk) {
  desk.book.close();
  const c_test::ErrorText error;
  ASSERT_EQ(sp_book_open(desk.file.data(), desk.file.size(), nullptr, desk.book.out(), error),
            SP_OK)
      << error.message();
}

/// One after the other, and what each told.
struct Undisturbed {
  explicit Undisturbed(const Workload& workload) {
    Desk desk;
    workload.open(desk);
    for (const Step& step : workload.steps) {
      if (step.prepare) step.prepare(desk);
      const sp_status status = step.call(desk);
      EXPECT_EQ(status, SP_OK) << step.name << ": " << sp_error_message(desk.error);
      told.push_back(status == SP_OK ? step.told(desk) : "");
      after.emplace_back(desk.book);
    }
  }
  std::vector<std::string> told;
  std::vector<Contents> after;
};

class Run {
 public:
  Run(const Workload& workload, const Undisturbed& undisturbed, Lacking how)
      : workload_(workload),
        undisturbed_(undisturbed),
        how_(how),
        each_(std::getenv("SALESPIPE_EVERY_ALLOCATION") != nullptr ? UINT64_MAX : workload.each) {}

  void run() {
    begin(0);
    for (std::size_t i = 0; i < workload_.steps.size() && !testing::Test::HasFailure(); ++i) {
      disturb(i);
    }
    desk_.reset();
  }
  std::uint64_t failures() const { return failures_; }

 private:
  /// A new desk, with the steps before `place` done.
  void begin(std::size_t place) {
    desk_.reset();
    desk_ = std::make_unique<Desk>();
    workload_.open(*desk_);
    for (std::size_t i = 0; i < place; ++i) {
      const Step& step = workload_.steps[i];
      if (step.prepare) step.prepare(*desk_);
      ASSERT_EQ(step.call(*desk_), SP_OK) << step.name;
      ASSERT_EQ(step.told(*desk_), undisturbed_.told[i]) << step.name;
    }
  }

  void disturb(std::size_t place) {
    const Step& step = workload_.steps[place];
    std::uint64_t first = 1;
    const Contents before(desk_->book);
    const std::string equal_to = before.journal.empty() ? before.state : replayed(before.journal);
    ASSERT_EQ(before.state, equal_to) << "before " << step.name;
    bool was_told = false;
    while (!testing::Test::HasFailure()) {
      SCOPED_TRACE(step.name + ", allocation " + std::to_string(first));
      Desk& desk = *desk_;
      desk.buffer = desk.given = desk.number = kRubbish;
      desk.allowed = kRubbish;
      const std::int64_t blocks = live_blocks();
      if (step.prepare) step.prepare(desk);
      const auto called = desk.called;
      Shortage shortage(first, how_);
      const sp_status status = step.call(desk);
      const bool is_told =
          status != SP_ERROR_OUT_OF_MEMORY || !step.tells_error ||
          (sp_error_code(desk.error) == status && sp_error_message(desk.error)[0] != '\0');
      const bool has_failed = shortage.end();
      if (status == SP_OK) {
        EXPECT_EQ(step.told(desk), undisturbed_.told[place]);
        EXPECT_EQ(Contents(desk.book), undisturbed_.after[place]);
        if (!has_failed) return;
        // Somebody did without. The same again with a later one, on a desk where it is not done.
        if (step.changes_book) begin(place);
      } else if (status == SP_ERROR_INVALID_STATE && was_told && !desk.file.empty()) {
        // The store does not know whether its commit is on the disk: the file has all or nothing.
        open_file(desk);
        const Contents now(desk.book);
        if (now == undisturbed_.after[place]) {
          begin(place);  // and the same again
        } else {
          EXPECT_EQ(now, before);
        }
        was_told = false;
        continue;
      } else {
        ++failures_;
        was_told = true;
        EXPECT_EQ(status, SP_ERROR_OUT_OF_MEMORY) << sp_error_message(desk.error);
        EXPECT_TRUE(is_told);
        EXPECT_EQ(desk.called, called);
        expect_no_outputs();
        EXPECT_EQ(Contents(desk.book), before);
        // SQLite keeps a file open that another connection of the process has locked.
        if (!step.changes_book && desk.file.empty()) {
          EXPECT_EQ(live_blocks(), blocks);
        }
      }
      first = next(first);
    }
  }

  std::uint64_t next(std::uint64_t number) const {
    return number < each_ ? number + 1 : number + number / 16 + 1;
  }

  void expect_no_outputs() const {
    for (const std::uint64_t output : {desk_->buffer, desk_->given, desk_->number}) {
      EXPECT_TRUE(output == 0 || output == kRubbish) << output;
    }
    EXPECT_TRUE(desk_->allowed == 0 || desk_->allowed == static_cast<std::int32_t>(kRubbish));
    for (const ArrowArrayStream& stream : desk_->in) EXPECT_EQ(stream.release, nullptr);
    for (const ArrowArrayStream& stream : desk_->out) EXPECT_EQ(stream.release, nullptr);
  }

  const Workload& workload_;
  const Undisturbed& undisturbed_;
  Lacking how_;
  std::uint64_t each_;
  std::unique_ptr<Desk> desk_;
  std::uint64_t failures_ = 0;
};

}  // namespace

Desk::Desk() { EXPECT_EQ(sp_error_create(&error), SP_OK); }

Desk::~Desk() {
  watch.close();
  for (auto& stream : in) release(stream);
  for (auto& stream : out) release(stream);
  EXPECT_EQ(sp_error_close(error), SP_OK);
}

void run_disturbed(const Workload& workload, Lacking how) {
  // Once for what the libraries keep as long as the process lives, GoogleTest among them.
  {
    SCOPED_TRACE("undisturbed");
    const Undisturbed first(workload);
  }
  const std::int64_t blocks = live_blocks();
  std::uint64_t failures = 0;
  {
    const Undisturbed undisturbed(workload);
    if (testing::Test::HasFailure()) return;
    Run run(workload, undisturbed, how);
    run.run();
    failures = run.failures();
  }
  EXPECT_EQ(live_blocks(), blocks) << "blocks were not given back";
  EXPECT_GT(failures, workload.steps.size());
  std::cout << failures << " calls found no memory\n";
}

std::string take_buffer(Desk& desk) { return c_test::take(std::exchange(desk.buffer, 0)); }

Step command(const json& document) {
  return {document.dump().substr(0, 200),
          [text = document.dump()](Desk& desk) {
            return sp_book_command(desk.book, text.data(), text.size(), &desk.buffer, desk.error);
          },
          take_buffer, true};
}

Step query(const json& document) {
  return {document.dump(),
          [text = document.dump()](Desk& desk) {
            return sp_book_query(desk.book, text.data(), text.size(), &desk.buffer, desk.error);
          },
          take_buffer};
}

Step document(std::string name, std::function<sp_status(Desk&)> call) {
  return {std::move(name), std::move(call), take_buffer};
}

}  // namespace salespipe::memory_test
