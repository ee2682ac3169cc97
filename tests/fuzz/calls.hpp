#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "salespipe.h"
#include "support/owned_handle.hpp"

// The C interface as targets call it: whatever a call comes to, it must come to something that the
// header promises.
namespace salespipe::fuzz {

/// The library did not do what it promises.
class Broken : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

void require(bool holds, std::string_view what);

using OwnedBook = test::OwnedHandle<sp_book_close>;
using OwnedDataset = test::OwnedHandle<sp_dataset_close>;
using OwnedReport = test::OwnedHandle<sp_report_close>;
using OwnedState = test::OwnedHandle<sp_state_close>;
using OwnedWatch = test::OwnedHandle<sp_watch_close>;

/// What a call came to.
struct Told {
  sp_status status = SP_OK;
  std::string message;
  bool ok() const { return status == SP_OK; }
};

namespace detail {

Told told_by(const char* function, sp_status status, sp_error error);
sp_error error_of_this_thread();

}  // namespace detail

/// `call(sp_error)`, one function of the interface. Broken for a defect of the library, for a
/// failure without a message and for a message that is no text.
template <class Call>
Told told(const char* function, const Call& call) {
  const sp_error error = detail::error_of_this_thread();
  return detail::told_by(function, call(error), error);
}
/// The same; it must succeed.
template <class Call>
void done(const char* function, const Call& call) {
  const Told what = told(function, call);
  require(what.ok(), std::string(function) + " fails: " + what.message);
}

/// The bytes of a buffer, which is closed.
std::string take(sp_buffer buffer);
/// Broken when the text is not JSON in UTF-8.
void require_json(std::string_view text, std::string_view what);
/// The lines of a text, without their ends.
std::vector<std::string_view> lines_of(std::string_view text);

/// What keeps a target quick: longer inputs are let be.
inline constexpr std::size_t kLongestInput = 16'384;

}  // namespace salespipe::fuzz
