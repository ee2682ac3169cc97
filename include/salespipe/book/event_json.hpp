#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "salespipe/book/event.hpp"

namespace salespipe {

/// The event as one line of JSON without a line end, keys in a fixed order, absent members left
/// out: docs/journal-format.md, docs/schemas/event.schema.json. event_from_json_line() of it is the
/// same event. Texts are UTF-8 (a Book sees to that); Error(invalid_argument) otherwise.
std::string event_to_json_line(const Event& event);

/// Strict: Error(parse_error) for a text that is not one JSON value, Error(schema_violation) naming
/// the field ("/payload/stage") for a missing, unknown or mistyped member, Error(unsupported) for
/// an event type or schema version that is newer than this library. Old versions are upcast.
/// Nesting deeper than 16 is refused.
Event event_from_json_line(std::string_view line);

/// The events of a text of such lines, for hosts that keep no file: a first line that is that of a
/// journal and empty lines are passed over. Errors as event_from_json_line(), with the line.
std::vector<Event> events_from_json_lines(std::string_view lines);

/// The first line of a journal in JSON Lines: {"salespipe":"journal","version":1}
std::string journal_header_line();
/// Error(schema_violation) for another document, Error(unsupported) for a newer version.
void check_journal_header_line(std::string_view line);

}  // namespace salespipe
