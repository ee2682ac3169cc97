/* A host application in small: the installed header and shared library, from C. */
#include <salespipe.h>
#include <stdio.h>
#include <string.h>

int main(int argc, char** argv) {
  sp_book book = 0;
  sp_buffer state = 0;
  const char* query = "{\"query\": \"state\"}";
  if (sp_book_create(NULL, &book, 0) != SP_OK) return 1;
  if (sp_book_query(book, query, SP_TO_ZERO, &state, 0) != SP_OK) return 2;
  printf("salespipe %s: %s\n", sp_version(), sp_buffer_data(state));
  sp_buffer_close(state);
  sp_book_close(book, 0);
  return argc == 2 && strcmp(sp_version(), argv[1]) == 0 ? 0 : 3;
}
