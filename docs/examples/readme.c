#include <salespipe.h>
#include <stdio.h>

/* Errors are left out here: every call returns a status, and an sp_error takes what went wrong. */
int main(void) {
  sp_book book = 0;
  sp_buffer pipeline = 0, decision = 0;
  int32_t allowed = 0;
  char command[8192];
  sp_book_create(NULL, &book, 0); /* or sp_book_open("sales.db", ...), which keeps every change */
  sp_pipeline_standard("Sales", SP_TO_ZERO, "EUR", SP_TO_ZERO, 0, &pipeline, 0);
  snprintf(
      command, sizeof command,
      "[{\"command\": \"add_pipeline\", \"at\": \"2026-07-01T09:00:00Z\", \"definition\": %s},"
      "{\"command\": \"create_opportunity\", \"at\": \"2026-07-01T09:00:00Z\", \"id\": \"acme\","
      "\"pipeline\": \"sales\", \"name\": \"Acme, 20 seats\", \"value\": \"12000 EUR\"}]",
      sp_buffer_data(pipeline));
  sp_book_command(book, command, SP_TO_ZERO, NULL, 0);
  sp_book_move(book, "acme", SP_TO_ZERO, "Lost", SP_TO_ZERO, 1782896400000000, NULL, &allowed,
               &decision, 0);
  printf("%d %s\n", allowed, sp_buffer_data(decision)); /* a refusal is a value */
  sp_buffer_close(decision);
  sp_buffer_close(pipeline);
  sp_book_close(book, 0);
  return 0;
}
