// The short form of fuzzing, in every run of the tests: each target is given its kept inputs, and
// changes of them that are the same each time. With SALESPIPE_FUZZ_KEEP=FILE each input is written
// to FILE first: after a crash, it is the one that crashed.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "calls.hpp"
#include "mutate.hpp"
#include "target.hpp"

namespace salespipe::fuzz {

void PrintTo(const Target& target, std::ostream* out) { *out << target.name; }

namespace {

std::string content_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::filesystem::path> kept_inputs(const Target& target) {
  std::vector<std::filesystem::path> out;
  const std::filesystem::path folder(SALESPIPE_CORPUS);
  for (const auto& entry : std::filesystem::directory_iterator(folder / target.name)) {
    out.push_back(entry.path());
  }
  std::sort(out.begin(), out.end());
  return out;
}

void run(const Target& target, const std::string& input, const std::string& whence) {
  if (const char* const keep = std::getenv("SALESPIPE_FUZZ_KEEP")) {
    std::ofstream(keep, std::ios::binary | std::ios::trunc) << input;
  }
  try {
    target.run(input);
  } catch (const std::exception& found) {
    ADD_FAILURE() << target.name << ", " << whence << ": " << found.what() << "\ninput, "
                  << input.size() << " bytes:\n"
                  << testing::PrintToString(input);
  }
}

class KeptInputs : public testing::TestWithParam<Target> {};

TEST_P(KeptInputs, AreTaken) {
  const auto inputs = kept_inputs(GetParam());
  ASSERT_GE(inputs.size(), 10U) << "the corpus is not there";
  for (const auto& path : inputs) {
    run(GetParam(), content_of(path), path.filename().string());
    if (HasFailure()) return;
  }
}

TEST_P(KeptInputs, AreTakenWhenTheyAreChanged) {
  const auto inputs = kept_inputs(GetParam());
  ASSERT_FALSE(inputs.empty());
  std::vector<std::string> contents;
  for (const auto& path : inputs) contents.push_back(content_of(path));
  for (std::uint64_t i = 0; i < SALESPIPE_FUZZ_CHANGES; ++i) {
    const std::size_t which = i % inputs.size();
    run(GetParam(), mutated(contents[which], i, GetParam().is_text, kLongestInput),
        inputs[which].filename().string() + " changed by " + std::to_string(i));
    if (HasFailure()) return;
  }
}

INSTANTIATE_TEST_SUITE_P(All, KeptInputs, testing::ValuesIn(targets().begin(), targets().end()),
                         [](const auto& target) { return std::string(target.param.name); });

/// The controls: what must be found is found.
TEST(Calls, ATargetFindsWhatIsNotPromised) {
  EXPECT_THROW(require(false, "no"), Broken);
  EXPECT_THROW(require_json("{", "it"), Broken);
  EXPECT_THROW(told("it", [](sp_error) { return SP_ERROR_PARSE; }), Broken);  // without a message
  EXPECT_THROW(done("sp_buffer_close", [](sp_error) { return sp_buffer_close(0); }), Broken);
  EXPECT_NO_THROW(told("sp_library_info", [](sp_error error) {
    sp_buffer text = 0;
    const auto status = sp_library_info(&text, error);
    take(text);
    return status;
  }));
}

TEST(Changes, AreTheSameForTheSameSeed) {
  const std::string input = R"({"command":"win","at":"2026-01-01T09:00:00Z"})";
  EXPECT_EQ(mutated(input, 7, true, 100), mutated(input, 7, true, 100));
  int different = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const auto changed = mutated(input, seed, seed % 2 == 0, 60);
    EXPECT_LE(changed.size(), 60U);
    different += changed != input ? 1 : 0;
  }
  EXPECT_GT(different, 80);
}

}  // namespace
}  // namespace salespipe::fuzz
