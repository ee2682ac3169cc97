#include "error_object.hpp"

#include <exception>
#include <new>
#include <stdexcept>

#include "salespipe/base/error.hpp"

namespace salespipe::c {
namespace {

struct StatusText {
  sp_status status;
  const char* name;
  const char* message;
};

/// Those that salespipe::ErrorCode does not have.
constexpr StatusText kOwn[] = {
    {SP_ERROR_INVALID_HANDLE, "invalid_handle",
     "the handle is none, closed, of another kind, or was never given; use one that is open"},
    {SP_ERROR_OUT_OF_MEMORY, "out_of_memory",
     "out of memory; nothing was changed, and it can be tried again when there is some"},
    {SP_ERROR_REENTRANT, "reentrant",
     "a callback about a book cannot change that book; do it after the call that caused it"},
    {SP_ERROR_CALLBACK_FAILED, "callback_failed",
     "the call did its work, but a callback left with an exception; callbacks must return"},
    {SP_ERROR_FORKED, "forked",
     "the handle was opened before a fork and belongs to the parent process; open your own"},
};

static_assert(static_cast<sp_status>(ErrorCode::invalid_argument) == SP_ERROR_INVALID_ARGUMENT);
static_assert(static_cast<sp_status>(ErrorCode::not_allowed) == SP_ERROR_NOT_ALLOWED);

void note(ErrorObject* error, sp_status status, const char* message) noexcept {
  if (error == nullptr) return;
  error->clear();
  error->code = status;
  error->message.set(message);
}

sp_status take_exception(ErrorObject* error) noexcept {
  try {
    throw;
  } catch (const Failure& failure) {
    note(error, failure.status,
         failure.message != nullptr ? failure.message : status_message(failure.status));
    return failure.status;
  } catch (const Error& found) {
    const auto status = static_cast<sp_status>(found.code());
    note(error, status, "");
    if (error != nullptr) {
      error->message.set(found.message());
      error->line = found.place().line;
      error->file.set(found.place().file);
      error->column.set(found.place().column);
      error->field.set(found.place().field);
    }
    return status;
  } catch (const std::bad_alloc&) {
    note(error, SP_ERROR_OUT_OF_MEMORY, status_message(SP_ERROR_OUT_OF_MEMORY));
    return SP_ERROR_OUT_OF_MEMORY;
  } catch (const std::length_error& found) {
    note(error, SP_ERROR_OVERFLOW, found.what());
    return SP_ERROR_OVERFLOW;
  } catch (const std::exception& found) {
    note(error, SP_ERROR_INTERNAL, found.what());
    return SP_ERROR_INTERNAL;
  } catch (...) {
    note(error, SP_ERROR_INTERNAL, "an exception that is not a std::exception");
    return SP_ERROR_INTERNAL;
  }
}

}  // namespace

void ErrorObject::clear() noexcept {
  code = SP_OK;
  line = 0;
  message.clear();
  file.clear();
  column.clear();
  field.clear();
}

const char* status_name(sp_status status) noexcept {
  for (const auto& own : kOwn) {
    if (own.status == status) return own.name;
  }
  // Names of the library's codes are literals, which end in a zero byte.
  return to_string(static_cast<ErrorCode>(status)).data();
}

const char* status_message(sp_status status) noexcept {
  for (const auto& own : kOwn) {
    if (own.status == status) return own.message;
  }
  return status_name(status);
}

sp_status tell(sp_error error) noexcept {
  sp_status status = SP_OK;
  const auto held = Held<ErrorObject>::find(error, status);
  if (!held) return take_exception(nullptr);
  held.set_mark(true);
  return take_exception(&*held);
}

void tell_nothing(sp_error error) noexcept {
  sp_status status = SP_OK;
  const auto held = Held<ErrorObject>::find(error, status);
  if (!held) return;
  held->clear();
  held.set_mark(false);
}

}  // namespace salespipe::c
