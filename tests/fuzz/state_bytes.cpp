// The decoder of states: bytes as they come, with a checksum that is right, and as the cells of a
// state whose query is right. What is read is written, merged, finished and sent as a table.
#include "base/byte_codec.hpp"
#include "books.hpp"
#include "tables.hpp"
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

std::string sealed(std::string bytes) {
  const std::uint32_t checksum = crc32c(bytes);
  for (std::size_t i = 0; i < kChecksum; ++i) {
    bytes.push_back(static_cast<char>((checksum >> (8 * i)) & 0xFFU));
  }
  return bytes;
}

/// A state by two dimensions, whose cells are of every kind.
const std::string& a_state() {
  static const std::string bytes = [] {
    const OwnedDataset dataset = invented(0, 10);
    OwnedState state;
    const std::string query =
        R"({"period":["2025-Q1","2025-Q2"],"by":["owner","source"],"metrics":["won_revenue",)"
        R"("cycle_days_median","arpa","open_value","weighted_value","created_count"]})";
    done("sp_state_create", [&](sp_error error) {
      return sp_state_create(dataset, query.data(), query.size(), nullptr, state.out(), error);
    });
    return written(state);
  }();
  return bytes;
}

/// a_state() with other cells (docs/states.md).
std::string with_cells(std::string_view cells) {
  constexpr std::size_t kHeader = 14;  // magic, version, hash of the query
  constexpr std::uint64_t kCells = 3;
  const std::string_view whole = a_state();
  ByteReader in(whole.substr(kHeader, whole.size() - kHeader - kChecksum));
  ByteWriter out;
  out.raw(whole.substr(0, kHeader));
  std::uint64_t sections = in.varint();
  out.varint(sections);
  for (; sections > 0; --sections) {
    const auto id = in.varint();
    out.varint(id);
    out.byte(in.byte());
    const auto content = in.text();
    out.text(id == kCells ? cells : content);
  }
  return sealed(out.bytes());
}

}  // namespace

void state_bytes(std::string_view input) {
  if (input.size() > kLongestInput) return;
  use(input);
  if (input.size() >= kChecksum) {
    const std::string right = sealed(std::string(input.substr(0, input.size() - kChecksum)));
    if (right != input) use(right);
  }
  use(with_cells(input));
}

}  // namespace salespipe::fuzz
