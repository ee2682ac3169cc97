#pragma once

#include "metrics/support.hpp"

namespace salespipe::test {

/// The log of METRIC_SEMANTICS.md section 6, with a quota of the team where one is given: eight
/// deals around the first quarter of 2025.
inline metrics::Dataset golden_log(std::int64_t quota = 0) {
  DatasetBuilder b(model());
  if (quota != 0) b.add(metrics::QuotaRow{"", day("2025-01-01"), day("2025-04-01"), quota});
  Deal(b, "A", "2025-01-05", 100)
      .closing("2025-03-20", "2025-01-05")
      .stage("Qualified", "2025-01-15")
      .stage("Proposal", "2025-02-10")
      .won("2025-03-10");
  Deal(b, "B", "2025-01-10", 200)
      .closing("2025-03-31", "2025-01-10")
      .stage("Qualified", "2025-01-30")
      .lost("2025-02-20");
  Deal(b, "C", "2024-12-01", 300)
      .closing("2025-03-15", "2024-12-01")
      .value(300, "2024-12-01")
      .stage("Qualified", "2024-12-20")
      .stage("Proposal", "2025-01-20")
      .value(360, "2025-02-15")
      .closing("2025-04-30", "2025-03-25");
  Deal(b, "D", "2024-12-15", 400)
      .closing("2025-05-10", "2024-12-15")
      .stage("Proposal", "2025-01-12")
      .closing("2025-03-25", "2025-02-01")
      .won("2025-03-20");
  Deal(b, "E", "2025-02-01", 150)
      .closing("2025-03-30", "2025-02-01")
      .stage("Qualified", "2025-02-20")
      .stage("New", "2025-03-05")
      .stage("Qualified", "2025-03-15");
  Deal(b, "F", "2025-01-20", 80)
      .closing("2025-02-28", "2025-01-20")
      .value(80, "2025-01-20")
      .lost("2025-02-05")
      .stage("Qualified", "2025-02-25")
      .value(90, "2025-03-27")
      .won("2025-03-28");
  Deal(b, "G", "2024-11-01", 250)
      .closing("2025-03-10", "2024-11-01")
      .value(250, "2024-11-01")
      .stage("Qualified", "2024-11-20")
      .value(200, "2025-01-25")
      .lost("2025-03-12");
  Deal(b, "H", "2025-03-01", 500).closing("2025-06-30", "2025-03-01");
  return b.build();
}

}  // namespace salespipe::test
