#include "salespipe/book/outbox.hpp"

#include "definition/enum_names.hpp"

namespace salespipe {
namespace {

constexpr EnumNames<MessageState, 3> kStates{{"waiting", "delivered", "dead"}};

}  // namespace

std::string_view to_string(MessageState state) noexcept { return kStates.name(state); }

}  // namespace salespipe
