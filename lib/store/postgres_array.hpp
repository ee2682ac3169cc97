#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace salespipe::postgres {

/// A list of texts or bytes as PostgreSQL takes it for a parameter, in its binary form.
class ArrayValue {
 public:
  enum class Of : std::uint32_t { bytes = 17, text = 25 };  // the types' numbers (pg_type)

  explicit ArrayValue(Of type) {
    add_number(1);  // dimension
    add_number(1);  // there may be nulls
    add_number(static_cast<std::uint32_t>(type));
    add_number(0);  // how many: set by value()
    add_number(1);  // the first is number 1
  }
  void add(std::string_view value) {
    ++count_;
    add_number(static_cast<std::uint32_t>(value.size()));
    bytes_ += value;
  }
  void add_null() {
    ++count_;
    add_number(0xFFFF'FFFFU);
  }
  std::string_view value() {
    set_number(12, count_);
    return bytes_;
  }

 private:
  void add_number(std::uint32_t number) {
    bytes_.append(4, '\0');
    set_number(bytes_.size() - 4, number);
  }
  void set_number(std::size_t at, std::uint32_t number) {
    for (std::size_t i = 0; i < 4; ++i)
      bytes_[at + i] = static_cast<char>(number >> (24U - 8U * i));
  }
  std::string bytes_;
  std::uint32_t count_ = 0;
};

}  // namespace salespipe::postgres
