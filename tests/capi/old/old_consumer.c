/* A program that was built when the interface was of an earlier version: compiled with that
 * version's header, run with today's library. It uses every struct of options as it was then. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include SALESPIPE_OLD_HEADER

static sp_error error;

static void must(sp_status status, int line) {
  if (status == SP_OK) return;
  fprintf(stderr, "line %d: %s: %s\n", line, sp_status_name(status), sp_error_message(error));
  exit(1);
}

static void expect(int holds, int line) {
  if (holds) return;
  fprintf(stderr, "line %d: not so\n", line);
  exit(1);
}

#define MUST(call) must(call, __LINE__)
#define EXPECT(condition) expect(condition, __LINE__)

/* A struct of options lies at the end of what was allocated for it, so that memcheck and the
 * sanitizers see a library that reads behind it. */
static void* options_of(size_t size) {
  void* const made = calloc(1, size);
  const uint32_t struct_size = (uint32_t)size;
  if (made == NULL) exit(2);
  memcpy(made, &struct_size, sizeof struct_size);
  return made;
}

static sp_book make_book(void) {
  sp_book_options* const options = options_of(sizeof *options);
  sp_book book = 0;
  sp_buffer definition = 0;
  char command[8192];
  options->timezone = "Europe/Stockholm";
  MUST(sp_book_create(options, &book, error));
  free(options);
  MUST(sp_pipeline_standard("Sales", SP_TO_ZERO, "EUR", SP_TO_ZERO, 1, &definition, error));
  snprintf(command, sizeof command,
           "[{\"command\": \"add_pipeline\", \"at\": \"2026-07-01T08:00:00Z\", \"definition\": %s},"
           " {\"command\": \"create_opportunity\", \"at\": \"2026-07-01T08:30:00Z\","
           " \"pipeline\": \"sales\", \"id\": \"acme\", \"name\": \"Acme\", \"owner\": \"ann\","
           " \"value\": \"12000 EUR\"}]",
           sp_buffer_data(definition));
  MUST(sp_buffer_close(definition));
  MUST(sp_book_command(book, command, SP_TO_ZERO, NULL, error));
  return book;
}

static void move_deal(sp_book book) {
  sp_move_options* const options = options_of(sizeof *options);
  const int64_t at = INT64_C(1782896400000000); /* 2026-07-01T09:00:00Z */
  int32_t allowed = 7;
  options->note = "as it was then";
  MUST(sp_book_evaluate(book, "acme", SP_TO_ZERO, "Won", SP_TO_ZERO, at, options, &allowed, NULL,
                        error));
  EXPECT(allowed == 1);
  MUST(sp_book_move(book, "acme", SP_TO_ZERO, "Won", SP_TO_ZERO, at, options, &allowed, NULL,
                    error));
  EXPECT(allowed == 1);
  free(options);
}

static void ask_for_figures(sp_dataset dataset, const char* query, const char* wanted) {
  sp_query_options* const options = options_of(sizeof *options);
  sp_report report = 0;
  sp_buffer text = 0;
  options->threads = 2;
  options->today = "2026-08-01";
  MUST(sp_dataset_report(dataset, query, SP_TO_ZERO, options, &report, error));
  MUST(sp_report_json(report, 0, &text, error));
  if (strstr(sp_buffer_data(text), wanted) == NULL) {
    fprintf(stderr, "no %s in %s\n", wanted, sp_buffer_data(text));
    exit(1);
  }
  MUST(sp_buffer_close(text));
  MUST(sp_report_close(report, error));
  free(options);
}

static int told;
static int released;
static void tell(void* user_data, sp_watch watch, uint64_t sequence) {
  (void)user_data, (void)watch, (void)sequence;
  ++told;
}
static void release(void* user_data) {
  (void)user_data;
  ++released;
}

int main(void) {
  static const char* const query = "{\"period\": \"2026\", \"metrics\": [\"won_revenue\"]}";
  sp_dataset_options* const columns = options_of(sizeof *columns);
  sp_watch_options* const watching = options_of(sizeof *watching);
  sp_simulate_options* const team = options_of(sizeof *team);
  sp_tables* const tables = options_of(sizeof *tables);
  sp_import_options* const importing = options_of(sizeof *importing);
  struct ArrowArrayStream deals, history, again;
  sp_buffer definition = 0, counts = 0;
  sp_book book = 0, other = 0;
  sp_dataset dataset = 0;
  sp_watch watch = 0;
  char command[16384];

  EXPECT(sp_abi_version() == 1);
  MUST(sp_error_create(&error));
  book = make_book();
  watching->timezone = "Europe/Stockholm";
  watching->callback = tell;
  watching->release = release;
  MUST(sp_watch_create(book, query, SP_TO_ZERO, watching, &watch, error));
  move_deal(book);
  EXPECT(told == 1);
  MUST(sp_watch_close(watch, error));
  EXPECT(released == 1);

  columns->threads = 1;
  columns->timezone = "Europe/Stockholm";
  MUST(sp_dataset_from_book(book, NULL, columns, &dataset, error));
  ask_for_figures(dataset, query, "\"won_revenue\":\"12000.00\"");
  MUST(sp_dataset_close(dataset, error));

  /* Tables, both ways. */
  team->opportunities = 50;
  team->seed = 7;
  MUST(sp_simulate_tables(team, 0, 0, &deals, &history, NULL, NULL, &definition, error));
  tables->opportunities = &deals;
  tables->history = &history;
  columns->pipelines = sp_buffer_data(definition);
  MUST(sp_dataset_from_tables(tables, columns, &dataset, error));
  ask_for_figures(dataset,
                  "{\"period\": \"2020-01-01..2030-12-31\", \"metrics\": [\"created_count\"]}",
                  "\"created_count\":50");
  MUST(sp_dataset_close(dataset, error));
  MUST(sp_book_create(NULL, &other, error));
  snprintf(command, sizeof command,
           "{\"command\": \"add_pipeline\", \"at\": \"2020-01-01T00:00:00Z\", \"definition\": %s}",
           sp_buffer_data(definition));
  MUST(sp_book_command(other, command, SP_TO_ZERO, NULL, error));
  MUST(sp_buffer_close(definition));
  MUST(sp_book_query(other, "{\"query\": \"pipelines\"}", SP_TO_ZERO, &counts, error));
  {
    /* The id of the one pipeline: what stands behind "id" after the definition. */
    const char* const found = strstr(sp_buffer_data(counts), "\"id\":\"");
    char id[64] = "";
    const char* const end = strrchr(sp_buffer_data(counts), '"');
    const char* begin = end;
    EXPECT(found != NULL && end != NULL);
    while (begin[-1] != '"') --begin;
    EXPECT((size_t)(end - begin) < sizeof id);
    memcpy(id, begin, (size_t)(end - begin));
    MUST(sp_buffer_close(counts));
    MUST(sp_simulate_tables(team, 0, 0, &again, NULL, NULL, NULL, NULL, error));
    tables->opportunities = &again;
    tables->history = NULL;
    importing->recorded_at = INT64_C(1782896400000000);
    importing->pipeline = id;
    MUST(sp_book_import(other, tables, importing, &counts, error));
  }
  EXPECT(strstr(sp_buffer_data(counts), "\"opportunities\":50") != NULL);
  MUST(sp_buffer_close(counts));

  free(columns), free(watching), free(team), free(tables), free(importing);
  MUST(sp_book_close(other, error));
  MUST(sp_book_close(book, error));
  MUST(sp_error_close(error));
  printf("a program of an earlier interface runs with library %s\n", sp_version());
  return 0;
}
