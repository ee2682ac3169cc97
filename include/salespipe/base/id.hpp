#pragma once

#include <compare>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "salespipe/base/error.hpp"

namespace salespipe {

inline constexpr std::size_t kLongestId = 200;  ///< Bytes.

/// Throws Error(invalid_argument) unless `text` is 1 to kLongestId bytes of UTF-8 without control
/// characters.
void check_id(std::string_view text, const char* what);

/// A strong identifier: the text that the host or the generator gave. Ids of different things do
/// not mix. An empty (default) id means "none".
template <class Tag>
class Id {
 public:
  Id() = default;
  explicit Id(std::string text) : text_(std::move(text)) { check_id(text_, Tag::name); }

  const std::string& text() const noexcept { return text_; }
  bool empty() const noexcept { return text_.empty(); }
  auto operator<=>(const Id&) const = default;

 private:
  std::string text_;
};

struct PipelineTag {
  static constexpr const char* name = "pipeline id";
};
struct StageTag {
  static constexpr const char* name = "stage id";
};
struct OpportunityTag {
  static constexpr const char* name = "opportunity id";
};
struct AccountTag {
  static constexpr const char* name = "account id";
};
struct ContactTag {
  static constexpr const char* name = "contact id";
};
struct TaskTag {
  static constexpr const char* name = "task id";
};
struct EventTag {
  static constexpr const char* name = "event id";
};
struct ActorTag {
  static constexpr const char* name = "actor id";
};

using PipelineId = Id<PipelineTag>;
using StageId = Id<StageTag>;
using OpportunityId = Id<OpportunityTag>;
using AccountId = Id<AccountTag>;
using ContactId = Id<ContactTag>;
using TaskId = Id<TaskTag>;
using EventId = Id<EventTag>;
using ActorId = Id<ActorTag>;

}  // namespace salespipe

template <class Tag>
struct std::hash<salespipe::Id<Tag>> {
  std::size_t operator()(const salespipe::Id<Tag>& id) const noexcept {
    return std::hash<std::string>{}(id.text());
  }
};
