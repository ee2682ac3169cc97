#pragma once

#include "arguments.hpp"

namespace salespipe::c {

/// sp_query_options, checked.
struct QueryOptions {
  int threads = 1;
  Day today = kNoDay;

  explicit QueryOptions(const sp_query_options* given) {
    const auto options = options_of(given);
    threads = threads_of(options.threads);
    today = member_day(options.today, "today");
  }
};

/// Where a table is to be put, empty for now. Error(invalid_argument) for NULL.
inline ArrowArrayStream& need_stream(ArrowArrayStream* stream) { return need(stream, "stream"); }

}  // namespace salespipe::c
