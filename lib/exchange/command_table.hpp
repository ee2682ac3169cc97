#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "definition/json_fields.hpp"
#include "exchange/member_names.hpp"
#include "salespipe/book/book.hpp"

namespace salespipe::exchange {

/// What a command did.
struct CommandResult {
  std::string id;  ///< Of what was made; empty: nothing was.
  std::optional<bool> changed;
  std::optional<Verdict> verdict;
  std::optional<Decision> decision;
  std::optional<Undoing> undoing;
  std::uint64_t event = 0;  ///< The event that was there before or is new; 0: not told.
  std::string members;      ///< More of the answer as JSON, `"deals":[...]`; empty: nothing.
};

using RunCommand = void (*)(Book& book, const JsonFields& fields, const CommandContext& context,
                            CommandResult& result);

/// A command by its name, with the members that it takes besides those of the context.
struct Command {
  std::string_view name;
  MemberNames required;
  MemberNames optional;
  RunCommand run;
  bool is_final = false;  ///< What it does is not taken back, so it is no part of a transaction.
};

/// The members of every command: "command", "at", ...
std::span<const std::string_view> context_members();

std::span<const Command> pipeline_commands();  ///< Pipelines, accounts, contacts, access.
std::span<const Command> deal_commands();
std::span<const Command> move_commands();  ///< And undoing.
std::span<const Command> task_commands();  ///< And interactions.
std::span<const Command> day_commands();   ///< Of many deals at once: flushing.
std::span<const Command> automation_commands();

}  // namespace salespipe::exchange
