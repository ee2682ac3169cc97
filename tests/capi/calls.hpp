#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "c_support.hpp"

// Every function of the interface as a call whose arguments can be made wrong one at a time.
namespace salespipe::c_test {

enum class Thing : std::uint8_t { error, buffer, book, dataset, report, state, watch };
inline constexpr std::size_t kThings = 7;

/// One open thing of each kind, and a small table.
class World {
 public:
  World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;
  ~World();
  std::uint64_t operator[](Thing thing) const { return open_[static_cast<std::size_t>(thing)]; }
  /// A further one, the caller's to close.
  static std::uint64_t make(Thing thing, const World* world = nullptr);
  static sp_status close(Thing thing, std::uint64_t handle);

 private:
  std::array<std::uint64_t, kThings> open_{};
};

/// What can be wrong with an argument.
enum class Wrong : std::uint8_t {
  handle_none,
  handle_closed,
  handle_of_another_kind,
  handle_made_up,
  null,
  text_not_utf8,
  text_with_zero_byte,
  text_too_long,
  struct_size_zero,
  struct_size_short,
  struct_with_unknown_members,
  stream_released,
};
inline constexpr std::size_t kWrongs = 12;

/// Hands out the arguments of one call, one of them wrong: argument number `place`, in the way of
/// `wrong`. Outputs are full of rubbish before the call.
class Probe {
 public:
  static constexpr int kNothingWrong = -1;
  Probe(const World& world, int place, Wrong wrong) : world_(world), place_(place), wrong_(wrong) {}
  Probe(const Probe&) = delete;
  Probe& operator=(const Probe&) = delete;
  ~Probe();

  std::uint64_t handle(Thing thing);
  /// Of its own, since the call closes it.
  std::uint64_t to_be_closed(Thing thing);
  sp_error error();
  const char* text(const char* right, std::size_t& size);
  /// An output that is needed, or may be left out.
  template <class T>
  T* needed(T* place_of_it) {
    return output(place_of_it, true);
  }
  template <class T>
  T* optional(T* place_of_it) {
    return output(place_of_it, false);
  }
  ArrowArrayStream* stream_out(bool is_needed);
  ArrowArrayStream* stream_in(const std::function<void(ArrowArrayStream*)>& fill);
  /// A struct of options; `may_be_null`: NULL means all zero; `first`: its size in interface 1.0.
  template <class Options>
  const Options* options(Options right, bool may_be_null, std::size_t first = sizeof(Options));

  bool reached() const { return reached_; }  ///< The call has an argument of that number,
  bool applies() const { return applies_; }  ///< and it can be wrong in that way.
  sp_status expected() const { return expected_; }
  /// What outputs hold now: all zero.
  void expect_outputs_are_zero() const;
  /// What streams the call took over: all released.
  void expect_streams_are_released() const;
  /// Ends what the call gave.
  void clean_up();

 private:
  bool here();
  bool is(Wrong wrong) const { return wrong_ == wrong; }
  void expect(sp_status status) {
    applies_ = true;
    expected_ = status;
  }
  template <class T>
  T* output(T* at, bool is_needed) {
    std::memset(at, 7, sizeof *at);
    outputs_.push_back({at, sizeof *at});
    if (!here() || !is(Wrong::null)) return at;
    expect(is_needed ? SP_ERROR_INVALID_ARGUMENT : SP_OK);
    outputs_.pop_back();
    return nullptr;
  }

  struct Bytes {
    void* at;
    std::size_t size;
  };
  const World& world_;
  int place_;
  Wrong wrong_;
  int next_ = 0;
  bool reached_ = false;
  bool applies_ = false;
  sp_status expected_ = SP_OK;
  std::vector<Bytes> outputs_;
  std::deque<ArrowArrayStream> streams_in_;
  std::deque<ArrowArrayStream> streams_out_;
  std::deque<std::vector<unsigned char>> structs_;
  std::deque<std::string> texts_;
  std::vector<std::pair<Thing, std::uint64_t>> own_;
};

/// Where a call puts what it gives.
struct Outputs {
  std::uint64_t handle;
  std::uint64_t number;
  std::int32_t flag;
};

struct Call {
  const char* name;
  std::function<sp_status(Probe&, Outputs&)> run;
  Thing gives = Thing::error;  ///< What Outputs::handle is; error: nothing.
  bool changes_book = false;
};

/// All functions that return a status. In the order of the header.
const std::vector<Call>& calls();

template <class Options>
const Options* Probe::options(Options right, bool may_be_null, std::size_t first) {
  right.struct_size = sizeof right;
  auto& bytes = structs_.emplace_back(sizeof right + 16);
  std::memcpy(bytes.data(), &right, sizeof right);
  const auto set_size = [&](std::size_t size) {
    const auto value = static_cast<std::uint32_t>(size);
    std::memcpy(bytes.data(), &value, sizeof value);
  };
  if (here()) {
    switch (wrong_) {
      case Wrong::null:
        expect(may_be_null ? SP_OK : SP_ERROR_INVALID_ARGUMENT);
        return nullptr;
      case Wrong::struct_size_zero:
        set_size(0);
        expect(SP_ERROR_INVALID_ARGUMENT);
        break;
      case Wrong::struct_size_short:
        set_size(first - 8);
        expect(SP_ERROR_INVALID_ARGUMENT);
        break;
      case Wrong::struct_with_unknown_members:
        set_size(sizeof right + 8);
        bytes[sizeof right + 3] = 1;
        expect(SP_ERROR_UNSUPPORTED);
        break;
      default:
        break;
    }
  }
  // Memory from a vector is aligned for any of the structs.
  return reinterpret_cast<const Options*>(bytes.data());
}

}  // namespace salespipe::c_test
