#include <cstdlib>
#include <iostream>

#include <gtest/gtest.h>

#include "allocations.hpp"

int main(int count, char** arguments) {
  if (!salespipe::memory_test::take_over_sqlite()) {
    std::cerr << "SQLite was in use before its memory could be taken over\n";
    return EXIT_FAILURE;
  }
  testing::InitGoogleTest(&count, arguments);
  return RUN_ALL_TESTS();
}
