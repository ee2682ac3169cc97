#include "mutate.hpp"

#include <algorithm>
#include <random>

namespace salespipe::fuzz {
namespace {

/// The engine's numbers are the same everywhere; the standard's distributions are not.
class Draw {
 public:
  explicit Draw(std::uint64_t seed) : engine_(seed) {}
  std::size_t below(std::size_t end) {
    return end == 0 ? 0 : static_cast<std::size_t>(engine_() % end);
  }

 private:
  std::mt19937_64 engine_;
};

struct Span {
  std::size_t begin;
  std::size_t size;
};

Span any_span(Draw& draw, std::size_t size, std::size_t most) {
  const std::size_t begin = draw.below(size + 1);
  return {begin, draw.below(std::min(most, size - begin) + 1)};
}

Span any_line(Draw& draw, const std::string& text) {
  const std::size_t inside = draw.below(text.size());
  const std::size_t before = inside == 0 ? std::string::npos : text.rfind('\n', inside - 1);
  const std::size_t begin = before == std::string::npos ? 0 : before + 1;
  const std::size_t end = text.find('\n', inside);
  return {begin, (end == std::string::npos ? text.size() : end + 1) - begin};
}

bool is_mark(char c) {
  return c == ',' || c == ':' || c == '{' || c == '}' || c == '[' || c == ']' || c == '\n';
}

/// What stands between two marks of JSON: a name, a number, a text (or a piece of one).
Span any_token(Draw& draw, const std::string& text) {
  std::size_t begin = draw.below(text.size());
  while (begin > 0 && !is_mark(text[begin - 1])) --begin;
  std::size_t end = begin;
  while (end < text.size() && !is_mark(text[end])) ++end;
  return {begin, end - begin};
}

void change_bytes(Draw& draw, std::string& text) {
  switch (draw.below(6)) {
    case 0:
      if (!text.empty()) {
        char& byte = text[draw.below(text.size())];
        byte = static_cast<char>(static_cast<unsigned char>(byte) ^ (1U << draw.below(8)));
      }
      break;
    case 1:
      if (!text.empty()) text[draw.below(text.size())] = static_cast<char>(draw.below(256));
      break;
    case 2: {
      const auto span = any_span(draw, text.size(), 16);
      text.erase(span.begin, span.size);
      break;
    }
    case 3: {
      const auto span = any_span(draw, text.size(), 32);
      text.insert(draw.below(text.size() + 1), text.substr(span.begin, span.size));
      break;
    }
    case 4:
      for (std::size_t left = 1 + draw.below(4); left > 0; --left) {
        text.insert(text.begin() + static_cast<std::ptrdiff_t>(draw.below(text.size() + 1)),
                    static_cast<char>(draw.below(256)));
      }
      break;
    default:
      text.resize(draw.below(text.size() + 1));
      break;
  }
}

const std::string& any_of(Draw& draw, const std::vector<std::string>& words) {
  return words[draw.below(words.size())];
}

bool is_member(const std::string& text, const Span& token) {
  const std::size_t end = token.begin + token.size;
  return end < text.size() && text[end] == ':';
}

/// What may stand in the place of a token.
std::string instead(Draw& draw, const std::string& text, const Span& token) {
  if (is_member(text, token)) return any_of(draw, member_words());
  if (draw.below(3) != 0) return any_of(draw, value_words());
  const auto other = any_token(draw, text);
  return text.substr(other.begin, other.size);
}

void change_words(Draw& draw, std::string& text) {
  if (text.empty()) {
    text = any_of(draw, value_words());
    return;
  }
  switch (draw.below(8)) {
    case 0: {
      const auto line = any_line(draw, text);
      text.erase(line.begin, line.size);
      break;
    }
    case 1: {
      const auto line = any_line(draw, text);
      std::string copy = text.substr(line.begin, line.size);
      if (!copy.ends_with('\n')) copy += '\n';
      text.insert(any_line(draw, text).begin, copy);
      break;
    }
    case 2: {  // a member more
      const auto token = any_token(draw, text);
      const std::string value = any_of(draw, value_words());
      text.insert(token.begin, any_of(draw, member_words()) + ":" + value + ",");
      break;
    }
    default: {  // mostly of a value: a document with an unknown member is not read any further
      auto token = any_token(draw, text);
      for (int tries = 0; tries < 3 && is_member(text, token); ++tries) {
        token = any_token(draw, text);
      }
      text.replace(token.begin, token.size, instead(draw, text, token));
      break;
    }
  }
}

}  // namespace

std::string mutated(std::string_view input, std::uint64_t seed, bool is_text, std::size_t most) {
  Draw draw(seed);
  std::string out(input);
  for (std::size_t left = 1 + draw.below(2) * draw.below(4); left > 0; --left) {
    if (is_text && draw.below(8) != 0) {
      change_words(draw, out);
    } else {
      change_bytes(draw, out);
    }
  }
  if (out.size() > most) out.resize(most);
  return out;
}

}  // namespace salespipe::fuzz
