// The decoder of states: bytes as they come, and with a checksum that is right. What is read is
// written, merged, finished and sent as a table.
#include "base/byte_codec.hpp"
#include "books.hpp"
#include "target.hpp"

namespace salespipe::fuzz {
namespace {

constexpr std::size_t kChecksum = 4;

Told read(std::string_view bytes, OwnedState& state) {
  return told("sp_state_read", [&](sp_error error) {
    return sp_state_read(bytes.data(), bytes.size(), state.out(), error);
  });
}

std::string written(sp_state state) {
  sp_buffer bytes = 0;
  done("sp_state_write",
       [&](sp_error error) { return sp_state_write(state, "part", SP_TO_ZERO, &bytes, error); });
  return take(bytes);
}

/// As a table and back.
void send(sp_state state, const std::string& bytes) {
  ArrowArrayStream table{};
  const Told sent =
      told("sp_state_arrow", [&](sp_error error) { return sp_state_arrow(state, &table, error); });
  if (!sent.ok()) return;
  OwnedState received;
  const Told told_of = told("sp_state_from_arrow", [&](sp_error error) {
    return sp_state_from_arrow(&table, received.out(), error);
  });
  require(told_of.ok(), "a state's table is no state: " + told_of.message);
  require(written(received) == bytes, "a state is another one after it was a table");
}

void finish(sp_state state) {
  OwnedReport report;
  const Told told_of = told("sp_state_finish", [&](sp_error error) {
    return sp_state_finish(state, report.out(), error);
  });
  if (told_of.ok()) report_json(report);
}

void use(std::string_view bytes) {
  OwnedState state;
  if (!read(bytes, state).ok()) return;
  const std::string canonical = written(state);
  OwnedState again;
  require(read(canonical, again).ok(), "a state that was written cannot be read");
  require(written(again) == canonical, "a state is another one after it was read again");
  send(state, canonical);
  finish(state);
  // To itself, and again to what came of it: amounts that do not fit any more are told.
  for (int i = 0; i < 2; ++i) {
    const std::string before = written(state);
    const Told merged =
        told("sp_state_merge", [&](sp_error error) { return sp_state_merge(state, state, error); });
    if (!merged.ok()) require(written(state) == before, "a merge that failed has changed a state");
  }
  finish(state);
}

}  // namespace

void state_bytes(std::string_view input) {
  if (input.size() > kLongestInput) return;
  use(input);
  if (input.size() < kChecksum) return;
  std::string sealed(input.substr(0, input.size() - kChecksum));
  const std::uint32_t checksum = crc32c(sealed);
  for (std::size_t i = 0; i < kChecksum; ++i) {
    sealed.push_back(static_cast<char>((checksum >> (8 * i)) & 0xFFU));
  }
  if (sealed != input) use(sealed);
}

}  // namespace salespipe::fuzz
