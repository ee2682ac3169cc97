#include "calls.hpp"

namespace salespipe::c_test {
namespace {

constexpr const char* kQuery = R"({"period":"2024","metrics":["won_revenue"]})";

void simulate(ArrowArrayStream* deals, sp_buffer* definition) {
  sp_simulate_options options{};
  options.struct_size = sizeof options;
  options.opportunities = 40;
  EXPECT_EQ(sp_simulate_tables(&options, 0, 0, deals, nullptr, nullptr, nullptr, definition, 0),
            SP_OK);
}

sp_dataset small_dataset() {
  ArrowArrayStream deals{};
  sp_buffer definition = 0;
  simulate(&deals, &definition);
  sp_tables tables{};
  tables.struct_size = sizeof tables;
  tables.opportunities = &deals;
  sp_dataset_options options{};
  options.struct_size = sizeof options;
  const auto pipeline = take(definition);
  options.pipelines = pipeline.c_str();
  sp_dataset dataset = 0;
  EXPECT_EQ(sp_dataset_from_tables(&tables, &options, &dataset, 0), SP_OK);
  return dataset;
}

}  // namespace

World::World() {
  for (std::size_t i = 0; i < kThings; ++i) open_[i] = make(static_cast<Thing>(i), this);
}

World::~World() {
  for (std::size_t i = 0; i < kThings; ++i) {
    EXPECT_EQ(close(static_cast<Thing>(i), open_[i]), SP_OK) << i;
  }
}

std::uint64_t World::make(Thing thing, const World* world) {
  std::uint64_t made = 0;
  const auto opened = [&](Thing needed) {
    return world != nullptr && (*world)[needed] != 0 ? (*world)[needed] : make(needed);
  };
  switch (thing) {
    case Thing::error:
      EXPECT_EQ(sp_error_create(&made), SP_OK);
      break;
    case Thing::buffer:
      EXPECT_EQ(sp_metrics_catalogue(&made, 0), SP_OK);
      break;
    case Thing::book: {
      OwnedBook book = book_with_a_deal();
      std::swap(made, *book.out());
      break;
    }
    case Thing::dataset:
      made = small_dataset();
      break;
    case Thing::report:
      EXPECT_EQ(sp_dataset_report(opened(Thing::dataset), kQuery, SP_TO_ZERO, nullptr, &made, 0),
                SP_OK);
      break;
    case Thing::state:
      EXPECT_EQ(sp_state_create(opened(Thing::dataset), kQuery, SP_TO_ZERO, nullptr, &made, 0),
                SP_OK);
      break;
    case Thing::watch:
      EXPECT_EQ(sp_watch_create(opened(Thing::book), kQuery, SP_TO_ZERO, nullptr, &made, 0), SP_OK);
      break;
  }
  return made;
}

sp_status World::close(Thing thing, std::uint64_t handle) {
  switch (thing) {
    case Thing::error:
      return sp_error_close(handle);
    case Thing::buffer:
      return sp_buffer_close(handle);
    case Thing::book:
      return sp_book_close(handle, 0);
    case Thing::dataset:
      return sp_dataset_close(handle, 0);
    case Thing::report:
      return sp_report_close(handle, 0);
    case Thing::state:
      return sp_state_close(handle, 0);
    case Thing::watch:
      return sp_watch_close(handle, 0);
  }
  return SP_ERROR_INTERNAL;
}

Probe::~Probe() { clean_up(); }

bool Probe::here() {
  const bool is_here = next_++ == place_;
  reached_ = reached_ || is_here;
  return is_here;
}

std::uint64_t Probe::handle(Thing thing) {
  if (!here()) return world_[thing];
  const auto refused = [&](std::uint64_t wrong) {
    expect(SP_ERROR_INVALID_HANDLE);
    return wrong;
  };
  switch (wrong_) {
    case Wrong::handle_none:
      return refused(0);
    case Wrong::handle_closed: {
      const auto closed = World::make(Thing::buffer);
      EXPECT_EQ(sp_buffer_close(closed), SP_OK);
      if (thing == Thing::buffer) return refused(closed);
      const auto own = World::make(thing, &world_);
      EXPECT_EQ(World::close(thing, own), SP_OK);
      return refused(own);
    }
    case Wrong::handle_of_another_kind:
      return refused(world_[thing == Thing::book ? Thing::report : Thing::book]);
    case Wrong::handle_made_up:
      return refused(world_[thing] ^ 0xFFFF'FFFF'0000'0000U);
    default:
      return world_[thing];
  }
}

std::uint64_t Probe::to_be_closed(Thing thing) {
  const auto given = handle(thing);
  if (applies_) return given;
  own_.emplace_back(thing, World::make(thing, &world_));
  return own_.back().second;
}

sp_error Probe::error() {
  if (place_ == next_ && is(Wrong::handle_none)) {  // no error wanted is no mistake
    here();
    expect(SP_OK);
    return 0;
  }
  return handle(Thing::error);
}

const char* Probe::text(const char* right, std::size_t& size) {
  size = SP_TO_ZERO;
  if (!here()) return right;
  const auto refused = [&](std::string wrong) {
    expect(SP_ERROR_INVALID_ARGUMENT);
    const auto& kept = texts_.emplace_back(std::move(wrong));
    size = kept.size();
    return kept.c_str();
  };
  switch (wrong_) {
    case Wrong::null:
      refused("xxx");  // a size without a text
      return nullptr;
    case Wrong::text_not_utf8:
      return refused("\xC3(");
    case Wrong::text_with_zero_byte:
      return refused(std::string("a\0b", 3));
    case Wrong::text_too_long:
      refused("x");
      size = SIZE_MAX - 1;
      return texts_.back().c_str();
    default:
      return right;
  }
}

ArrowArrayStream* Probe::stream_out(bool is_needed) {
  auto& stream = streams_out_.emplace_back();
  auto* const given = is_needed ? needed(&stream) : optional(&stream);
  if (given == nullptr) streams_out_.pop_back();
  return given;
}

ArrowArrayStream* Probe::stream_in(const std::function<void(ArrowArrayStream*)>& fill) {
  if (here()) {
    if (is(Wrong::null)) {
      expect(SP_ERROR_INVALID_ARGUMENT);
      return nullptr;
    }
    if (is(Wrong::stream_released)) {
      expect(SP_ERROR_INVALID_ARGUMENT);
      return &streams_in_.emplace_back(ArrowArrayStream{});
    }
  }
  auto& stream = streams_in_.emplace_back(ArrowArrayStream{});
  fill(&stream);
  return &stream;
}

void Probe::expect_outputs_are_zero() const {
  for (const auto& output : outputs_) {
    const auto* const bytes = static_cast<const unsigned char*>(output.at);
    for (std::size_t i = 0; i < output.size; ++i) EXPECT_EQ(bytes[i], 0) << "byte " << i;
  }
}

void Probe::expect_streams_are_released() const {
  for (const auto& stream : streams_in_) EXPECT_EQ(stream.release, nullptr);
}

void Probe::clean_up() {
  for (auto& stream : streams_in_) {  // a struct that could not be read was not taken over
    if (stream.release != nullptr) stream.release(&stream);
  }
  for (auto& stream : streams_out_) {
    // Rubbish where the call was never made.
    std::array<unsigned char, sizeof stream> rubbish{};
    rubbish.fill(7);
    const bool untouched = std::memcmp(&stream, rubbish.data(), sizeof stream) == 0;
    if (!untouched && stream.release != nullptr) stream.release(&stream);
  }
  streams_out_.clear();
  for (const auto& [thing, handle] : own_) (void)World::close(thing, handle);
  own_.clear();
}

}  // namespace salespipe::c_test
