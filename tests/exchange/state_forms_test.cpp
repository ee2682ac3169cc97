#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/byte_codec.hpp"
#include "metrics/random_data.hpp"
#include "salespipe/base/error.hpp"
#include "salespipe/exchange/state_arrow.hpp"
#include "salespipe/exchange/state_blob.hpp"

namespace salespipe::exchange {
namespace {

using test::query;
using ::testing::HasSubstr;

/// A state that a test can read: two deals of two owners.
PartialState two_deals() {
  test::DatasetBuilder builder(test::model());
  builder.add_history({});
  for (const char* owner : {"ann", "bob"}) {
    metrics::OpportunityRow deal;
    deal.id = owner;
    deal.owner = owner;
    deal.stage = "Won";
    deal.value = 12'345;
    deal.created = test::day("2025-01-05");
    deal.closed = test::day("2025-01-25");
    builder.add(deal);
  }
  auto asked =
      query({"won_count", "won_revenue", "cycle_days_median", "activities_per_rep"}, "2025-01");
  asked.by = {"owner"};
  return PartialState(asked, builder.build());
}

ArrowTable table_of(const PartialState& state) {
  ArrowArrayStream stream;
  auto writer = to_arrow(state);
  writer.finish(&stream);
  return ArrowTable::consume(&stream);
}

/// The same content with another byte or section: the checksum is made again.
std::string sealed(std::string body) {
  ByteWriter tail;
  tail.fixed(crc32c(body), 4);
  return body + tail.bytes();
}

ErrorCode refusal(const std::string& bytes) {
  try {
    static_cast<void>(state_from_bytes(bytes));
  } catch (const Error& error) {
    return error.code();
  }
  return ErrorCode::ok;
}

TEST(StateBytes, TheChecksumIsTheKnownOne) {
  EXPECT_EQ(crc32c("123456789"), 0xE3069283U);  // the check value of CRC-32C
  EXPECT_EQ(crc32c(""), 0U);
}

TEST(StateBytes, AnyChangedByteAndAnyCutIsNoticed) {
  const auto bytes = to_bytes(two_deals(), "job 7");
  ASSERT_EQ(refusal(bytes), ErrorCode::ok);
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    auto changed = bytes;
    changed[at] = static_cast<char>(changed[at] ^ (1 << (at % 8)));
    ASSERT_EQ(refusal(changed), ErrorCode::corrupt) << at;
    ASSERT_EQ(refusal(bytes.substr(0, at)), ErrorCode::corrupt) << at;
  }
  EXPECT_EQ(refusal(bytes + "x"), ErrorCode::corrupt);
}

TEST(StateBytes, AnUnknownOptionalSectionIsSkippedAndARequiredOneIsRefused) {
  const auto state = two_deals();
  auto body = to_bytes(state);
  body.resize(body.size() - 4);
  ASSERT_EQ(body[14], 4);  // the number of sections, behind magic, version and hash
  body[14] = 5;
  ByteWriter optional;
  optional.varint(900);
  optional.byte(0);
  optional.text("of a later version");
  EXPECT_TRUE(state_from_bytes(sealed(body + optional.bytes())).state() == state.state());
  ByteWriter required;
  required.varint(900);
  required.byte(1);
  required.text("");
  EXPECT_EQ(refusal(sealed(body + required.bytes())), ErrorCode::unsupported);
}

TEST(StateBytes, ALaterFormatIsRefusedAsSuch) {
  auto body = to_bytes(two_deals());
  body.resize(body.size() - 4);
  body[5] = 77;  // minor: adds nothing that must be known
  EXPECT_EQ(refusal(sealed(body)), ErrorCode::ok);
  body[4] = 2;
  EXPECT_EQ(refusal(sealed(body)), ErrorCode::unsupported);
}

TEST(StateBytes, TheProducerIsKept) {
  EXPECT_EQ(producer_of(to_bytes(two_deals(), "job 7, part 3")), "job 7, part 3");
  EXPECT_THROW(static_cast<void>(to_bytes(two_deals(), "\xFF")), Error);
}

TEST(StateBytes, WhatTheFirstVersionWroteIsReadForEver) {
  std::ifstream file(std::filesystem::path(SALESPIPE_GOLDEN) / "state-1.spms", std::ios::binary);
  ASSERT_TRUE(file.is_open());
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  const auto state = state_from_bytes(bytes);
  EXPECT_TRUE(state.state() == two_deals().state());
  EXPECT_EQ(producer_of(bytes), "golden");
  EXPECT_EQ(to_bytes(state, "golden"), bytes);
}

RC_GTEST_PROP(StateBytes, BytesThatAreNoStateAreRefusedWhateverTheyAre, ()) {
  const auto noise = *rc::gen::container<std::string>(rc::gen::arbitrary<char>());
  RC_ASSERT(refusal(noise) != ErrorCode::ok);
  RC_ASSERT(refusal(sealed("SPMS" + noise)) != ErrorCode::ok);
  // Damage under a right checksum: an error or another state, never more.
  auto body = to_bytes(two_deals());
  body.resize(body.size() - 4);
  for (int i = *rc::gen::inRange(1, 4); i > 0; --i) {
    const auto at = *rc::gen::inRange<std::size_t>(4, body.size());
    body[at] = *rc::gen::arbitrary<char>();
  }
  static_cast<void>(refusal(sealed(body)));
}

RC_GTEST_PROP(StateForms, AStateIsReadBackFromBothForms, ()) {
  const auto data = test::random_data();
  const PartialState state(test::random_query(), data);
  const auto bytes = to_bytes(state, "p");
  const auto from_bytes = state_from_bytes(bytes);
  RC_ASSERT(from_bytes.state() == state.state());
  RC_ASSERT(from_bytes.state().data_through() == state.state().data_through());
  RC_ASSERT(from_bytes.document() == state.document());
  RC_ASSERT(to_bytes(from_bytes, "p") == bytes);
  const auto from_arrow = state_from_arrow(table_of(state));
  RC_ASSERT(from_arrow.state() == state.state());
  RC_ASSERT(to_bytes(from_arrow, "p") == bytes);
}

TEST(StateTable, ATableThatIsNoStateIsRefused) {
  ArrowWriter writer;
  writer.text("slot", {"won_count"});
  writer.text("label", {""});
  for (const char* column : {"period", "bin", "value"}) writer.int64(column, {0});
  ArrowArrayStream stream;
  writer.finish(&stream);
  const auto table = ArrowTable::consume(&stream);
  try {
    static_cast<void>(state_from_arrow(table));
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("no row whose slot is \"#plan\""));
  }
}

TEST(PartialState, StatesOfDifferentQueriesDoNotMerge) {
  auto state = two_deals();
  const PartialState other(query({"won_count"}, "2025-02"),
                           test::DatasetBuilder(test::model()).build());
  EXPECT_THROW(state.merge(other), Error);
}

}  // namespace
}  // namespace salespipe::exchange
