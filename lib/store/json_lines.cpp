#include "salespipe/store/json_lines.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <string_view>
#include <unistd.h>
#include <utility>

#include <sys/stat.h>

#include "salespipe/base/error.hpp"
#include "salespipe/base/text.hpp"
#include "salespipe/book/event_json.hpp"
#include "store/file_error.hpp"
#include "store/system_calls.hpp"

namespace salespipe {
namespace {

constexpr std::size_t kBlock = 1U << 20U;

[[noreturn]] void fail_at(const std::filesystem::path& file, std::int64_t line, ErrorCode code,
                          const std::string& message, ErrorPlace place = {}) {
  place.file = file.string();
  place.line = line;
  throw Error(code, message, std::move(place));
}

/// A file descriptor that is closed whatever happens.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) system_calls().close(number_);
  }
  int number() const { return number_; }
  bool is_open() const { return number_ >= 0; }
  /// Closing can be what reports a failed write.
  int close() { return system_calls().close(std::exchange(number_, -1)); }

 private:
  int number_;
};

void write_all(int descriptor, std::string_view bytes, const std::filesystem::path& file) {
  while (!bytes.empty()) {
    const ssize_t written = system_calls().write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail_in_system(file, "the journal cannot be written", errno);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

/// Removes the file beside the journal unless it became the journal.
class Beside {
 public:
  explicit Beside(std::string path) noexcept : path_(std::move(path)) {}
  Beside(const Beside&) = delete;
  Beside& operator=(const Beside&) = delete;
  ~Beside() {
    if (!kept_) system_calls().unlink(path_.c_str());
  }
  const std::string& path() const { return path_; }
  void keep() { kept_ = true; }

 private:
  std::string path_;  // no path: making one takes memory, and the file is there already
  bool kept_ = false;
};

/// The file that a path means: what a symbolic link points to, so that the link stays.
std::filesystem::path behind_links(const std::filesystem::path& file) {
  std::error_code ignored;
  const auto target = std::filesystem::canonical(file, ignored);
  return ignored ? file : target;
}

void flush_folder(const std::filesystem::path& file) {
  const auto folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
  const Descriptor descriptor(
      system_calls().open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0));
  if (!descriptor.is_open()) fail_in_system(folder, "the folder cannot be opened", errno);
  if (system_calls().flush(descriptor.number()) != 0) {
    fail_in_system(folder, "the folder cannot be flushed", errno);
  }
}

/// A line of a file, with its number.
class Lines {
 public:
  explicit Lines(const std::filesystem::path& file)
      : file_(file), descriptor_(system_calls().open(file.c_str(), O_RDONLY | O_CLOEXEC, 0)) {
    if (!descriptor_.is_open()) fail_in_system(file, "the journal cannot be opened", errno);
  }

  /// False at the end of the file. Throws for a last line without its end.
  bool next(std::string_view& line) {
    for (;;) {
      const auto end = buffer_.find('\n', start_);
      if (end != std::string::npos) {
        line = std::string_view(buffer_).substr(start_, end - start_);
        start_ = end + 1;
        ++number_;
        return true;
      }
      if (!read_more()) break;
    }
    if (start_ == buffer_.size()) return false;
    fail_at(file_, number_ + 1, ErrorCode::parse_error,
            "the last line is torn off, it has no line end: " +
                quoted(std::string_view(buffer_).substr(start_)) +
                "; the file was cut short while it was copied or written: fetch it again or "
                "restore it, or remove this line if losing its event is acceptable");
  }
  std::int64_t number() const { return number_; }

 private:
  bool read_more() {
    buffer_.erase(0, start_);
    start_ = 0;
    const std::size_t held = buffer_.size();
    buffer_.resize(held + kBlock);
    ssize_t got = 0;
    do {
      got = system_calls().read(descriptor_.number(), buffer_.data() + held, kBlock);
    } while (got < 0 && errno == EINTR);
    if (got < 0) fail_in_system(file_, "the journal cannot be read", errno);
    buffer_.resize(held + static_cast<std::size_t>(got));
    return got > 0;
  }

  std::filesystem::path file_;
  Descriptor descriptor_;
  std::string buffer_;
  std::size_t start_ = 0;
  std::int64_t number_ = 0;
};

/// Calls `take` with each event. Errors get the file and the line.
template <class Take>
void read_events(const std::filesystem::path& file, const Take& take) {
  Lines lines(file);
  std::string_view line;
  if (!lines.next(line)) {
    fail_at(file, 1, ErrorCode::schema_violation,
            "the file is empty; a journal begins with " + journal_header_line());
  }
  try {
    check_journal_header_line(line);
    while (lines.next(line)) take(event_from_json_line(line));
  } catch (const Error& error) {
    if (!error.place().file.empty()) throw;
    fail_at(file, lines.number(), error.code(), error.message(), error.place());
  }
}

}  // namespace

void save_json_lines(const Book& book, const std::filesystem::path& file) {
  const std::filesystem::path target = behind_links(file);
  struct stat before {};
  const bool replaces = ::stat(target.c_str(), &before) == 0;
  if (replaces && !S_ISREG(before.st_mode)) {
    fail_in_system(file, "the journal cannot be written there",
                   S_ISDIR(before.st_mode) ? EISDIR : EINVAL);
  }
  std::string pattern = target.string() + ".XXXXXX";
  Descriptor descriptor(system_calls().make_temporary(pattern.data(), O_CLOEXEC));
  if (!descriptor.is_open()) {
    fail_in_system(file, "no file can be written beside the journal", errno);
  }
  Beside beside(std::move(pattern));
  // mkostemp() makes the file private; a new journal is as readable as the umask lets it be.
  mode_t mode = before.st_mode & 07777U;
  if (!replaces) {
    const mode_t mask = ::umask(0);
    ::umask(mask);
    mode = 0666U & ~mask;
  }
  if (system_calls().set_mode(descriptor.number(), mode) != 0) {
    fail_in_system(file, "permissions cannot be set", errno);
  }

  std::string block = journal_header_line() + "\n";
  book.visit_events([&](const Event& event) {
    block += event_to_json_line(event);
    block += '\n';
    if (block.size() >= kBlock) {
      write_all(descriptor.number(), block, file);
      block.clear();
    }
  });
  write_all(descriptor.number(), block, file);
  if (system_calls().flush(descriptor.number()) != 0) {
    fail_in_system(file, "the journal cannot be flushed", errno);
  }
  if (descriptor.close() != 0) fail_in_system(file, "the journal cannot be written", errno);
  if (system_calls().rename(beside.path().c_str(), target.c_str()) != 0) {
    fail_in_system(file, "the journal cannot be put in its place", errno);
  }
  beside.keep();
  flush_folder(target);
}

std::vector<Event> load_json_lines(const std::filesystem::path& file) {
  std::vector<Event> events;
  read_events(file, [&](Event&& event) { events.push_back(std::move(event)); });
  return events;
}

Book open_json_lines(const std::filesystem::path& file, BookOptions options) {
  Book book(std::move(options));
  read_events(file, [&](const Event& event) { book.append(event); });
  return book;
}

}  // namespace salespipe
