#include "salespipe/exchange/book_command.hpp"

#include <array>
#include <limits>
#include <optional>

#include "definition/json_document.hpp"
#include "exchange/command_fields.hpp"
#include "exchange/command_table.hpp"
#include "exchange/json_text.hpp"
#include "salespipe/base/error.hpp"
#include "salespipe/base/text.hpp"
#include "salespipe/book/transaction.hpp"
#include "salespipe/exchange/decision_json.hpp"

namespace salespipe::exchange {
namespace {

using nlohmann::json;

constexpr std::string_view kContextMembers[] = {"command",  "at",       "recorded_at",     "actor",
                                                "as_actor", "event_id", "expected_version"};
constexpr std::size_t kSequenceBytes = 64;
/// Room for what a final command answers: whether it changed anything.
constexpr std::size_t kFinalAnswerBytes = 256;
/// Room for what is written around the answers of a list.
constexpr std::size_t kListBytes = 256;

std::array<std::span<const Command>, 6> all_commands() {
  return {pipeline_commands(), deal_commands(), move_commands(),
          task_commands(),     day_commands(),  automation_commands()};
}

const Command& require_command(const std::string& name, const std::string& pointer) {
  for (const auto commands : all_commands()) {
    for (const Command& command : commands) {
      if (command.name == name) return command;
    }
  }
  std::string known;
  for (const auto command : command_names()) {
    known += (known.empty() ? "" : ", ") + std::string(command);
  }
  throw Error(ErrorCode::not_found,
              "there is no command " + salespipe::quoted(name) + "; there are " + known,
              ErrorPlace{{}, 0, {}, pointer + "/command"});
}

std::uint64_t version_at(const json& value, const std::string& pointer) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
  if (!value.is_number_unsigned() || value.get<std::uint64_t>() > kMost) {
    violates_schema(pointer, "expected a whole number from 0, found " +
                                 (value.is_number() ? value.dump() : json_type(value)));
  }
  return value.get<std::uint64_t>();
}

CommandContext context_of(const JsonFields& fields) {
  CommandContext context;
  context.at = instant_at(fields, "at");
  context.recorded_at = instant_or_none(fields, "recorded_at");
  context.actor = id_or_none<ActorId>(fields, "actor");
  context.event_id = id_or_none<EventId>(fields, "event_id");
  if (const auto* version = fields.find("expected_version")) {
    context.expected_version = version_at(*version, fields.at("expected_version"));
  }
  return context;
}

/// What is behind the sequence.
void append_result(std::string& out, const CommandResult& result) {
  if (!result.id.empty()) {
    out += R"(,"id":)";
    append_text(out, result.id);
  }
  if (result.changed) out += *result.changed ? R"(,"changed":true)" : R"(,"changed":false)";
  if (result.verdict) {
    out += R"(,"verdict":)";
    append_text(out, to_string(*result.verdict));
  }
  if (result.decision) {
    out += R"(,"decision":)";
    append_json(out, *result.decision);
  }
  if (result.undoing) {
    out += R"(,"undoing":)";
    append_json(out, *result.undoing);
  }
  if (result.event != 0) {
    out += R"(,"event":)";
    append_number(out, result.event);
  }
  if (!result.members.empty()) out.append(",").append(result.members);
  out += '}';
}

}  // namespace

std::span<const std::string_view> context_members() { return kContextMembers; }

std::vector<std::string_view> command_names() {
  std::vector<std::string_view> names;
  for (const auto commands : all_commands()) {
    for (const Command& command : commands) names.push_back(command.name);
  }
  return names;
}

