#include <salespipe.h>
#include <stdio.h>
#include <stdlib.h>

static sp_error error;

static void must(sp_status status) {
  if (status == SP_OK) return;
  fprintf(stderr, "%s: %s\n", sp_status_name(status), sp_error_message(error));
  exit(1);
}

static void show(sp_buffer answer) {
  printf("%s\n", sp_buffer_data(answer));
  must(sp_buffer_close(answer));
}

int main(void) {
  const int64_t friday = INT64_C(1783701000000000); /* microseconds: 2026-07-10T16:30:00Z */
  sp_book book = 0;
  sp_buffer pipeline = 0, answer = 0;
  int32_t allowed = 0;
  char commands[8192];

  must(sp_error_create(&error));
  must(sp_book_create(NULL, &book, error)); /* or sp_book_open("sales.db", ...) */
  must(sp_pipeline_standard("Sales", SP_TO_ZERO, "EUR", SP_TO_ZERO, 0, &pipeline, error));

  /* A list of commands is all or nothing. */
  snprintf(
      commands, sizeof commands,
      "[{\"command\": \"add_pipeline\", \"at\": \"2026-07-06T09:00:00Z\", \"definition\": %s},"
      " {\"command\": \"create_opportunity\", \"at\": \"2026-07-06T09:00:00Z\", \"id\": \"acme\","
      "  \"pipeline\": \"sales\", \"name\": \"Acme, 20 seats\", \"value\": \"12000 EUR\"}]",
      sp_buffer_data(pipeline));
  must(sp_book_command(book, commands, SP_TO_ZERO, NULL, error));

  /* May it go there? The answer has every reason, and nothing changes. */
  must(sp_book_evaluate(book, "acme", SP_TO_ZERO, "Lost", SP_TO_ZERO, friday, NULL, &allowed,
                        &answer, error));
  show(answer);
  must(sp_book_move(book, "acme", SP_TO_ZERO, "Won", SP_TO_ZERO, friday, NULL, &allowed, NULL,
                    error));
  printf("won: %d\n", (int)allowed);

  must(sp_book_query(book, "{\"query\": \"opportunity\", \"opportunity\": \"acme\"}", SP_TO_ZERO,
                     &answer, error));
  show(answer);
  must(sp_buffer_close(pipeline));
  must(sp_book_close(book, error));
  must(sp_error_close(error));
  return 0;
}
