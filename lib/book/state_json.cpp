// The state of a book as canonical JSON: nlohmann's object sorts its keys, dump() adds no blanks.
#include "base/json.hpp"
#include "book/state.hpp"
#include "book/thing_json.hpp"
#include "salespipe/definition/automation.hpp"
#include "salespipe/definition/pipeline_json.hpp"

namespace salespipe {
namespace {

using documents::json;

template <class OnShelf>
json by_id(const OnShelf& shelf) {
  json object = json::object();
  for (const auto& thing : shelf.things()) object[thing.id.text()] = json_of(thing);
  return object;
}

}  // namespace

std::string Book::state_json() const {
  const State& state = *state_;
  json pipelines = json::object();
  for (std::uint32_t i = 0; i < state.pipelines.size(); ++i) {
    const Pipeline& pipeline = state.pipelines[i];
    pipelines[pipeline.id().text()] = {
        {"definition", json::parse(to_json(pipeline))},
        {"version", state.journal.version(state.pipelines.beside(i).stream)}};
  }
  json interactions = json::array();
  for (const auto& interaction : state.interactions) interactions.push_back(json_of(interaction));
  json whole{{"accounts", by_id(state.accounts)},
             {"contacts", by_id(state.contacts)},
             {"interactions", std::move(interactions)},
             {"opportunities", by_id(state.opportunities)},
             {"pipelines", std::move(pipelines)},
             {"sequence", state.journal.size()},
             {"tasks", by_id(state.tasks)}};
  if (state.access) whole["access"] = json::parse(to_json(state.access->rules()));
  if (state.automation) whole["automation"] = json::parse(to_json(*state.automation));
  return whole.dump();
}

}  // namespace salespipe