namespace {

/// Carries out one command and writes its answer behind `answer`.
bool run_one(Book& book, const json& document, const std::string& pointer, std::string& answer) {
  if (!document.is_object()) {
    violates_schema(pointer, "expected an object, found " + json_type(document));
  }
  const Command& command =
      require_command(JsonFields::any(document, pointer).text("command"), pointer);
  std::vector<std::string_view> known(std::begin(kContextMembers), std::end(kContextMembers));
  known.insert(known.end(), command.required.begin(), command.required.end());
  known.insert(known.end(), command.optional.begin(), command.optional.end());
  const JsonFields fields(document, pointer, known);
  for (const auto member : command.required) (void)fields.require(member);
  const CommandContext context = context_of(fields);

  CommandResult result;
  std::string rest;
  rest.reserve(kFinalAnswerBytes);
  answer.reserve(answer.size() + kSequenceBytes + kFinalAnswerBytes);
  // The answer is written down before anything is kept; the sequence is known afterwards.
  std::optional<Transaction> changes;
  if (!command.is_final) changes.emplace(book);
  command.run(book, fields, context, result);
  append_result(rest, result);
  answer.reserve(answer.size() + kSequenceBytes + rest.size());
  if (changes) changes->commit();
  answer += R"({"sequence":)";
  append_number(answer, book.last_sequence());
  answer += rest;
  const bool is_refused = (result.decision && !result.decision->allowed) ||
                          (result.undoing && !result.undoing->allowed);
  return !is_refused;
}

/// All or nothing: a refusal takes back what the commands before it did.
std::string run_all(Book& book, const json& commands) {
  Transaction changes(book);
  std::string answers;
  bool allowed = true;
  for (std::size_t i = 0; i < commands.size() && allowed; ++i) {
    if (i > 0) answers += ',';
    allowed = run_one(book, commands[i], "/" + std::to_string(i), answers);
  }
  std::string answer;
  answer.reserve(answers.size() + kListBytes);
  const auto finish = [&](bool committed) {
    answer += R"({"sequence":)";
    append_number(answer, book.last_sequence());
    answer += committed ? R"(,"committed":true,"answers":[)" : R"(,"committed":false,"answers":[)";
    answer += answers;
    answer += "]}";
  };
  if (allowed) {
    changes.commit();
  } else {
    changes.roll_back();
  }
  finish(allowed);
  return answer;
}

}  // namespace

namespace {

/// Whose book a command is for; empty: the host's own.
ActorId actor_of(const json& document, const std::string& pointer) {
  if (!document.is_object()) return {};
  return id_or_none<ActorId>(JsonFields::any(document, pointer), "as_actor");
}

std::string run_parsed(Book& book, const json& document) {
  if (document.is_array()) return run_all(book, document);
  std::string answer;
  run_one(book, document, "", answer);
  return answer;
}

/// Who asks for a change of a deal that he may not see is told that there is none; the host's book
/// remembers it.
void note_hidden(Book& book, const ActorId& actor, const json& document) {
  if (document.is_array()) {
    for (const auto& each : document) note_hidden(book, actor, each);
    return;
  }
  const auto fields = JsonFields::any(document, "");
  const auto deal = id_or_none<OpportunityId>(fields, kDeal);
  if (book.find_opportunity(deal) == nullptr || book.can(actor, AccessVerb::read, deal)) return;
  Event trace;
  trace.stream = {StreamKind::access, std::string(kAccessStream)};
  trace.occurred_at = instant_at(fields, "at");
  trace.recorded_at = trace.occurred_at;
  trace.actor = actor;
  trace.payload = AccessRefused{AccessVerb::read, fields.text("command"), deal};
  book.append(trace);
}

}  // namespace

std::string run_command(Book& book, std::string_view document) {
  const json parsed = parse_json_document(document, {kMaxCommandBytes, kMaxCommandDepth});
  ActorId actor;
  if (parsed.is_array()) {
    for (std::size_t i = 0; i < parsed.size(); ++i) {
      const std::string pointer = "/" + std::to_string(i);
      const ActorId each = actor_of(parsed[i], pointer);
      if (i == 0) actor = each;
      if (each != actor) {
        violates_schema(pointer + "/as_actor", "the commands of a list are of one actor");
      }
    }
  } else {
    actor = actor_of(parsed, "");
  }
  if (actor.empty()) return run_parsed(book, parsed);
  Book of_actor = book.as_actor(actor);
  try {
    return run_parsed(of_actor, parsed);
  } catch (const Error& error) {
    if (error.code() == ErrorCode::not_found) note_hidden(book, actor, parsed);
    throw;
  }
}

}  // namespace salespipe::exchange
