#pragma once

#include <string>
#include <string_view>

#include "salespipe/exchange/partial_state.hpp"

namespace salespipe::exchange {

/// A state as bytes that can be kept and sent (docs/states.md): versioned, with the hash of what it
/// answers and a checksum. Canonical: equal states of equal producers give equal bytes. `producer`
/// is any text, such as the job and partition it came from.
std::string to_bytes(const PartialState& state, std::string_view producer = {});

/// The opposite. Error(corrupt) for bytes that are no state, are cut short or were altered (any
/// changed byte is noticed); Error(unsupported) for a newer format or one with a required section
/// that this version does not know. Never reads outside `bytes`, whatever is in them.
PartialState state_from_bytes(std::string_view bytes);

/// The producer that to_bytes() was given. Errors as above.
std::string producer_of(std::string_view bytes);

}  // namespace salespipe::exchange
