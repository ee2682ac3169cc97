// Every function with every kind of wrong argument: a code each time, outputs at zero, streams that
// were given away released, and the rest of the world as it was.
#include <fstream>
#include <set>

#include "calls.hpp"

namespace salespipe::c_test {
namespace {

/// Runs a call with one argument wrong; false when it has no such argument.
bool run(const World& world, const Call& call, int place, Wrong wrong) {
  Probe probe(world, place, wrong);
  Outputs out{};
  const auto status = call.run(probe, out);
  if (!probe.reached()) return false;
  if (!probe.applies()) {
    EXPECT_EQ(status, SP_OK) << call.name << ", argument " << place;
  } else {
    EXPECT_EQ(status, probe.expected())
        << call.name << ", argument " << place << ", wrong in way " << static_cast<int>(wrong);
  }
  if (status != SP_OK) {
    SCOPED_TRACE(call.name);
    probe.expect_outputs_are_zero();
    const bool unread = wrong == Wrong::struct_size_zero || wrong == Wrong::struct_size_short ||
                        wrong == Wrong::null;
    if (!unread) probe.expect_streams_are_released();
  } else if (call.gives != Thing::error && out.handle != 0 && out.handle != 0x0707070707070707U) {
    EXPECT_EQ(World::close(call.gives, out.handle), SP_OK) << call.name;
  }
  return true;
}

TEST(Arguments, EveryFunctionTellsEveryWrongArgument) {
  const World world;
  int told = 0;
  for (const auto& call : calls()) {
    for (std::size_t wrong = 0; wrong < kWrongs; ++wrong) {
      for (int place = 0; run(world, call, place, static_cast<Wrong>(wrong)); ++place) ++told;
    }
  }
  EXPECT_GT(told, 1000);
}

TEST(Arguments, EveryFunctionWorksWhenNothingIsWrong) {
  const World world;
  for (const auto& call : calls()) {
    Probe probe(world, Probe::kNothingWrong, Wrong::null);
    Outputs out{};
    EXPECT_EQ(call.run(probe, out), SP_OK) << call.name;
    if (call.gives != Thing::error) {
      EXPECT_EQ(World::close(call.gives, out.handle), SP_OK);
    }
  }
}

TEST(Arguments, TheTableOfCallsMissesNoFunction) {
  std::set<std::string> tested;
  for (const auto& call : calls()) tested.insert(call.name);
  // Those that give a value instead of a status: tested by name elsewhere.
  for (const char* name : {"sp_version", "sp_abi_version", "sp_has_feature", "sp_status_name",
                           "sp_error_message", "sp_error_file", "sp_error_line", "sp_error_column",
                           "sp_error_field", "sp_buffer_data", "sp_buffer_size"}) {
    tested.insert(name);
  }
  std::ifstream list(SALESPIPE_SYMBOLS);
  std::set<std::string> exported;
  for (std::string line; std::getline(list, line);) {
    if (!line.empty() && line.front() != '#') exported.insert(line);
  }
  EXPECT_EQ(tested, exported);
}

TEST(Arguments, ValuesInsteadOfStatusesAreEmptyForWrongHandles) {
  const World world;
  for (const std::uint64_t wrong :
       {std::uint64_t{0}, std::uint64_t{1}, ~std::uint64_t{0}, world[Thing::book]}) {
    EXPECT_STREQ(sp_error_message(wrong), "");
    EXPECT_STREQ(sp_error_file(wrong), "");
    EXPECT_EQ(sp_error_line(wrong), 0);
    EXPECT_STREQ(sp_error_column(wrong), "");
    EXPECT_STREQ(sp_error_field(wrong), "");
    EXPECT_EQ(sp_buffer_data(wrong), nullptr);
    EXPECT_EQ(sp_buffer_size(wrong), 0U);
  }
}

TEST(Arguments, ANumberThatIsNoStatusHasNoName) {
  EXPECT_STREQ(sp_status_name(SP_OK), "ok");
  EXPECT_STREQ(sp_status_name(SP_ERROR_INVALID_STATE), "invalid_state");
  EXPECT_STREQ(sp_status_name(SP_ERROR_FORKED), "forked");
  for (const sp_status wrong : {-1, 999, INT32_MIN, INT32_MAX}) {
    EXPECT_STREQ(sp_status_name(wrong), "unknown") << wrong;
  }
}

TEST(Arguments, AStructOfALaterVersionIsTakenWhileItsNewMembersAreZero) {
  struct Later {
    sp_book_options known;
    std::uint64_t unknown;
  } later{};
  later.known.struct_size = sizeof later;
  OwnedBook book;
  EXPECT_EQ(sp_book_create(&later.known, book.out(), 0), SP_OK);
  later.unknown = 1;
  sp_book refused = 7;
  EXPECT_EQ(sp_book_create(&later.known, &refused, 0), SP_ERROR_UNSUPPORTED);
  EXPECT_EQ(refused, 0U);
  later.known.struct_size = 0xFFFF'FFFFU;
  EXPECT_EQ(sp_book_create(&later.known, &refused, 0), SP_ERROR_INVALID_ARGUMENT);
}

TEST(Arguments, FeaturesAreAskedForByName) {
  EXPECT_EQ(sp_has_feature("arrow"), 1);
  EXPECT_EQ(sp_has_feature("teleport"), 0);
  EXPECT_EQ(sp_has_feature(nullptr), 0);
  sp_buffer info = 0;
  ASSERT_EQ(sp_library_info(&info, 0), SP_OK);
  const auto told = json::parse(take(info));
  EXPECT_EQ(told["version"], sp_version());
  for (const auto& feature : told["features"]) {
    EXPECT_EQ(sp_has_feature(feature.get<std::string>().c_str()), 1);
  }
}

}  // namespace
}  // namespace salespipe::c_test
