#include "arrow_columns.hpp"

#include <array>
#include <cstring>
#include <limits>

namespace salespipe::fuzz {
namespace {

constexpr std::int64_t kLowest = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kHighest = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kDay = 20'454;  // 2026-01-01
constexpr std::size_t kShortView = 12;

constexpr std::array<std::int64_t, 16> kExtremes = {
    0,      -1,           kLowest,  kHighest, kLowest + 1, 127,          128,     -128,
    32'768, 2147483647LL, -719'163, 2932896,  -208'188,    4294967295LL, 1 << 30, 253402300799LL};

std::size_t width_of(std::string_view format) {
  if (format.starts_with("d:")) {
    if (format.ends_with(",32")) return 4;
    if (format.ends_with(",64")) return 8;
    return format.ends_with(",256") ? 32 : 16;
  }
  if (format == "tdD") return 4;
  constexpr std::string_view kOne = "cC";
  constexpr std::string_view kTwo = "sSe";
  constexpr std::string_view kFour = "iIf";
  if (format.size() == 1) {
    if (kOne.find(format[0]) != std::string_view::npos) return 1;
    if (kTwo.find(format[0]) != std::string_view::npos) return 2;
    if (kFour.find(format[0]) != std::string_view::npos) return 4;
  }
  return 8;
}

/// Values that make sense in a column of the format, and those that hardly do.
std::int64_t number(Bytes& in, std::string_view format) {
  const std::uint8_t choice = in.byte();
  if (choice >= 0xE0) return in.wide();
  if (choice >= 0xC0) return kExtremes[choice % kExtremes.size()];
  const std::int64_t plain = choice;
  if (format == "tdD") return kDay + plain;
  if (format == "tdm") return (kDay + plain) * 86'400'000;
  if (format.starts_with("ts") && format.size() >= 3) {
    const std::int64_t seconds = (kDay + plain) * 86'400 + plain * 7;
    switch (format[2]) {
      case 'm':
        return seconds * 1000;
      case 'u':
        return seconds * 1'000'000;
      case 'n':
        return seconds * 1'000'000'000;
      default:
        return seconds;
    }
  }
  return format.starts_with("d:") ? plain * 100 : plain;
}

void put_number(char* at, std::size_t width, std::int64_t value) {
  std::array<char, 32> wide{};
  wide.fill(value < 0 ? '\xFF' : '\0');
  std::memcpy(wide.data(), &value, sizeof value);
  // The lowest number of its width, which has no positive counterpart.
  if (value == kLowest && width > sizeof value) {
    wide.fill(0);
    wide[width - 1] = '\x80';
  }
  std::memcpy(at, wide.data(), width);
}

void put_float(char* at, std::size_t width, Bytes& in) {
  constexpr std::array<double, 10> kFloats = {0.0,
                                              1.5,
                                              100.0,
                                              -2.25,
                                              0.005,
                                              1e15,
                                              9e15,
                                              1e300,
                                              std::numeric_limits<double>::infinity(),
                                              std::numeric_limits<double>::quiet_NaN()};
  const double wide = kFloats[in.below(kFloats.size())];
  const auto narrow = static_cast<float>(wide < 1e30 ? wide : 1e30);
  if (width == sizeof wide) {
    std::memcpy(at, &wide, width);
  } else if (width == sizeof narrow) {
    std::memcpy(at, &narrow, width);
  }
}

void fill_fixed(Bytes& in, ArrayNode& out, std::string_view format, std::size_t rows,
                std::size_t codes) {
  const std::size_t width = width_of(format);
  char* const values = out.add_buffer(rows * width);
  for (std::size_t row = 0; row < rows; ++row) {
    char* const at = values + row * width;
    if (format == "g" || format == "f") {
      put_float(at, width, in);
    } else if (codes > 0 && in.byte() < 0xF0) {
      put_number(at, width, static_cast<std::int64_t>(in.below(codes)));
    } else {
      put_number(at, width, number(in, format));
    }
  }
}

template <class Offset>
void fill_text(Bytes& in, ArrayNode& out, std::size_t rows, const Texts& texts) {
  std::string joined(in.below(3), 'x');
  std::vector<Offset> offsets{static_cast<Offset>(joined.size())};
  for (std::size_t row = 0; row < rows; ++row) {
    joined += texts.draw(in);
    offsets.push_back(static_cast<Offset>(joined.size()));
  }
  std::memcpy(out.add_buffer(offsets.size() * sizeof(Offset)), offsets.data(),
              offsets.size() * sizeof(Offset));
  std::memcpy(out.add_buffer(joined.size()), joined.data(), joined.size());
}

/// Length, the first four bytes, the buffer and the place in it; short ones lie in the view.
void fill_views(Bytes& in, ArrayNode& out, std::size_t rows, const Texts& texts) {
  constexpr std::size_t kView = 16;
  char* const views = out.add_buffer(rows * kView);
  std::memset(views, 0, rows * kView);
  std::string joined;
  for (std::size_t row = 0; row < rows; ++row) {
    const std::string& text = texts.draw(in);
    char* const at = views + row * kView;
    const auto size = static_cast<std::int32_t>(text.size());
    std::memcpy(at, &size, sizeof size);
    if (text.size() <= kShortView) {
      std::memcpy(at + 4, text.data(), text.size());
      continue;
    }
    const auto place = static_cast<std::int32_t>(joined.size());
    std::memcpy(at + 4, text.data(), 4);
    std::memcpy(at + 12, &place, sizeof place);
    joined += text;
  }
  if (joined.empty()) return out.add_no_buffer();  // there are no sizes to tell
  std::memcpy(out.add_buffer(joined.size()), joined.data(), joined.size());
  const auto size = static_cast<std::int64_t>(joined.size());
  std::memcpy(out.add_buffer(sizeof size), &size, sizeof size);
}

void fill_validity(Bytes& in, ArrayNode& out, std::size_t rows) {
  const std::uint8_t choice = in.byte();
  if (choice < 0x80) return out.add_no_buffer();
  char* const bits = out.add_buffer((rows + 7) / 8);
  for (std::size_t i = 0; i < (rows + 7) / 8; ++i) bits[i] = static_cast<char>(in.byte());
  out.array.null_count = choice < 0xF0 ? -1 : 0;
}

}  // namespace

char* ArrayNode::add_buffer(std::size_t size) {
  memory.push_back(std::make_unique<char[]>(size));
  buffers.push_back(memory.back().get());
  return memory.back().get();
}

void ArrayNode::add_no_buffer() {
  memory.emplace_back();
  buffers.push_back(nullptr);
}

const std::string& Texts::draw(Bytes& in) const {
  const std::uint8_t choice = in.byte();
  if (choice < 0xD0 && !own.empty()) return own[choice % own.size()];
  return (*any)[in.below(any->size())];
}

Layout layout_of(std::string_view format) {
  if (format == "n") return Layout::none;
  if (format == "b") return Layout::bits;
  if (format == "u") return Layout::text;
  if (format == "U") return Layout::large_text;
  if (format == "vu") return Layout::views;
  constexpr std::string_view kFixed = "cCsSiIlLefg";
  if (format.size() == 1 && kFixed.find(format[0]) != std::string_view::npos) return Layout::fixed;
  if (format.starts_with("d:") || format == "tdD" || format == "tdm" || format.starts_with("ts")) {
    return Layout::fixed;
  }
  return Layout::unread;
}

std::unique_ptr<ArrayNode> make_column(Bytes& in, const ColumnType& type, std::int64_t length,
                                       const Texts& texts) {
  auto out = std::make_unique<ArrayNode>();
  out->layout = layout_of(type.format);
  out->array.offset = static_cast<std::int64_t>(in.below(4));
  out->array.length = length;
  const auto rows = static_cast<std::size_t>(out->array.offset + length);
  std::size_t codes = 0;
  if (!type.values.empty()) {
    codes = (in.byte() + 3U) % 6;
    out->dictionary =
        make_column(in, {{}, type.values, {}}, static_cast<std::int64_t>(codes), texts);
    out->array.dictionary = &out->dictionary->array;
  }
  if (out->layout != Layout::none && out->layout != Layout::unread) fill_validity(in, *out, rows);
  switch (out->layout) {
    case Layout::none:
    case Layout::unread:
      break;
    case Layout::bits: {
      char* const bits = out->add_buffer((rows + 7) / 8);
      for (std::size_t i = 0; i < (rows + 7) / 8; ++i) bits[i] = static_cast<char>(in.byte());
      break;
    }
    case Layout::fixed:
      fill_fixed(in, *out, type.format, rows, codes);
      break;
    case Layout::text:
      fill_text<std::int32_t>(in, *out, rows, texts);
      break;
    case Layout::large_text:
      fill_text<std::int64_t>(in, *out, rows, texts);
      break;
    case Layout::views:
      fill_views(in, *out, rows, texts);
      break;
  }
  out->array.n_buffers = static_cast<std::int64_t>(out->buffers.size());
  out->array.buffers = out->buffers.empty() ? nullptr : out->buffers.data();
  out->array.release = [](ArrowArray* array) { array->release = nullptr; };
  return out;
}

}  // namespace salespipe::fuzz
