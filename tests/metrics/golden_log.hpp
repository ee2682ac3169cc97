#pragma once

#include "metrics/support.hpp"

namespace salespipe::test {

/// The log of METRIC_SEMANTICS.md section 6: eight deals around the first quarter of 2025.
inline metrics::Dataset golden_log() {
  DatasetBuilder b(model());
  Deal(b, "A", "2025-01-05", 100)
      .stage("Qualified", "2025-01-15")
      .stage("Proposal", "2025-02-10")
      .won("2025-03-10");
  Deal(b, "B", "2025-01-10", 200).stage("Qualified", "2025-01-30").lost("2025-02-20");
  Deal(b, "C", "2024-12-01", 300)
      .value(300, "2024-12-01")
      .stage("Qualified", "2024-12-20")
      .stage("Proposal", "2025-01-20")
      .value(360, "2025-02-15");
  Deal(b, "D", "2024-12-15", 400).stage("Proposal", "2025-01-12").won("2025-03-20");
  Deal(b, "E", "2025-02-01", 150)
      .stage("Qualified", "2025-02-20")
      .stage("New", "2025-03-05")
      .stage("Qualified", "2025-03-15");
  Deal(b, "F", "2025-01-20", 80)
      .value(80, "2025-01-20")
      .lost("2025-02-05")
      .stage("Qualified", "2025-02-25")
      .value(90, "2025-03-27")
      .won("2025-03-28");
  Deal(b, "G", "2024-11-01", 250)
      .value(250, "2024-11-01")
      .stage("Qualified", "2024-11-20")
      .value(200, "2025-01-25")
      .lost("2025-03-12");
  Deal(b, "H", "2025-03-01", 500);
  return b.build();
}

}  // namespace salespipe::test
