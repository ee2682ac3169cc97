#include "calls.hpp"

namespace salespipe::c_test {
namespace {

constexpr const char* kFigures = R"({"period":"2024","metrics":["won_revenue"]})";

sp_simulate_options small_team() {
  sp_simulate_options options{};
  options.opportunities = 20;
  options.months = 12;
  return options;
}

void small_table(ArrowArrayStream* stream) {
  auto options = small_team();
  options.struct_size = sizeof options;
  EXPECT_EQ(sp_simulate_tables(&options, 0, 0, stream, nullptr, nullptr, nullptr, nullptr, 0),
            SP_OK);
}

std::string small_pipeline() {
  auto options = small_team();
  options.struct_size = sizeof options;
  sp_buffer definition = 0;
  EXPECT_EQ(sp_simulate_tables(&options, 0, 0, nullptr, nullptr, nullptr, nullptr, &definition, 0),
            SP_OK);
  return take(definition);
}

const std::string& team_pipeline() {
  static const std::string definition = small_pipeline();
  return definition;
}

const std::string& definition_text() {
  static const std::string definition = standard_pipeline();
  return definition;
}

void state_table(ArrowArrayStream* stream) {
  const auto dataset = World::make(Thing::dataset);
  sp_state state = 0;
  EXPECT_EQ(sp_state_create(dataset, kFigures, SP_TO_ZERO, nullptr, &state, 0), SP_OK);
  EXPECT_EQ(sp_state_arrow(state, stream, 0), SP_OK);
  EXPECT_EQ(sp_state_close(state, 0), SP_OK);
  EXPECT_EQ(sp_dataset_close(dataset, 0), SP_OK);
}

using TextCall = sp_status (*)(const char*, std::size_t, sp_buffer*, sp_error);

/// A document in, a document out.
Call document_call(const char* name, TextCall function, std::function<std::string()> document) {
  return {name,
          [=, text = std::string()](Probe& probe, Outputs& out) mutable {
            text = document();
            std::size_t size = 0;
            const char* const given = probe.text(text.c_str(), size);
            auto* const answer = probe.needed(&out.handle);
            return function(given, size, answer, probe.error());
          },
          Thing::buffer};
}

Call close_call(const char* name, Thing thing, sp_status (*close)(std::uint64_t, sp_error)) {
  return {name, [=](Probe& probe, Outputs&) {
            const auto handle = probe.to_be_closed(thing);
            return close(handle, probe.error());
          }};
}

using Question = sp_status (*)(sp_dataset, const char*, std::size_t, const sp_query_options*,
                               std::uint64_t*, sp_error);

Call question_call(const char* name, Question function, const char* query, Thing gives) {
  return {name,
          [=](Probe& probe, Outputs& out) {
            const auto dataset = probe.handle(Thing::dataset);
            std::size_t size = 0;
            const char* const text = probe.text(query, size);
            const auto* const options = probe.options(sp_query_options{}, true);
            auto* const answer = probe.needed(&out.handle);
            return function(dataset, text, size, options, answer, probe.error());
          },
          gives};
}

using Move = sp_status (*)(sp_book, const char*, std::size_t, const char*, std::size_t,
                           std::int64_t, const sp_move_options*, std::int32_t*, sp_buffer*,
                           sp_error);

Call move_call(const char* name, Move function, bool changes) {
  return {name,
          [=](Probe& probe, Outputs& out) {
            const auto book = probe.handle(Thing::book);
            std::size_t deal_size = 0;
            std::size_t stage_size = 0;
            const char* const deal = probe.text("opportunity-1", deal_size);
            const char* const stage = probe.text("lost", stage_size);  // refused: no reason
            const auto* const options = probe.options(sp_move_options{}, true);
            auto* const allowed = probe.needed(&out.flag);
            auto* const decision = probe.optional(&out.handle);
            return function(book, deal, deal_size, stage, stage_size, kNow, options, allowed,
                            decision, probe.error());
          },
          Thing::buffer, changes};
}

/// Interface 1.0 ended before it.
constexpr std::size_t kFirstDatasetOptions = offsetof(sp_dataset_options, actor);

std::vector<Call> library_calls() {
  return {{"sp_library_info",
           [](Probe& probe, Outputs& out) {
             auto* const info = probe.needed(&out.handle);
             return sp_library_info(info, probe.error());
           },
           Thing::buffer},
          {"sp_metrics_catalogue",
           [](Probe& probe, Outputs& out) {
             auto* const catalogue = probe.needed(&out.handle);
             return sp_metrics_catalogue(catalogue, probe.error());
           },
           Thing::buffer},
          {"sp_pipeline_standard",
           [](Probe& probe, Outputs& out) {
             std::size_t name_size = 0;
             std::size_t currency_size = 0;
             const char* const name = probe.text("Sales", name_size);
             const char* const currency = probe.text("EUR", currency_size);
             auto* const definition = probe.needed(&out.handle);
             return sp_pipeline_standard(name, name_size, currency, currency_size, 0, definition,
                                         probe.error());
           },
           Thing::buffer},
          document_call("sp_pipeline_check", sp_pipeline_check, definition_text),
          document_call("sp_pipeline_lint", sp_pipeline_lint, definition_text),
          document_call("sp_qualification_assess", sp_qualification_assess, [] {
            return std::string(R"({"framework":"BANT","states":{"budget":"met"}})");
          })};
}

OwnedBook stored_book() {
  const auto file = ::testing::TempDir() + "salespipe-calls.db";
  OwnedBook book;
  EXPECT_EQ(sp_book_open(file.data(), file.size(), nullptr, book.out(), 0), SP_OK);
  return book;
}

std::vector<Call> book_calls() {
  return {
      {"sp_book_create",
       [](Probe& probe, Outputs& out) {
         const auto* const options = probe.options(sp_book_options{}, true);
         auto* const book = probe.needed(&out.handle);
         return sp_book_create(options, book, probe.error());
       },
       Thing::book},
      {"sp_book_command",
       [](Probe& probe, Outputs& out) {
         const auto book = probe.handle(Thing::book);
         std::size_t size = 0;
         const char* const text = probe.text(
             R"({"command":"tag","at":"2026-07-01T09:00:00Z","opportunity":"opportunity-1","tag":"x"})",
             size);
         auto* const answer = probe.optional(&out.handle);
         return sp_book_command(book, text, size, answer, probe.error());
       },
       Thing::buffer, true},
      {"sp_book_query",
       [](Probe& probe, Outputs& out) {
         const auto book = probe.handle(Thing::book);
         std::size_t size = 0;
         const char* const text = probe.text(R"({"query":"state"})", size);
         auto* const answer = probe.needed(&out.handle);
         return sp_book_query(book, text, size, answer, probe.error());
       },
       Thing::buffer},
      move_call("sp_book_evaluate", sp_book_evaluate, false),
      move_call("sp_book_move", sp_book_move, true),
      {"sp_book_last_sequence",
       [](Probe& probe, Outputs& out) {
         const auto book = probe.handle(Thing::book);
         auto* const sequence = probe.needed(&out.number);
         return sp_book_last_sequence(book, sequence, probe.error());
       }},
      {"sp_book_events",
       [](Probe& probe, Outputs& out) {
         const auto book = probe.handle(Thing::book);
         auto* const lines = probe.needed(&out.handle);
         return sp_book_events(book, 1, 1, lines, probe.error());
       },
       Thing::buffer},
      {"sp_book_append",
       [](Probe& probe, Outputs& out) {
         const auto book = probe.handle(Thing::book);
         std::size_t size = 0;
         const char* const lines = probe.text("\n", size);
         auto* const sequence = probe.optional(&out.number);
         return sp_book_append(book, lines, size, sequence, probe.error());
       },
       Thing::error, true},
      {"sp_book_save",
       [](Probe& probe, Outputs&) {
         const auto book = probe.handle(Thing::book);
         std::size_t size = 0;
         const auto file = ::testing::TempDir() + "salespipe-calls.jsonl";
         const char* const path = probe.text(file.c_str(), size);
         return sp_book_save(book, path, size, probe.error());
       }},
      {"sp_book_open",  // what the call before has saved
       [](Probe& probe, Outputs& out) {
         std::size_t size = 0;
         const auto file = ::testing::TempDir() + "salespipe-calls.jsonl";
         const char* const path = probe.text(file.c_str(), size);
         const auto* const options = probe.options(sp_book_options{}, true);
         auto* const book = probe.needed(&out.handle);
         return sp_book_open(path, size, options, book, probe.error());
       },
       Thing::book},
      {"sp_book_refresh",
       [](Probe& probe, Outputs& out) {
         const auto book = probe.handle(Thing::book);
         auto* const taken_in = probe.optional(&out.number);
         return sp_book_refresh(book, taken_in, probe.error());
       },
       Thing::error, true},
      {"sp_book_wait",
       [](Probe& probe, Outputs& out) {
         // A book in memory has nobody to wait for, so the right call is about another.
         const auto given = probe.handle(Thing::book);
         auto* const taken_in = probe.optional(&out.number);
         const auto error = probe.error();
         const OwnedBook stored = stored_book();
         const bool is_wrong = probe.applies() && probe.expected() == SP_ERROR_INVALID_HANDLE;
         return sp_book_wait(is_wrong ? given : std::uint64_t{stored}, 0, taken_in, error);
       }},
      close_call("sp_book_close", Thing::book, sp_book_close),
      {"sp_book_import",
       [](Probe& probe, Outputs& out) {
         // Into a book of its own, since the deals may be there once only.
         const auto given = probe.handle(Thing::book);
         OwnedBook fresh = probe.applies() ? OwnedBook() : book_with_a_deal();
         if (!probe.applies()) {
           command(fresh, {{"command", "add_pipeline"},
                           {"at", "2026-07-01T08:00:00Z"},
                           {"definition", [] {
                              auto definition = json::parse(team_pipeline());
                              definition["id"] = "team";
                              return definition;
                            }()}});
         }
         sp_tables tables{};
         tables.opportunities = probe.stream_in(small_table);
         const auto* const table_struct = probe.options(tables, false);
         sp_import_options options{};
         options.recorded_at = kNow;
         options.pipeline = "team";
         const auto* const how = probe.options(options, false);
         auto* const counts = probe.optional(&out.handle);
         const auto book = probe.applies() && given != 0 ? given : std::uint64_t{fresh};
         return sp_book_import(
             probe.applies() && probe.expected() == SP_ERROR_INVALID_HANDLE ? given : book,
             table_struct, how, counts, probe.error());
       },
       Thing::buffer}};
}

std::vector<Call> figure_calls() {
  return {
      {"sp_dataset_from_tables",
       [](Probe& probe, Outputs& out) {
         sp_tables tables{};
         tables.opportunities = probe.stream_in(small_table);
         const auto* const table_struct = probe.options(tables, false);
         sp_dataset_options options{};
         options.pipelines = team_pipeline().c_str();
         const auto* const how = probe.options(options, false, kFirstDatasetOptions);
         auto* const dataset = probe.needed(&out.handle);
         auto status = sp_dataset_from_tables(table_struct, how, dataset, probe.error());
         // Without a definition the empty text is no JSON.
         if (how == nullptr && status == SP_ERROR_PARSE) status = SP_ERROR_INVALID_ARGUMENT;
         return status;
       },
       Thing::dataset},
      {"sp_dataset_from_book",
       [](Probe& probe, Outputs& out) {
         const auto book = probe.handle(Thing::book);
         const auto* const tables = probe.options(sp_tables{}, true);
         const auto* const options =
             probe.options(sp_dataset_options{}, true, kFirstDatasetOptions);
         auto* const dataset = probe.needed(&out.handle);
         return sp_dataset_from_book(book, tables, options, dataset, probe.error());
       },
       Thing::dataset},
      close_call("sp_dataset_close", Thing::dataset, sp_dataset_close),
      question_call("sp_dataset_report", sp_dataset_report, kFigures, Thing::report),
      question_call("sp_dataset_funnel", sp_dataset_funnel, R"({"period":"2024"})", Thing::report),
      question_call("sp_dataset_series", sp_dataset_series, R"({"period":"2024","every":"month"})",
                    Thing::report),
      {"sp_report_json",
       [](Probe& probe, Outputs& out) {
         const auto report = probe.handle(Thing::report);
         auto* const json = probe.needed(&out.handle);
         return sp_report_json(report, 0, json, probe.error());
       },
       Thing::buffer},
      {"sp_report_arrow",
       [](Probe& probe, Outputs&) {
         const auto report = probe.handle(Thing::report);
         auto* const stream = probe.stream_out(true);
         return sp_report_arrow(report, stream, probe.error());
       }},
      close_call("sp_report_close", Thing::report, sp_report_close),
      question_call("sp_state_create", sp_state_create, kFigures, Thing::state),
      {"sp_state_merge",
       [](Probe& probe, Outputs&) {
         const auto into = probe.handle(Thing::state);
         const auto from = probe.handle(Thing::state);
         return sp_state_merge(into, from, probe.error());
       }},
      {"sp_state_finish",
       [](Probe& probe, Outputs& out) {
         const auto state = probe.handle(Thing::state);
         auto* const report = probe.needed(&out.handle);
         return sp_state_finish(state, report, probe.error());
       },
       Thing::report},
      {"sp_state_write",
       [](Probe& probe, Outputs& out) {
         const auto state = probe.handle(Thing::state);
         std::size_t size = 0;
         const char* const producer = probe.text("part 1", size);
         auto* const bytes = probe.needed(&out.handle);
         return sp_state_write(state, producer, size, bytes, probe.error());
       },
       Thing::buffer},
      {"sp_state_read",
       [](Probe& probe, Outputs& out) {
         static const std::string bytes = [] {
           const World world;
           sp_buffer buffer = 0;
           EXPECT_EQ(sp_state_write(world[Thing::state], "", 0, &buffer, 0), SP_OK);
           return take(buffer);
         }();
         auto* const state = probe.needed(&out.handle);
         return sp_state_read(bytes.data(), bytes.size(), state, probe.error());
       },
       Thing::state},
      {"sp_state_arrow",
       [](Probe& probe, Outputs&) {
         const auto state = probe.handle(Thing::state);
         auto* const stream = probe.stream_out(true);
         return sp_state_arrow(state, stream, probe.error());
       }},
      {"sp_state_from_arrow",
       [](Probe& probe, Outputs& out) {
         auto* const stream = probe.stream_in(state_table);
         auto* const state = probe.needed(&out.handle);
         return sp_state_from_arrow(stream, state, probe.error());
       },
       Thing::state},
      close_call("sp_state_close", Thing::state, sp_state_close)};
}

std::vector<Call> other_calls() {
  return {
      {"sp_table_from_json",
       [](Probe& probe, Outputs&) {
         std::size_t size = 0;
         const char* const text = probe.text(R"({"columns":[{"name":"id","values":["a"]}]})", size);
         auto* const stream = probe.stream_out(true);
         return sp_table_from_json(text, size, stream, probe.error());
       }},
      {"sp_watch_create",
       [](Probe& probe, Outputs& out) {
         const auto book = probe.handle(Thing::book);
         std::size_t size = 0;
         const char* const query = probe.text(kFigures, size);
         const auto* const options = probe.options(sp_watch_options{}, true);
         auto* const watch = probe.needed(&out.handle);
         return sp_watch_create(book, query, size, options, watch, probe.error());
       },
       Thing::watch},
      {"sp_watch_report",
       [](Probe& probe, Outputs& out) {
         const auto watch = probe.handle(Thing::watch);
         auto* const report = probe.needed(&out.handle);
         return sp_watch_report(watch, report, probe.error());
       },
       Thing::report},
      close_call("sp_watch_close", Thing::watch, sp_watch_close),
      {"sp_simulate_book",
       [](Probe& probe, Outputs& out) {
         const auto* const options = probe.options(small_team(), true);
         auto* const book = probe.needed(&out.handle);
         return sp_simulate_book(options, book, probe.error());
       },
       Thing::book},
      {"sp_simulate_tables",
       [](Probe& probe, Outputs& out) {
         const auto* const options = probe.options(small_team(), true);
         auto* const deals = probe.stream_out(false);
         auto* const history = probe.stream_out(false);
         auto* const interactions = probe.stream_out(false);
         auto* const tasks = probe.stream_out(false);
         auto* const definition = probe.optional(&out.handle);
         return sp_simulate_tables(options, 0, 10, deals, history, interactions, tasks, definition,
                                   probe.error());
       },
       Thing::buffer},
      {"sp_error_create",
       [](Probe& probe, Outputs& out) {
         auto* const error = probe.needed(&out.number);
         const auto status = sp_error_create(error);
         if (status == SP_OK) {
           EXPECT_EQ(sp_error_close(out.number), SP_OK);
         }
         return status;
       }},
      {"sp_error_close",
       [](Probe& probe, Outputs&) { return sp_error_close(probe.to_be_closed(Thing::error)); }},
      {"sp_error_code",
       [](Probe& probe, Outputs&) { return sp_error_code(probe.handle(Thing::error)); }},
      {"sp_buffer_close",
       [](Probe& probe, Outputs&) { return sp_buffer_close(probe.to_be_closed(Thing::buffer)); }}};
}

}  // namespace

const std::vector<Call>& calls() {
  static const std::vector<Call> all = [] {
    std::vector<Call> list;
    for (auto part : {library_calls(), book_calls(), figure_calls(), other_calls()}) {
      list.insert(list.end(), part.begin(), part.end());
    }
    return list;
  }();
  return all;
}

}  // namespace salespipe::c_test
