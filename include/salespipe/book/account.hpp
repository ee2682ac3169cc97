#pragma once

#include <cstdint>
#include <string>

#include "salespipe/base/id.hpp"
#include "salespipe/base/instant.hpp"

namespace salespipe {

/// An organisation that is sold to. A fold over its events; read it from a Book.
struct Account {
  AccountId id;
  std::string name;
  ActorId owner;  ///< Empty: nobody's.
  Instant created_at = kNoInstant;
  std::uint64_t version = 0;  ///< Number of events of its stream.
  bool operator==(const Account&) const = default;
};

/// A person at an account. A fold over its events; read it from a Book.
struct Contact {
  ContactId id;
  std::string name;
  AccountId account;  ///< Empty: not known where.
  std::string email;
  Instant created_at = kNoInstant;
  std::uint64_t version = 0;  ///< Number of events of its stream.
  bool operator==(const Contact&) const = default;
};

}  // namespace salespipe
