// A pipeline as a document: checked, linted, written and read again, and used.
#include <nlohmann/json.hpp>

#include "books.hpp"
#include "target.hpp"

namespace salespipe::fuzz {
namespace {

using nlohmann::json;

Told check(std::string_view definition, std::string& canonical) {
  sp_buffer text = 0;
  Told out = told("sp_pipeline_check", [&](sp_error error) {
    return sp_pipeline_check(definition.data(), definition.size(), &text, error);
  });
  canonical = take(text);
  return out;
}

Told lint(std::string_view definition, std::string& diagnostics) {
  sp_buffer text = 0;
  Told out = told("sp_pipeline_lint", [&](sp_error error) {
    return sp_pipeline_lint(definition.data(), definition.size(), &text, error);
  });
  diagnostics = take(text);
  if (out.ok()) require_json(diagnostics, "diagnostics");
  return out;
}

/// A deal goes through every stage of the definition, whatever its policy says to that.
void use(const std::string& canonical) {
  const OwnedBook book = new_book();
  const Told added = command(book, R"({"command":"add_pipeline","at":"2026-01-01T09:00:00Z",)"
                                   R"("definition":)" +
                                       canonical + "}");
  if (!added.ok()) return;
  const json definition = json::parse(canonical);
  const json deal{{"command", "create_opportunity"},
                  {"at", "2026-01-02T09:00:00Z"},
                  {"pipeline", definition["id"]},
                  {"name", "Acme"},
                  {"owner", "ann"}};
  if (command(book, deal.dump()).ok()) {
    for (const auto& stage : definition["stages"]) {
      const json move{
          {"command", "move"}, {"at", "2026-01-03T09:00:00Z"}, {"opportunity", "opportunity-1"},
          {"to", stage["id"]}, {"lost_reason", "Price"},       {"wake_up", "2026-06-01"}};
      command(book, move.dump());
      for (const auto& criterion : definition["qualification"]["criteria"]) {
        const json met{{"command", "qualify"},
                       {"at", "2026-01-03T10:00:00Z"},
                       {"opportunity", "opportunity-1"},
                       {"states", {{criterion["id"].get<std::string>(), "met"}}}};
        command(book, met.dump());
      }
    }
    command(book, R"({"command":"add_checklist_tasks","at":"2026-01-03T11:00:00Z",)"
                  R"("opportunity":"opportunity-1"})");
  }
  query(book, json{{"query", "board"}, {"pipeline", definition["id"]}}.dump());
  require_equal_to_its_replay(book);
}

}  // namespace

/// A line that begins with '?' is what sp_qualification_assess() takes, the whole otherwise a
/// definition.
void pipeline_definition(std::string_view input) {
  if (input.size() > kLongestInput) return;
  if (input.starts_with('?')) {
    sp_buffer assessment = 0;
    const Told told_of = told("sp_qualification_assess", [&](sp_error error) {
      return sp_qualification_assess(input.data() + 1, input.size() - 1, &assessment, error);
    });
    const std::string text = take(assessment);
    if (told_of.ok()) require_json(text, "an assessment");
    return;
  }
  std::string canonical;
  std::string again;
  std::string diagnostics;
  std::string diagnostics_again;
  const Told linted = lint(input, diagnostics);
  if (!check(input, canonical).ok()) return;
  require(linted.ok(), "a definition that can be read cannot be linted: " + linted.message);
  const Told checked = check(canonical, again);
  require(checked.ok(), "its own form cannot be read: " + checked.message + "\n" + canonical);
  require(canonical == again, "another form when read again:\n" + canonical + "\n" + again);
  require(lint(canonical, diagnostics_again).ok(), "its own form cannot be linted");
  require(diagnostics == diagnostics_again,
          "its own form is judged otherwise:\n" + diagnostics + "\n" + diagnostics_again);
  use(canonical);
}

}  // namespace salespipe::fuzz
