#include "salespipe/exchange/state_blob.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/byte_codec.hpp"
#include "salespipe/base/date.hpp"
#include "salespipe/base/error.hpp"
#include "salespipe/base/text.hpp"

namespace salespipe::exchange {
namespace {

constexpr std::string_view kMagic = "SPMS";
constexpr std::uint8_t kMajor = 1;
constexpr std::uint8_t kMinor = 0;
constexpr std::size_t kChecksum = 4;

enum Section : std::uint64_t { kPlan = 1, kDataThrough = 2, kCells = 3, kProducer = 4 };

/// Texts in order of first use; number 0 is the empty one.
class Texts {
 public:
  Texts() { number(""); }
  std::uint64_t number(std::string_view text) {
    const auto [found, is_new] = numbers_.try_emplace(std::string(text), texts_.size());
    if (is_new) texts_.emplace_back(text);
    return found->second;
  }
  const std::vector<std::string>& all() const noexcept { return texts_; }

 private:
  std::map<std::string, std::uint64_t, std::less<>> numbers_;
  std::vector<std::string> texts_;
};

std::string cells_section(const metrics::State& state) {
  Texts texts;
  ByteWriter rows;
  const auto cells = state.cells();
  for (const auto& cell : cells) {
    rows.varint(cell.period == metrics::kWholeQuery ? 0 : std::uint64_t{cell.period} + 1);
    rows.varint(texts.number(metrics::info(cell.slot).name));
    rows.byte(cell.keys.empty() ? 0 : 1);
    for (const auto key : cell.keys) rows.varint(texts.number(key));
    if (metrics::info(cell.slot).kind == metrics::SlotKind::labels) {
      rows.varint(texts.number(cell.label));
    } else {
      rows.zigzag(cell.bin);
    }
    rows.zigzag(cell.amount);
  }
  ByteWriter out;
  out.varint(texts.all().size());
  for (const auto& text : texts.all()) out.text(text);
  out.varint(cells.size());
  out.raw(rows.bytes());
  return out.bytes();
}

void read_cells(std::string_view bytes, metrics::State& state) {
  ByteReader in(bytes);
  std::vector<std::string_view> texts(static_cast<std::size_t>(in.count(1)));
  for (auto& text : texts) {
    text = in.text();
    if (!is_utf8(text)) corrupt("a text is not UTF-8");
  }
  const auto text = [&] {
    const auto number = in.varint();
    if (number >= texts.size()) corrupt("a text is missing");
    return texts[static_cast<std::size_t>(number)];
  };
  std::vector<std::string_view> keys;
  for (auto left = in.count(5); left > 0; --left) {
    const auto period = in.varint();
    if (period > state.spec().periods) corrupt("a period is missing");
    const auto name = text();
    const auto slot = metrics::find_slot(name);
    if (!slot) {
      throw Error(ErrorCode::unsupported,
                  "the state has cells of a slot " + quoted(name) + " that this version lacks");
    }
    keys.clear();
    const auto keyed = in.byte();
    if (keyed > 1) corrupt("a cell is neither of a group nor of the total");
    for (std::uint32_t i = 0; keyed == 1 && i < state.spec().keys; ++i) keys.push_back(text());
    const auto at = period == 0 ? metrics::kWholeQuery : static_cast<std::uint32_t>(period - 1);
    if (metrics::info(*slot).kind == metrics::SlotKind::labels) {
      const auto label = text();
      state.add_label(at, keys, *slot, label, in.zigzag128());
    } else {
      const auto bin = in.zigzag();
      state.add(at, keys, *slot, bin, in.zigzag128());
    }
  }
  in.end();
}

struct Parts {
  std::uint64_t spec_hash = 0;
  std::map<std::uint64_t, std::string_view> sections;

  std::string_view require(Section id) const {
    const auto found = sections.find(id);
    if (found == sections.end()) corrupt("section " + std::to_string(id) + " is missing");
    return found->second;
  }
};

Parts taken_apart(std::string_view bytes) {
  if (bytes.substr(0, kMagic.size()) != kMagic) corrupt("it does not begin with \"SPMS\"");
  if (bytes.size() < kMagic.size() + 2 + kChecksum) corrupt("it ends too early");
  const auto body = bytes.substr(0, bytes.size() - kChecksum);
  if (ByteReader(bytes.substr(body.size())).fixed(kChecksum) != crc32c(body)) {
    corrupt("its checksum is wrong; the bytes were altered or cut short");
  }
  ByteReader in(body.substr(kMagic.size()));
  const auto major = in.byte();
  static_cast<void>(in.byte());  // a higher minor version adds optional sections only
  if (major != kMajor) {
    throw Error(ErrorCode::unsupported, "the state has format " + std::to_string(major) +
                                            ", this version reads format " +
                                            std::to_string(kMajor));
  }
  Parts parts;
  parts.spec_hash = in.fixed(8);
  for (auto left = in.count(3); left > 0; --left) {
    const auto id = in.varint();
    const auto required = in.byte();
    if (required > 1) corrupt("a section is neither required nor optional");
    const auto content = in.text();
    if (id < kPlan || id > kProducer) {
      if (required == 0) continue;
      throw Error(ErrorCode::unsupported, "the state needs section " + std::to_string(id) +
                                              ", which this version does not know");
    }
    if (!parts.sections.emplace(id, content).second) corrupt("a section is there twice");
  }
  in.end();
  return parts;
}

}  // namespace

std::string to_bytes(const PartialState& state, std::string_view producer) {
  if (!is_utf8(producer)) {
    throw Error(ErrorCode::invalid_argument, "the producer of a state is not UTF-8");
  }
  ByteWriter out;
  out.raw(kMagic);
  out.byte(kMajor);
  out.byte(kMinor);
  out.fixed(state.plan().spec().hash, 8);
  out.varint(4);
  const auto section = [&out](Section id, bool required, std::string_view content) {
    out.varint(id);
    out.byte(required ? 1 : 0);
    out.text(content);
  };
  section(kPlan, true, state.document());
  ByteWriter day;
  if (is_known(state.state().data_through())) day.zigzag(state.state().data_through().number);
  section(kDataThrough, true, day.bytes());
  section(kCells, true, cells_section(state.state()));
  section(kProducer, false, producer);
  const auto checksum = crc32c(out.bytes());
  out.fixed(checksum, kChecksum);
  return out.bytes();
}

PartialState state_from_bytes(std::string_view bytes) {
  const auto parts = taken_apart(bytes);
  auto out = PartialState::empty_of(parts.require(kPlan));
  if (out.plan().spec().hash != parts.spec_hash) corrupt("it is of another query than it says");
  if (const auto through = parts.require(kDataThrough); !through.empty()) {
    ByteReader in(through);
    const auto day = in.zigzag();
    in.end();
    if (day < kFirstDay.number || day > kLastDay.number) corrupt("its last day is no day");
    out.state().extend_data_through(Day{static_cast<std::int32_t>(day)});
  }
  read_cells(parts.require(kCells), out.state());
  return out;
}

std::string producer_of(std::string_view bytes) {
  const auto parts = taken_apart(bytes);
  const auto found = parts.sections.find(kProducer);
  return found == parts.sections.end() ? std::string() : std::string(found->second);
}

}  // namespace salespipe::exchange
