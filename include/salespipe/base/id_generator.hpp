#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace salespipe {

/// Where new ids come from. The library has no random source: the host injects one of these.
class IdGenerator {
 public:
  virtual ~IdGenerator() = default;
  /// A new id, unique in the book; `kind` is "opportunity", "task", ... for readable schemes.
  virtual std::string next(std::string_view kind) = 0;
};

/// "opportunity-1", "opportunity-2", "task-1": deterministic; for tests, simulation and books with
/// a single writer. Not thread safe.
class SequentialIds final : public IdGenerator {
 public:
  /// Error(invalid_argument) when `kind` is empty, not UTF-8 or too long to make an id of.
  std::string next(std::string_view kind) override;
  /// Goes on after number `last` of a kind: how a book that is opened again avoids the ids it has.
  /// Never goes back.
  void continue_after(std::string_view kind, std::uint64_t last);

 private:
  std::map<std::string, std::uint64_t, std::less<>> last_;
};

}  // namespace salespipe
