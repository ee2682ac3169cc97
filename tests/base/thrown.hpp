#pragma once

#include <string>
#include <utility>

#include "salespipe/base/error.hpp"

namespace salespipe::test {

/// The code of the Error that `action` throws; ErrorCode::ok when it throws none.
template <class Action>
ErrorCode code_of(Action&& action) {
  try {
    std::forward<Action>(action)();
  } catch (const Error& error) {
    return error.code();
  }
  return ErrorCode::ok;
}

/// What the Error that `action` throws says; "" when it throws none.
template <class Action>
std::string message_of(Action&& action) {
  try {
    std::forward<Action>(action)();
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

}  // namespace salespipe::test
