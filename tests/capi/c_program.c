/* The interface as a program in plain C uses it: a book, a refusal, a dashboard from its own table.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "salespipe.h"

static sp_error error;

static void must(sp_status status, const char* what) {
  if (status == SP_OK) return;
  fprintf(stderr, "%s: %s: %s\n", what, sp_status_name(status), sp_error_message(error));
  exit(1);
}

static void expect(int holds, const char* what) {
  if (holds) return;
  fprintf(stderr, "not so: %s\n", what);
  exit(1);
}

static void give(sp_book book, const char* command) {
  sp_buffer answer = 0;
  must(sp_book_command(book, command, SP_TO_ZERO, &answer, error), command);
  expect(strncmp(sp_buffer_data(answer), "{\"sequence\":", 12) == 0,
         "an answer tells its sequence");
  must(sp_buffer_close(answer), "close");
}

/* A table of three deals, one batch, text columns only, laid out by hand. */
static const char* const names[] = {"id", "stage", "value", "currency", "created", "closed"};
static const char* const cells[6][3] = {{"a", "b", "c"},
                                        {"Won", "Won", "Lost"},
                                        {"100.00", "250.50", "70"},
                                        {"EUR", "EUR", "EUR"},
                                        {"2026-01-01", "2026-01-02", "2026-01-03"},
                                        {"2026-02-01", "2026-02-02", "2026-02-03"}};
static int days_of(const char* day) {
  /* Days since 1970 of a day in January or February 2026. */
  const int month = (day[5] - '0') * 10 + day[6] - '0';
  const int of_month = (day[8] - '0') * 10 + day[9] - '0';
  return 20454 + (month == 2 ? 31 : 0) + of_month - 1;
}

static struct ArrowSchema child_schemas[6];
static struct ArrowSchema* child_schema_pointers[6];
static struct ArrowArray child_arrays[6];
static struct ArrowArray* child_array_pointers[6];
static const void* child_buffers[6][3];
static int32_t offsets[6][4];
static char bytes[6][64];
static int32_t days[6][3];
static const void* no_buffers[1];
static int batches_given;
static int streams_released;

static void release_schema(struct ArrowSchema* schema) { schema->release = NULL; }
static void release_array(struct ArrowArray* array) { array->release = NULL; }

static int get_schema(struct ArrowArrayStream* stream, struct ArrowSchema* out) {
  int i;
  (void)stream;
  memset(out, 0, sizeof *out);
  for (i = 0; i < 6; ++i) {
    memset(&child_schemas[i], 0, sizeof child_schemas[i]);
    child_schemas[i].format = i < 4 ? "u" : "tdD";
    child_schemas[i].name = names[i];
    child_schemas[i].release = release_schema;
    child_schema_pointers[i] = &child_schemas[i];
  }
  out->format = "+s";
  out->n_children = 6;
  out->children = child_schema_pointers;
  out->release = release_schema;
  return 0;
}

static int get_next(struct ArrowArrayStream* stream, struct ArrowArray* out) {
  int i, row;
  (void)stream;
  memset(out, 0, sizeof *out);
  if (batches_given++ > 0) return 0;
  for (i = 0; i < 6; ++i) {
    memset(&child_arrays[i], 0, sizeof child_arrays[i]);
    for (row = 0; row < 3; ++row) {
      const size_t size = strlen(cells[i][row]);
      memcpy(bytes[i] + offsets[i][row], cells[i][row], size);
      offsets[i][row + 1] = offsets[i][row] + (int32_t)size;
      if (i >= 4) days[i][row] = days_of(cells[i][row]);
    }
    child_buffers[i][1] = i < 4 ? (const void*)offsets[i] : (const void*)days[i];
    child_buffers[i][2] = bytes[i];
    child_arrays[i].length = 3;
    child_arrays[i].n_buffers = i < 4 ? 3 : 2;
    child_arrays[i].buffers = child_buffers[i];
    child_arrays[i].release = release_array;
    child_array_pointers[i] = &child_arrays[i];
  }
  out->length = 3;
  out->n_buffers = 1;
  out->buffers = no_buffers;
  out->n_children = 6;
  out->children = child_array_pointers;
  out->release = release_array;
  return 0;
}

