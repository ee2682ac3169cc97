#include "store/event_check.hpp"

#include <utility>

#include "salespipe/base/error.hpp"
#include "salespipe/base/text.hpp"
#include "salespipe/book/event_json.hpp"

namespace salespipe {

void EventCheck::take(const KeptEvent& row) {
  const std::uint64_t sequence = row.sequence;
  if (sequence != next_) {
    report(next_, next_ + 1 == sequence
                      ? "it is missing"
                      : "it and all before " + std::to_string(sequence) + " are missing");
    is_chained_ = false;
  }
  next_ = sequence + 1;
  ++found_.events;
  const auto kept = hash_from(row.hash);
  const auto digest = row.digest ? hash_from(*row.digest) : std::optional(chain_.digest(row.line));
  if (!kept || !digest) {
    report(sequence, "its hash was changed: it has another length");
    is_chained_ = false;
  } else {
    check_hash(sequence, *kept, *digest);
    found_.head = {sequence, *kept};
  }
  check_line(sequence, row.line, row.id);
}

void EventCheck::report_unreadable(const std::string& why) {
  report(next_, "it and what is behind it cannot be read: " + why);
}

/// `hash_` is that of the event before as it is kept. Where that was itself found changed, the one
/// that its line makes is tried too: it tells whether the hash or the line was changed.
void EventCheck::check_hash(std::uint64_t sequence, const ChainHash& kept,
                            const ChainHash& digest) {
  const ChainHash made = chain_.next(hash_, digest);
  if (is_chained_ && made != kept && made_ && chain_.next(*made_, digest) == kept) {
    found_.damages.back().what = "its hash was changed; its line is as it was written";
  } else if (is_chained_ && made != kept) {
    report(sequence, "its line or its hash was changed after it was written");
    made_ = made;
    hash_ = kept;
    return;
  }
  made_.reset();
  is_chained_ = true;
  hash_ = kept;
}

/// Only as long as the events before it were all right: they decide what may follow.
void EventCheck::check_line(std::uint64_t sequence, std::string_view line, std::string_view id) {
  if (!fits_) return;
  try {
    const Event event = event_from_json_line(line);
    if (event.sequence != sequence || entry_of(event).id != id) {
      report(sequence, "its line is that of event " + std::to_string(event.sequence) + ", " +
                           salespipe::quoted(event.id.text()));
      fits_ = false;
      return;
    }
    book_.append(event);
  } catch (const Error& error) {
    report(sequence, "it does not follow from those before it: " + std::string(error.what()));
    fits_ = false;
  }
}

void EventCheck::report(std::uint64_t sequence, std::string what) {
  found_.damages.push_back({sequence, 0, std::move(what)});
}

}  // namespace salespipe
