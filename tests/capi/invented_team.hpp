#pragma once

#include <cstdint>
#include <string>

#include "c_support.hpp"

namespace salespipe::c_test {

inline sp_simulate_options team_of(std::uint64_t opportunities, std::uint64_t seed,
                                   std::int32_t threads = 0) {
  sp_simulate_options out{};
  out.struct_size = sizeof out;
  out.opportunities = opportunities;
  out.seed = seed;
  out.threads = threads;
  return out;
}

/// The tables of an invented team: its deals, or a run of them, with their history.
struct Team {
  explicit Team(std::uint64_t first = 0, std::uint64_t count = 0,
                const sp_simulate_options& team = team_of(400, 7))
      : threads(team.threads) {
    sp_buffer text = 0;
    EXPECT_EQ(sp_simulate_tables(&team, first, count, &deals, &history, nullptr, nullptr, &text, 0),
              SP_OK);
    definition = take(text);
  }
  /// They are read from where the team stands, once.
  sp_tables tables() {
    sp_tables out{};
    out.struct_size = sizeof out;
    out.opportunities = &deals;
    out.history = &history;
    return out;
  }
  sp_dataset_options options() const {
    sp_dataset_options out{};
    out.struct_size = sizeof out;
    out.threads = threads;
    out.pipelines = definition.c_str();
    return out;
  }
  OwnedDataset dataset() {
    const sp_tables given = tables();
    sp_dataset_options wanted = options();
    wanted.timezone = "Europe/Stockholm";
    OwnedDataset out;
    const ErrorText error;
    EXPECT_EQ(sp_dataset_from_tables(&given, &wanted, out.out(), error), SP_OK) << error.message();
    return out;
  }

  std::int32_t threads;
  ArrowArrayStream deals{};
  ArrowArrayStream history{};
  std::string definition;
};

}  // namespace salespipe::c_test
