/* Loses a block of memory on purpose: memcheck must say so, or it is blind. Without it the program
 * succeeds. */
#include <stdlib.h>

int main(void) {
  char* volatile block = malloc(32);
  if (block == NULL) return 0;
  block[0] = 1;
  block = NULL;
  return 0;
}
