#include <salespipe.h>
#include <stdio.h>
#include <string.h>

/* Your table as a document; with an Arrow library, any ArrowArrayStream of it instead. */
static const char* const deals =
    "{\"columns\": ["
    "{\"name\": \"id\", \"values\": [\"1\", \"2\", \"3\", \"4\"]},"
    "{\"name\": \"stage\", \"values\": [\"Won\", \"Won\", \"Lost\", \"Qualified\"]},"
    "{\"name\": \"owner\", \"values\": [\"ann\", \"ben\", \"ann\", \"ben\"]},"
    "{\"name\": \"value\", \"values\": [\"1200.00\", \"800.50\", \"70\", \"500\"]},"
    "{\"name\": \"created\", \"type\": \"date\","
    " \"values\": [\"2026-04-01\", \"2026-05-10\", \"2026-06-02\", \"2026-07-20\"]},"
    "{\"name\": \"closed\", \"type\": \"date\","
    " \"values\": [\"2026-07-15\", \"2026-08-01\", \"2026-08-20\", null]}]}";
static const char* const query =
    "{\"period\": \"2026-Q3\", \"metrics\": [\"won_revenue\", \"win_rate\", \"open_value\"]}";

/* The first failure leads to the end, where everything is closed: closing nothing does nothing. */
int main(void) {
  struct ArrowArrayStream stream;
  sp_tables tables;
  sp_dataset_options options;
  sp_error error = 0;
  sp_buffer pipeline = 0, json = 0;
  sp_dataset dataset = 0;
  sp_report report = 0;
  int failed = 1;
  memset(&tables, 0, sizeof tables);
  memset(&options, 0, sizeof options);
  tables.struct_size = sizeof tables;
  tables.opportunities = &stream;
  options.struct_size = sizeof options;
  options.currency = "EUR";

  if (sp_error_create(&error)) return 1;
  if (sp_pipeline_standard("Sales", SP_TO_ZERO, "EUR", SP_TO_ZERO, 0, &pipeline, error)) goto end;
  options.pipelines = sp_buffer_data(pipeline); /* which stages there are, and what they mean */
  if (sp_table_from_json(deals, SP_TO_ZERO, &stream, error)) goto end;
  if (sp_dataset_from_tables(&tables, &options, &dataset, error)) goto end; /* takes the stream */
  if (sp_dataset_report(dataset, query, SP_TO_ZERO, NULL, &report, error)) goto end;
  if (sp_report_json(report, 0, &json, error)) goto end;
  printf("%s\n", sp_buffer_data(json));
  failed = 0;

end:
  if (failed) fprintf(stderr, "%s\n", sp_error_message(error));
  sp_buffer_close(json);
  sp_report_close(report, 0);
  sp_dataset_close(dataset, 0);
  sp_buffer_close(pipeline);
  sp_error_close(error);
  return failed;
}
