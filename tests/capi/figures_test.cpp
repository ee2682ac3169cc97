// Figures through the C interface: from a book, from tables, in parts, as JSON and as tables.
#include "calls.hpp"
#include "invented_team.hpp"

namespace salespipe::c_test {
namespace {

constexpr const char* kQuery =
    R"({"period":"2025-Q2","compare":"previous","by":["owner"],"metrics":["won_revenue","win_rate","open_value"]})";

json figures(sp_dataset dataset, const char* query = kQuery) {
  OwnedReport report;
  const ErrorText error;
  EXPECT_EQ(sp_dataset_report(dataset, query, SP_TO_ZERO, nullptr, report.out(), error), SP_OK)
      << error.message();
  return report_json(report);
}

json without_diagnostics(json report) {
  report.erase("diagnostics");
  return report;
}

TEST(Figures, ATeamsTablesAndItsBookSayTheSame) {
  const auto from_tables = figures(Team().dataset());
  sp_simulate_options options{};
  options.struct_size = sizeof options;
  options.opportunities = 400;
  options.seed = 7;
  OwnedBook book;
  ASSERT_EQ(sp_simulate_book(&options, book.out(), 0), SP_OK);
  sp_dataset_options how{};
  how.struct_size = sizeof how;
  how.timezone = "Europe/Stockholm";
  OwnedDataset dataset;
  ASSERT_EQ(sp_dataset_from_book(book, nullptr, &how, dataset.out(), 0), SP_OK);
  EXPECT_EQ(without_diagnostics(figures(dataset)), without_diagnostics(from_tables));
  EXPECT_GT(from_tables["rows"].size(), 3U);
}

TEST(Figures, StatesOfPartsMergedWrittenAndReadAreTheWhole) {
  const auto whole = figures(Team().dataset());
  OwnedState sum;
  for (const std::uint64_t first : {0U, 150U, 300U}) {
    const auto part = Team(first, first == 300 ? 0 : 150).dataset();
    OwnedState state;
    ASSERT_EQ(sp_state_create(part, kQuery, SP_TO_ZERO, nullptr, state.out(), 0), SP_OK);
    sp_buffer bytes = 0;
    ASSERT_EQ(sp_state_write(state, "part", SP_TO_ZERO, &bytes, 0), SP_OK);
    const auto sent = take(bytes);
    OwnedState received;
    ASSERT_EQ(sp_state_read(sent.data(), sent.size(), received.out(), 0), SP_OK);
    ArrowArrayStream table{};
    ASSERT_EQ(sp_state_arrow(received, &table, 0), SP_OK);
    OwnedState again;
    ASSERT_EQ(sp_state_from_arrow(&table, again.out(), 0), SP_OK);
    if (sum == 0) {
      sum = std::move(again);
    } else {
      ASSERT_EQ(sp_state_merge(sum, again, 0), SP_OK);
    }
  }
  OwnedReport report;
  ASSERT_EQ(sp_state_finish(sum, report.out(), 0), SP_OK);
  EXPECT_EQ(without_diagnostics(report_json(report)), without_diagnostics(whole));
}

TEST(Figures, StatesOfDifferentQueriesDoNotMergeAndAFailedMergeChangesNothing) {
  const auto dataset = Team().dataset();
  OwnedState state;
  OwnedState other;
  ASSERT_EQ(sp_state_create(dataset, kQuery, SP_TO_ZERO, nullptr, state.out(), 0), SP_OK);
  ASSERT_EQ(sp_state_create(dataset, R"({"period":"2025"})", SP_TO_ZERO, nullptr, other.out(), 0),
            SP_OK);
  const auto written = [&] {
    sp_buffer bytes = 0;
    EXPECT_EQ(sp_state_write(state, "", 0, &bytes, 0), SP_OK);
    return take(bytes);
  };
  const auto before = written();
  EXPECT_EQ(sp_state_merge(state, other, 0), SP_ERROR_INVALID_ARGUMENT);
  EXPECT_EQ(written(), before);
}

TEST(Figures, AChangedByteOfAStateIsNoticed) {
  const World world;
  sp_buffer buffer = 0;
  ASSERT_EQ(sp_state_write(world[Thing::state], "", 0, &buffer, 0), SP_OK);
  auto bytes = take(buffer);
  bytes[bytes.size() / 2] ^= 1;
  sp_state state = 7;
  EXPECT_EQ(sp_state_read(bytes.data(), bytes.size(), &state, 0), SP_ERROR_CORRUPT);
  EXPECT_EQ(state, 0U);
}

TEST(Figures, FunnelAndSeriesAreAnswersToo) {
  const auto dataset = Team().dataset();
  OwnedReport funnel;
  ASSERT_EQ(sp_dataset_funnel(dataset, R"({"period":"2024","by":["source"]})", SP_TO_ZERO, nullptr,
                              funnel.out(), 0),
            SP_OK);
  EXPECT_EQ(report_json(funnel)["groups"][0]["stages"][0]["stage"], "Lead");
  ArrowArrayStream stream{};
  EXPECT_EQ(sp_report_arrow(funnel, &stream, 0), SP_ERROR_UNSUPPORTED);
  EXPECT_EQ(stream.release, nullptr);
  OwnedReport series;
  ASSERT_EQ(sp_dataset_series(dataset, R"({"period":"2025","every":"month"})", SP_TO_ZERO, nullptr,
                              series.out(), 0),
            SP_OK);
  EXPECT_EQ(report_json(series)["groups"][0]["points"].size(), 12U);
  ASSERT_EQ(sp_report_arrow(series, &stream, 0), SP_OK);
  stream.release(&stream);
}

TEST(Figures, AnActorIsToldOfWhatHeMayReadAndOfNothingElse) {
  const auto book = book_with_a_deal();  // of ann
  command(book, {{"command", "create_opportunity"},
                 {"at", "2026-07-01T08:30:00Z"},
                 {"pipeline", "new-business"},
                 {"name", "Bolt, 3 seats"},
                 {"owner", "bob"},
                 {"source", "Fair"},
                 {"value", "500 EUR"}});
  command(
      book,
      {{"command", "configure_access"},
       {"at", "2026-07-01T08:40:00Z"},
       {"rules",
        json::parse(
            R"({"salespipe":"access","version":1,"roles":[{"id":"rep","read":"own","write":"own"}],)"
            R"("actors":[{"id":"ann","roles":["rep"]},{"id":"bob","roles":["rep"]}]})")}});
  const auto seen_by = [&](const char* actor) {
    sp_dataset_options options{};
    options.struct_size = sizeof options;
    options.actor = actor;
    OwnedDataset data;
    const ErrorText error;
    EXPECT_EQ(sp_dataset_from_book(book, nullptr, &options, data.out(), error), SP_OK)
        << error.message();
    return data;
  };
  const auto open_value = [&](const char* actor) {
    const auto told = figures(seen_by(actor), R"({"period":"2026","metrics":["open_value"]})");
    return told["rows"][0]["metrics"].value("open_value", "none");
  };
  const auto sources = [&](const char* actor) {
    OwnedReport funnel;
    EXPECT_EQ(sp_dataset_funnel(seen_by(actor), R"({"period":"2026","by":["source"]})", SP_TO_ZERO,
                                nullptr, funnel.out(), 0),
              SP_OK);
    return report_json(funnel).dump();
  };
  for (const char* everything : {static_cast<const char*>(nullptr), ""}) {
    EXPECT_EQ(open_value(everything), "12500.00");
    EXPECT_NE(sources(everything).find("Fair"), std::string::npos);
  }
  EXPECT_EQ(open_value("ann"), "12000.00");
  EXPECT_EQ(sources("ann").find("Fair"), std::string::npos);
  EXPECT_EQ(open_value("bob"), "500.00");
  EXPECT_NE(sources("bob").find("Fair"), std::string::npos);
  EXPECT_EQ(open_value("carl"), "0.00");  // whom the rules do not name
}

TEST(Figures, TablesHaveNoActors) {
  Team team;
  const sp_tables tables = team.tables();
  sp_dataset_options options = team.options();
  options.actor = "ann";
  sp_dataset none = 7;
  const ErrorText error;
  EXPECT_EQ(sp_dataset_from_tables(&tables, &options, &none, error), SP_ERROR_UNSUPPORTED);
  EXPECT_EQ(none, 0U);
  EXPECT_NE(error.message().find("actor"), std::string::npos) << error.message();
}

TEST(Figures, RelativePeriodsAreSeenFromTheHostsToday) {
  const auto dataset = Team().dataset();
  const char* const query = R"({"period":"last-30-days","metrics":["won_count"]})";
  OwnedReport report;
  EXPECT_EQ(sp_dataset_report(dataset, query, SP_TO_ZERO, nullptr, report.out(), 0),
            SP_ERROR_INVALID_ARGUMENT);
  sp_query_options options{};
  options.struct_size = sizeof options;
  options.today = "2025-07-01";
  options.threads = 2;
  ASSERT_EQ(sp_dataset_report(dataset, query, SP_TO_ZERO, &options, report.out(), 0), SP_OK);
  EXPECT_EQ(report_json(report)["rows"][0]["period"]["to"], "2025-07-02");
}

TEST(Figures, TablesBecomeDealsOfABookAllOrNone) {
  const auto book = book_with_a_deal();
  Team team;
  auto definition = json::parse(team.definition);
  definition["id"] = "team";
  command(
      book,
      {{"command", "add_pipeline"}, {"at", "2026-07-01T08:00:00Z"}, {"definition", definition}});
  for (int time = 0; time < 2; ++time) {
    Team again;
    const sp_tables tables = again.tables();
    sp_import_options options{};
    options.struct_size = sizeof options;
    options.recorded_at = kNow;
    options.pipeline = "team";
    sp_buffer counts = 0;
    const ErrorText error;
    const auto status = sp_book_import(book, &tables, &options, &counts, error);
    if (time == 0) {
      ASSERT_EQ(status, SP_OK) << error.message();
      EXPECT_EQ(json::parse(take(counts))["opportunities"], 400);
    } else {
      EXPECT_EQ(status, SP_ERROR_ALREADY_EXISTS);
      EXPECT_EQ(counts, 0U);
      EXPECT_EQ(query(book, {{"query", "opportunities"}})["opportunities"].size(), 401U);
    }
  }
  ArrowArrayStream deals = team.deals;
  deals.release(&deals);
  ArrowArrayStream history = team.history;
  history.release(&history);
}

TEST(Figures, DefinitionsAreCheckedLintedAndJudged) {
  const auto definition = json::parse(standard_pipeline());
  EXPECT_EQ(definition["stages"].size(), 7U);
  const std::string bad =
      R"({"salespipe":"pipeline","version":1,"name":"One","currency":"EUR","stages":[{"name":"Lead","kind":"open","probability":0.1}]})";
  sp_buffer text = 0;
  ASSERT_EQ(sp_pipeline_lint(bad.data(), bad.size(), &text, 0), SP_OK);
  EXPECT_EQ(json::parse(take(text))["diagnostics"][0]["code"], "too_few_open_stages");
  const std::string states =
      R"({"framework":"bant","states":{"budget":"met","authority":"met","need":"met","timeline":"unmet"}})";
  ASSERT_EQ(sp_qualification_assess(states.data(), states.size(), &text, 0), SP_OK);
  EXPECT_EQ(json::parse(take(text))["verdict"], "not_now");
  const ErrorText error;
  const std::string unknown = R"({"framework":"BANT","states":{"budgets":"met"}})";
  EXPECT_EQ(sp_qualification_assess(unknown.data(), unknown.size(), &text, error),
            SP_ERROR_NOT_FOUND);
  EXPECT_STREQ(sp_error_field(error), "/states/budgets");
}

}  // namespace
}  // namespace salespipe::c_test
