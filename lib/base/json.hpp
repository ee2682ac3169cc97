#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

// nlohmann's JSON as the library uses it: where memory is lacking, nothing is lost and the process
// goes on. Three members of nlohmann::json 3.11 are not up to that, and are our own here
// (docs/decisions/0011-out-of-memory.md):
// - Its destructor takes memory, for a list of what is to be destroyed, so that no depth overflows
//   the stack; where there is none, the process ends. Ours goes down into what it holds. No
//   document here is deep: what is read is held to a depth, what is written has few levels.
// - It asserts that an object has a value, which one whose memory was not to be had has not.
// - An object that is made of a list is lost when making its members fails.
namespace salespipe::documents {

/// Makes types of our own out of nlohmann's, so that their members can be ours.
template <class Type, class Enable = void>
struct Serializer : nlohmann::adl_serializer<Type, Enable> {};

template <template <class, class, class...> class Object>
using basic = nlohmann::basic_json<Object, std::vector, std::string, bool, std::int64_t,
                                   std::uint64_t, double, std::allocator, Serializer>;
using json = basic<std::map>;
using ordered_json = basic<nlohmann::ordered_map>;

/// Whether a list is one of names with their values.
template <class List>
bool is_of_members(const List& list) {
  return std::all_of(list.begin(), list.end(), [](const auto& each) {
    return each->is_array() && each->size() == 2 && (*each)[0].is_string();
  });
}

}  // namespace salespipe::documents

// Begun as null, which makes it whole: from there on its destructor lets go of what it has.
#define SALESPIPE_JSON_WITHOUT_MEMORY(Type)                                                     \
  template <>                                                                                   \
  inline void Type::assert_invariant(bool) const noexcept {}                                    \
  template <>                                                                                   \
  inline void Type::json_value::destroy(value_t type) {                                         \
    switch (type) {                                                                             \
      case value_t::object:                                                                     \
        delete object;                                                                          \
        break;                                                                                  \
      case value_t::array:                                                                      \
        delete array;                                                                           \
        break;                                                                                  \
      case value_t::string:                                                                     \
        delete string;                                                                          \
        break;                                                                                  \
      case value_t::binary:                                                                     \
        delete binary;                                                                          \
        break;                                                                                  \
      default:                                                                                  \
        break;                                                                                  \
    }                                                                                           \
  }                                                                                             \
  template <>                                                                                   \
  inline Type::basic_json(initializer_list_t list, bool type_deduction, value_t wanted)         \
      : basic_json(nullptr) {                                                                   \
    const bool has_members = salespipe::documents::is_of_members(list);                         \
    if (!type_deduction && wanted == value_t::object && !has_members) {                         \
      throw nlohmann::detail::type_error::create(                                               \
          301, "cannot create object from initializer list", nullptr);                          \
    }                                                                                           \
    if (!has_members || (!type_deduction && wanted == value_t::array)) {                        \
      m_type = value_t::array;                                                                  \
      m_value.array = create<array_t>(list.begin(), list.end());                                \
      return;                                                                                   \
    }                                                                                           \
    m_type = value_t::object;                                                                   \
    m_value = value_t::object;                                                                  \
    for (const auto& each : list) {                                                             \
      auto member = each.moved_or_copied();                                                     \
      m_value.object->emplace(std::move(member[0].get_ref<string_t&>()), std::move(member[1])); \
    }                                                                                           \
  }
SALESPIPE_JSON_WITHOUT_MEMORY(salespipe::documents::json)
SALESPIPE_JSON_WITHOUT_MEMORY(salespipe::documents::ordered_json)
#undef SALESPIPE_JSON_WITHOUT_MEMORY
