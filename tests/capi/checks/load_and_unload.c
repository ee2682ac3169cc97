/* Loads the shared library, uses it and unloads it, a thousand times: nothing may be left behind.
 */
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "salespipe.h"

typedef sp_status (*create_function)(const sp_book_options*, sp_book*, sp_error);
typedef sp_status (*query_function)(sp_book, const char*, size_t, sp_buffer*, sp_error);
typedef sp_status (*close_function)(sp_book, sp_error);
typedef sp_status (*close_buffer_function)(sp_buffer);

/* ISO C has no cast from an object's address to a function's. */
static void find(void* library, const char* name, void* function, size_t size) {
  void* found = dlsym(library, name);
  memcpy(function, &found, size);
}

static long pages_in_use(void) {
  long total = 0, resident = 0;
  FILE* file = fopen("/proc/self/statm", "r");
  if (file == NULL) return 0;
  if (fscanf(file, "%ld %ld", &total, &resident) != 2) resident = 0;
  fclose(file);
  return resident;
}

int main(int argc, char** argv) {
  long early = 0;
  int round;
  if (argc != 2) return 2;
  for (round = 0; round < 1000; ++round) {
    create_function create;
    query_function query;
    close_function close_book;
    close_buffer_function close_buffer;
    sp_book book = 0;
    sp_buffer answer = 0;
    void* library = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
      fprintf(stderr, "%s\n", dlerror());
      return 1;
    }
    find(library, "sp_book_create", &create, sizeof create);
    find(library, "sp_book_query", &query, sizeof query);
    find(library, "sp_book_close", &close_book, sizeof close_book);
    find(library, "sp_buffer_close", &close_buffer, sizeof close_buffer);
    if (create(NULL, &book, 0) != SP_OK) return 3;
    if (query(book, "{\"query\": \"state\"}", SP_TO_ZERO, &answer, 0) != SP_OK) return 4;
    if (close_buffer(answer) != SP_OK || close_book(book, 0) != SP_OK) return 5;
    if (dlclose(library) != 0) return 6;
    if (dlopen(argv[1], RTLD_NOW | RTLD_NOLOAD) != NULL) {
      fprintf(stderr, "the library stays loaded\n");
      return 7;
    }
    if (round == 100) early = pages_in_use();
  }
  /* A leak of one page a round would be 900. */
  if (pages_in_use() > early + 300) {
    fprintf(stderr, "%ld pages more than after a hundred rounds\n", pages_in_use() - early);
    return 8;
  }
  puts("ok");
  return 0;
}