static const char* get_last_error(struct ArrowArrayStream* stream) {
  (void)stream;
  return "none";
}

static void release_stream(struct ArrowArrayStream* stream) {
  ++streams_released;
  stream->release = NULL;
}

static void book_part(void) {
  sp_book book = 0;
  sp_buffer definition = 0;
  sp_buffer decision = 0;
  int32_t allowed = -1;
  char command[8192];
  must(sp_book_create(NULL, &book, error), "create");
  must(sp_pipeline_standard("Sales", SP_TO_ZERO, "EUR", SP_TO_ZERO, 0, &definition, error),
       "pipeline");
  sprintf(command,
          "{\"command\":\"add_pipeline\",\"at\":\"2026-07-01T09:00:00Z\",\"definition\":%s}",
          sp_buffer_data(definition));
  give(book, command);
  give(book,
       "{\"command\":\"create_opportunity\",\"at\":\"2026-07-01T09:00:00Z\",\"pipeline\":\"sales\","
       "\"id\":\"d1\",\"name\":\"Acme\",\"value\":\"12000 EUR\"}");
  must(sp_book_move(book, "d1", 2, "Lost", 4, INT64_C(1782896400000000), NULL, &allowed, &decision,
                    error),
       "move");
  expect(allowed == 0, "a deal without a reason is not lost");
  expect(strstr(sp_buffer_data(decision), "lost_reason_missing") != NULL, "the reason is told");
  must(sp_buffer_close(decision), "close");
  must(
      sp_book_move(book, "d1", 2, "Won", 3, INT64_C(1782896400000000), NULL, &allowed, NULL, error),
      "move");
  expect(allowed == 1, "it is won");
  must(sp_buffer_close(definition), "close");
  must(sp_book_close(book, error), "close");
  expect(sp_book_close(book, error) == SP_ERROR_INVALID_HANDLE, "closing twice is told");
}

static void table_part(void) {
  struct ArrowArrayStream stream;
  sp_tables tables;
  sp_dataset_options options;
  sp_dataset dataset = 0;
  sp_report report = 0;
  sp_buffer json = 0;
  sp_buffer definition = 0;
  memset(&stream, 0, sizeof stream);
  stream.get_schema = get_schema;
  stream.get_next = get_next;
  stream.get_last_error = get_last_error;
  stream.release = release_stream;
  memset(&tables, 0, sizeof tables);
  tables.struct_size = sizeof tables;
  tables.opportunities = &stream;
  must(sp_pipeline_standard("Sales", SP_TO_ZERO, "EUR", SP_TO_ZERO, 0, &definition, error),
       "pipeline");
  memset(&options, 0, sizeof options);
  options.struct_size = sizeof options;
  options.pipelines = sp_buffer_data(definition);
  must(sp_dataset_from_tables(&tables, &options, &dataset, error), "dataset");
  expect(streams_released == 1, "the stream was taken over");
  must(sp_dataset_report(dataset,
                         "{\"period\":\"2026-Q1\",\"metrics\":[\"won_revenue\",\"win_rate\"]}",
                         SP_TO_ZERO, NULL, &report, error),
       "report");
  must(sp_report_json(report, 0, &json, error), "json");
  expect(strstr(sp_buffer_data(json), "\"won_revenue\":\"350.50\"") != NULL, "the sum is exact");
  must(sp_buffer_close(json), "close");
  must(sp_buffer_close(definition), "close");
  must(sp_report_close(report, error), "close");
  must(sp_dataset_close(dataset, error), "close");
}

int main(void) {
  must(sp_error_create(&error), "error");
  expect(sp_abi_version() == 1, "the interface is version 1");
  book_part();
  table_part();
  must(sp_error_close(error), "close");
  puts("ok");
  return 0;
}
