// Definitions, tables, figures, states, watches and files while memory is lacking: the call fails
// and leaves nothing, and the next one gives the whole answer.
#include <cerrno>
#include <filesystem>
#include <functional>
#include <iterator>
#include <memory>

#include "disturbed.hpp"

namespace salespipe::memory_test {
namespace {

constexpr const char* kFigures =
    R"({"period":"2024","by":["owner"],"compare":"previous","metrics":["won_revenue","win_rate",)"
    R"("open_value","cycle_days_median","sales_velocity"]})";
constexpr const char* kPart = R"({"period":"2024","by":["owner"],"metrics":["won_revenue"]})";

sp_simulate_options team() {
  sp_simulate_options options{};
  options.struct_size = sizeof options;
  options.opportunities = 12;
  options.months = 12;
  return options;
}

const std::string& team_pipeline() {
  static const std::string definition = [] {
    const auto options = team();
    sp_buffer text = 0;
    EXPECT_EQ(sp_simulate_tables(&options, 0, 0, nullptr, nullptr, nullptr, nullptr, &text, 0),
              SP_OK);
    return c_test::take(text);
  }();
  return definition;
}

void take_tables(Desk& desk) {
  const auto options = team();
  ASSERT_EQ(sp_simulate_tables(&options, 0, 0, desk.in.data(), &desk.in[1], &desk.in[2], nullptr,
                               nullptr, 0),
            SP_OK);
}

sp_tables tables_of(Desk& desk) {
  sp_tables tables{};
  tables.struct_size = sizeof tables;
  tables.opportunities = desk.in.data();
  tables.history = &desk.in[1];
  tables.interactions = &desk.in[2];
  return tables;
}

void open_team(Desk& desk) {
  const auto options = team();
  ASSERT_EQ(sp_simulate_book(&options, desk.book.out(), 0), SP_OK);
}

void open_columns(Desk& desk) {
  take_tables(desk);
  const auto tables = tables_of(desk);
  sp_dataset_options options{};
  options.struct_size = sizeof options;
  options.pipelines = team_pipeline().c_str();
  ASSERT_EQ(sp_dataset_from_tables(&tables, &options, desk.dataset.out(), desk.error), SP_OK)
      << sp_error_message(desk.error);
}

std::string figures_of(sp_dataset dataset) {
  c_test::OwnedReport report;
  EXPECT_EQ(sp_dataset_report(dataset, kFigures, SP_TO_ZERO, nullptr, report.out(), 0), SP_OK);
  return c_test::report_json(report).dump();
}

/// The new handle stands in `place`.
template <class Place>
void put(Place& place, Desk& desk) {
  place.close();
  place = Place(std::exchange(desk.given, 0));
}

Step report(const char* name, std::function<sp_status(Desk&)> call) {
  return {name, std::move(call), [](Desk& desk) {
            put(desk.report, desk);
            return c_test::report_json(desk.report).dump();
          }};
}

using Question = sp_status (*)(sp_dataset, const char*, std::size_t, const sp_query_options*,
                               sp_report*, sp_error);

Step question(const char* name, Question ask, const char* query) {
  return report(name, [=](Desk& desk) {
    return ask(desk.dataset, query, SP_TO_ZERO, nullptr, &desk.given, desk.error);
  });
}

Step report_as_json() {
  return document("sp_report_json", [](Desk& desk) {
    return sp_report_json(desk.report, 1, &desk.buffer, desk.error);
  });
}

/// A table that is given, and each part of it read.
std::string shape_of(ArrowArrayStream& stream) {
  std::string told;
  ArrowSchema schema{};
  EXPECT_EQ(stream.get_schema(&stream, &schema), 0);
  told += std::to_string(schema.n_children) + " columns";
  schema.release(&schema);
  for (;;) {
    ArrowArray array{};
    EXPECT_EQ(stream.get_next(&stream, &array), 0);
    if (array.release == nullptr) break;
    told += ", " + std::to_string(array.length) + " rows";
    array.release(&array);
  }
  stream.release(&stream);
  stream = {};
  return told;
}

std::string shapes(Desk& desk) {
  std::string told;
  for (auto& stream : desk.out) {
    if (stream.release != nullptr) told += shape_of(stream) + "; ";
  }
  return told;
}

Step table(const char* name, std::function<sp_status(Desk&)> call) {
  return {name, std::move(call), shapes};
}

/// Reading a table as its receiver does: it is told by a number of the C library.
Step reading(const char* name, const std::function<sp_status(Desk&)>& give) {
  return {name,
          [](Desk& desk) -> sp_status {
            ArrowSchema schema{};
            ArrowArray array{};
            ArrowArrayStream& from = desk.in[0];
            int status = from.get_schema(&from, &schema);
            if (status == 0) schema.release(&schema);
            if (status == 0) status = from.get_next(&from, &array);
            if (status == 0 && array.release != nullptr) array.release(&array);
            from.release(&from);
            if (status == 0) return SP_OK;
            return status == ENOMEM ? SP_ERROR_OUT_OF_MEMORY : SP_ERROR_INTERNAL;
          },
          [](Desk&) { return std::string(); },
          false,
          [give](Desk& desk) {
            ASSERT_EQ(give(desk), SP_OK);
            std::swap(desk.in[0], desk.out[0]);
          },
          false};
}

class Questions : public testing::TestWithParam<Lacking> {};
INSTANTIATE_TEST_SUITE_P(Fail, Questions, testing::Values(Lacking::once, Lacking::from_then_on),
                         [](const auto& of) {
                           return of.param == Lacking::once ? "Once" : "FromThenOn";
                         });

TEST_P(Questions, AboutDefinitionsFailWholeAndAreAskedAgain) {
  sp_buffer text = 0;
  ASSERT_EQ(sp_pipeline_standard("Sales", SP_TO_ZERO, "EUR", SP_TO_ZERO, 1, &text, 0), SP_OK);
  const std::string pipeline = c_test::take(text);
  const std::string states = R"({"framework":"BANT","states":{"budget":"met"}})";
  const auto nothing = [](Desk&) {};
  run_disturbed(
      {{document("sp_library_info",
                 [](Desk& desk) { return sp_library_info(&desk.buffer, desk.error); }),
        document("sp_metrics_catalogue",
                 [](Desk& desk) { return sp_metrics_catalogue(&desk.buffer, desk.error); }),
        document("sp_pipeline_standard",
                 [](Desk& desk) {
                   return sp_pipeline_standard("New", SP_TO_ZERO, "EUR", SP_TO_ZERO, 1,
                                               &desk.buffer, desk.error);
                 }),
        document("sp_pipeline_check",
                 [&](Desk& desk) {
                   return sp_pipeline_check(pipeline.data(), pipeline.size(), &desk.buffer,
                                            desk.error);
                 }),
        document("sp_pipeline_lint",
                 [&](Desk& desk) {
                   return sp_pipeline_lint(pipeline.data(), pipeline.size(), &desk.buffer,
                                           desk.error);
                 }),
        document("sp_qualification_assess",
                 [&](Desk& desk) {
                   return sp_qualification_assess(states.data(), states.size(), &desk.buffer,
                                                  desk.error);
                 })},
       nothing},
      GetParam());
}

TEST_P(Questions, AboutABookFailWholeAndAreAskedAgain) {
  const json first = [] {
    Desk desk;
    open_team(desk);
    return c_test::query(desk.book, {{"query", "opportunities"}, {"limit", 1}})["opportunities"][0];
  }();
  const json pipeline = first["pipeline"];
  const json deal = first["id"];
  std::vector<Step> steps;
  for (const json& asked : std::vector<json>{
           {{"query", "pipelines"}},
           {{"query", "accounts"}},
           {{"query", "opportunities"}, {"limit", 3}},
           {{"query", "opportunity"}, {"opportunity", deal}},
           {{"query", "board"}, {"pipeline", pipeline}},
           {{"query", "tasks"}, {"limit", 3}},
           {{"query", "history"}, {"opportunity", deal}},
           {{"query", "suggestions"}, {"at", "2025-03-01T09:00:00Z"}, {"limit", 3}},
           {{"query", "stale"}, {"at", "2025-03-01T09:00:00Z"}, {"inactive_days", 10}}}) {
    steps.push_back(query(asked));
  }
  steps.push_back(document("sp_book_events", [](Desk& desk) {
    return sp_book_events(desk.book, 1, 10, &desk.buffer, desk.error);
  }));
  steps.push_back({"sp_book_create",
                   [](Desk& desk) { return sp_book_create(nullptr, &desk.given, desk.error); },
                   [](Desk& desk) {
                     c_test::OwnedBook(std::exchange(desk.given, 0)).close();
                     return std::string();
                   }});
  run_disturbed({steps, open_team}, GetParam());
}

TEST_P(Questions, AboutFiguresFailWholeAndAreAskedAgain) {
  const auto on_two_threads = [](Desk& desk) {
    sp_query_options options{};
    options.struct_size = sizeof options;
    options.threads = 2;
    return sp_dataset_report(desk.dataset, kFigures, SP_TO_ZERO, &options, &desk.given, desk.error);
  };
  run_disturbed(
      {{question("sp_dataset_report", sp_dataset_report, kFigures), report_as_json(),
        table("sp_report_arrow",
              [](Desk& desk) { return sp_report_arrow(desk.report, desk.out.data(), desk.error); }),
        reading(
            "a table of figures is read",
            [](Desk& desk) { return sp_report_arrow(desk.report, desk.out.data(), desk.error); }),
        report("sp_dataset_report, by two", on_two_threads),
        question("sp_dataset_funnel", sp_dataset_funnel, R"({"period":"2024"})"), report_as_json(),
        question("sp_dataset_series", sp_dataset_series, R"({"period":"2024","every":"month"})"),
        report_as_json()},
       open_columns},
      GetParam());
}

TEST_P(Questions, ThatTakeTablesReleaseThemAndAreAskedAgain) {
  const std::string columns =
      R"({"columns":[{"name":"id","values":["a","b"]},)"
      R"({"name":"created","type":"date","values":["2024-01-01","2024-01-02"]}]})";
  const Step from_tables{"sp_dataset_from_tables",
                         [](Desk& desk) {
                           const auto tables = tables_of(desk);
                           sp_dataset_options options{};
                           options.struct_size = sizeof options;
                           options.pipelines = team_pipeline().c_str();
                           return sp_dataset_from_tables(&tables, &options, &desk.given,
                                                         desk.error);
                         },
                         [](Desk& desk) {
                           put(desk.dataset, desk);
                           return figures_of(desk.dataset);
                         },
                         false, take_tables};
  const Step from_book{"sp_dataset_from_book",
                       [](Desk& desk) {
                         return sp_dataset_from_book(desk.book, nullptr, nullptr, &desk.given,
                                                     desk.error);
                       },
                       [](Desk& desk) {
                         put(desk.dataset, desk);
                         return figures_of(desk.dataset);
                       }};
  run_disturbed({{from_tables, from_book,
                  table("sp_table_from_json",
                        [&](Desk& desk) {
                          return sp_table_from_json(columns.data(), columns.size(), desk.out.data(),
                                                    desk.error);
                        })},
                 open_team},
                GetParam());
}

TEST_P(Questions, AboutStatesFailWholeAndAreAskedAgain) {
  const auto create = [](Desk& desk) {
    return sp_state_create(desk.dataset, kPart, SP_TO_ZERO, nullptr, &desk.given, desk.error);
  };
  const auto keep = [](Desk& desk) {
    put(desk.state, desk);
    return std::string();
  };
  const auto figures = [](Desk& desk) {
    c_test::OwnedReport report;
    EXPECT_EQ(sp_state_finish(desk.state, report.out(), 0), SP_OK);
    return c_test::report_json(report).dump();
  };
  const auto open = [](Desk& desk) {
    open_columns(desk);
    ASSERT_EQ(sp_state_create(desk.dataset, kPart, SP_TO_ZERO, nullptr, desk.other_state.out(), 0),
              SP_OK);
  };
  const auto bytes = std::make_shared<std::string>();
  {
    Desk desk;
    open(desk);
    sp_buffer written = 0;
    ASSERT_EQ(sp_state_write(desk.other_state, "a test", SP_TO_ZERO, &written, 0), SP_OK);
    *bytes = c_test::take(written);
  }
  run_disturbed(
      {{{"sp_state_create", create, keep},
        // Not twice the same: a merge that fails in its middle must change nothing.
        {"sp_state_merge",
         [](Desk& desk) { return sp_state_merge(desk.state, desk.other_state, desk.error); },
         figures, true},
        report("sp_state_finish",
               [](Desk& desk) { return sp_state_finish(desk.state, &desk.given, desk.error); }),
        document("sp_state_write",
                 [](Desk& desk) {
                   return sp_state_write(desk.state, "a test", SP_TO_ZERO, &desk.buffer,
                                         desk.error);
                 }),
        {"sp_state_read",
         [bytes](Desk& desk) {
           return sp_state_read(bytes->data(), bytes->size(), &desk.given, desk.error);
         },
         [=](Desk& desk) {
           put(desk.state, desk);
           return figures(desk);
         }},
        table("sp_state_arrow",
              [](Desk& desk) { return sp_state_arrow(desk.state, desk.out.data(), desk.error); }),
        {"sp_state_from_arrow",
         [](Desk& desk) { return sp_state_from_arrow(desk.in.data(), &desk.given, desk.error); },
         [=](Desk& desk) {
           put(desk.state, desk);
           return figures(desk);
         },
         false,
         [](Desk& desk) {
           ASSERT_EQ(sp_state_arrow(desk.other_state, desk.in.data(), 0), SP_OK);
         }}},
       open},
      GetParam());
}

/// A watch whose callback counts.
sp_status watch(Desk& desk, sp_watch* out) {
  sp_watch_options options{};
  options.struct_size = sizeof options;
  options.user_data = &desk;
  options.callback = [](void* data, sp_watch, std::uint64_t sequence) {
    static_cast<Desk*>(data)->called = sequence;
  };
  options.release = [](void* data) { ++static_cast<Desk*>(data)->released; };
  return sp_watch_create(desk.book, kFigures, SP_TO_ZERO, &options, out, desk.error);
}

TEST_P(Questions, ThatAreWatchedAreCurrentAfterwards) {
  const auto now = [](Desk& desk) {
    c_test::OwnedReport report;
    EXPECT_EQ(sp_watch_report(desk.watch, report.out(), 0), SP_OK);
    // The same as is computed anew.
    c_test::OwnedDataset dataset;
    EXPECT_EQ(sp_dataset_from_book(desk.book, nullptr, nullptr, dataset.out(), 0), SP_OK);
    const std::string told = c_test::report_json(report).dump();
    EXPECT_EQ(told, figures_of(dataset));
    return told + " called " + std::to_string(desk.called);
  };
  const json deal = [] {
    Desk desk;
    open_team(desk);
    return c_test::query(desk.book,
                         {{"query", "opportunities"}, {"limit", 1}})["opportunities"][0]["id"];
  }();
  const auto change = [&](const char* name, json members) {
    members["command"] = name;
    members["at"] = "2025-03-01T09:00:00Z";
    members["opportunity"] = deal;
    Step step = command(members);
    step.told = [=](Desk& desk) { return take_buffer(desk) + now(desk); };
    return step;
  };
  const auto open = [](Desk& desk) {
    open_team(desk);
    ASSERT_EQ(watch(desk, desk.watch.out()), SP_OK) << sp_error_message(desk.error);
  };
  Step told = report("sp_watch_report", [](Desk& desk) {
    return sp_watch_report(desk.watch, &desk.given, desk.error);
  });
  told.changes_book = true;  // a watch that failed begins anew, with less at hand
  run_disturbed({{{"sp_watch_create", [](Desk& desk) { return watch(desk, &desk.given); },
                   [](Desk& desk) {
                     const int before = desk.released;
                     c_test::OwnedWatch(std::exchange(desk.given, 0)).close();
                     return std::to_string(desk.released - before);
                   }},
                  change("change_owner", {{"owner", "somebody new to the team"}}),
                  change("change_value", {{"value", "123456 EUR"}}),
                  told},
                 open},
                GetParam());
}

TEST_P(Questions, ThatMakeATeamFailWholeAndAreAskedAgain) {
  const auto nothing = [](Desk&) {};
  run_disturbed({{{"sp_simulate_book",
                   [](Desk& desk) {
                     const auto options = team();
                     return sp_simulate_book(&options, &desk.given, desk.error);
                   },
                   [](Desk& desk) {
                     c_test::OwnedBook made(std::exchange(desk.given, 0));
                     std::uint64_t events = 0;
                     EXPECT_EQ(sp_book_last_sequence(made, &events, 0), SP_OK);
                     return std::to_string(events);
                   }},
                  table("sp_simulate_tables",
                        [](Desk& desk) {
                          const auto options = team();
                          return sp_simulate_tables(&options, 0, 0, desk.out.data(), &desk.out[1],
                                                    &desk.out[2], &desk.out[3], nullptr,
                                                    desk.error);
                        })},
                 nothing},
                GetParam());
}

TEST_P(Questions, OfFilesFailWholeAndAreAskedAgain) {
  const auto folder = std::filesystem::temp_directory_path() /
                      ("salespipe-memory-lines-" + std::to_string(static_cast<int>(GetParam())));
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  const std::string file = (folder / "team.jsonl").string();
  const auto read = [](sp_book book) {
    sp_buffer lines = 0;
    EXPECT_EQ(sp_book_events(book, 1, 0, &lines, 0), SP_OK);
    return c_test::take(lines);
  };
  run_disturbed(
      {{{"sp_book_save",
         [&](Desk& desk) { return sp_book_save(desk.book, file.data(), file.size(), desk.error); },
         [&](Desk&) {
           return std::to_string(std::filesystem::file_size(file)) + " bytes, " +
                  std::to_string(std::distance(std::filesystem::directory_iterator(folder),
                                               std::filesystem::directory_iterator())) +
                  " file";
         }},
        {"sp_book_open",
         [&](Desk& desk) {
           return sp_book_open(file.data(), file.size(), nullptr, &desk.given, desk.error);
         },
         [&](Desk& desk) {
           c_test::OwnedBook opened(std::exchange(desk.given, 0));
           return read(opened);
         }}},
       open_team},
      GetParam());
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace salespipe::memory_test
