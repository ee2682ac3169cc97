/* salespipe from C. Arguments: a folder for the book, the folder of table.json and query.json. */
#include <salespipe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NOW INT64_C(1782896400000000) /* 2026-07-01T09:00:00Z: the library has no clock */

static sp_error error;

static void must(sp_status status) {
  if (status == SP_OK) return;
  fprintf(stderr, "%s: %s %s\n", sp_status_name(status), sp_error_message(error),
          sp_error_field(error));
  exit(1);
}

static char* read_file(const char* folder, const char* name) {
  char path[1024];
  char* text = calloc(1, 65536);
  FILE* file;
  snprintf(path, sizeof path, "%s/%s", folder, name);
  file = fopen(path, "rb");
  if (file == NULL || text == NULL || fread(text, 1, 65535, file) == 0) {
    perror(path);
    exit(1);
  }
  fclose(file);
  return text;
}

static sp_buffer pipeline(void) {
  sp_buffer definition = 0;
  must(sp_pipeline_standard("Sales", SP_TO_ZERO, "EUR", SP_TO_ZERO, 0, &definition, error));
  return definition;
}

static void work_with_a_book(const char* folder) {
  sp_book book = 0;
  sp_buffer definition = pipeline();
  sp_buffer decision = 0;
  int32_t allowed = 0;
  char path[1024];
  char* commands = malloc(sp_buffer_size(definition) + 1024);
  snprintf(path, sizeof path, "%s/sales.db", folder);
  must(sp_book_open(path, SP_TO_ZERO, NULL, &book, error));
  sprintf(commands,
          "[{\"command\": \"add_pipeline\", \"at\": \"2026-07-01T09:00:00Z\", \"definition\": %s},"
          " {\"command\": \"create_opportunity\", \"at\": \"2026-07-01T09:00:00Z\","
          "  \"pipeline\": \"sales\", \"id\": \"acme\", \"name\": \"Acme, 20 seats\","
          "  \"value\": \"12000 EUR\"}]",
          sp_buffer_data(definition));
  must(sp_book_command(book, commands, SP_TO_ZERO, NULL, error));

  /* A refusal is an answer, with every reason. */
  must(sp_book_move(book, "acme", SP_TO_ZERO, "Lost", SP_TO_ZERO, NOW, NULL, &allowed, &decision,
                    error));
  printf("%s\n", sp_buffer_data(decision));
  must(sp_buffer_close(decision));

  must(sp_book_move(book, "acme", SP_TO_ZERO, "Won", SP_TO_ZERO, NOW, NULL, &allowed, NULL, error));
  printf("won: %d\n", (int)allowed);

  free(commands);
  must(sp_buffer_close(definition));
  must(sp_book_close(book, error));
}

static void show_a_dashboard(const char* folder) {
  char* table = read_file(folder, "table.json");
  char* query = read_file(folder, "query.json");
  struct ArrowArrayStream stream;
  sp_buffer definition = pipeline();
  sp_tables tables;
  sp_dataset_options options;
  sp_dataset dataset = 0;
  sp_report report = 0;
  sp_buffer json = 0;
  memset(&tables, 0, sizeof tables);
  memset(&options, 0, sizeof options);
  must(sp_table_from_json(table, SP_TO_ZERO, &stream, error));
  tables.struct_size = sizeof tables;
  tables.opportunities = &stream; /* taken over: released in any case */
  options.struct_size = sizeof options;
  options.pipelines = sp_buffer_data(definition);
  must(sp_dataset_from_tables(&tables, &options, &dataset, error));
  must(sp_dataset_report(dataset, query, SP_TO_ZERO, NULL, &report, error));
  must(sp_report_json(report, 0, &json, error));
  printf("%s\n", sp_buffer_data(json));
  must(sp_buffer_close(json));
  must(sp_buffer_close(definition));
  must(sp_report_close(report, error));
  must(sp_dataset_close(dataset, error));
  free(query);
  free(table);
}

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  must(sp_error_create(&error));
  work_with_a_book(argv[1]);
  show_a_dashboard(argv[2]);
  must(sp_error_close(error));
  return 0;
}
