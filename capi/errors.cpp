#include "arguments.hpp"
#include "guard.hpp"

using namespace salespipe::c;

namespace {

/// What `read` takes out of an error, or `fallback` where there is none.
template <class Value, class Read>
Value told(sp_error error, Value fallback, const Read& read) noexcept {
  sp_status status = SP_OK;
  const auto held = Held<ErrorObject>::find(error, status);
  return held ? read(*held) : fallback;
}

const char* text_in(sp_error error, const char* (*read)(const ErrorObject&)) noexcept {
  return told(error, "", read);
}

}  // namespace

sp_status sp_error_create(sp_error* error) noexcept {
  clear(error);
  return guarded(0, [&] {
    auto& out = need(error, "error");
    Made<ErrorObject> made;
    out = made.publish();
  });
}

sp_status sp_error_close(sp_error error) noexcept {
  return salespipe::c::detail::close(error, Kind::error);
}

sp_status sp_error_code(sp_error error) noexcept {
  sp_status status = SP_OK;
  const auto held = Held<ErrorObject>::find(error, status);
  return held ? held->code : status;
}

const char* sp_error_message(sp_error error) noexcept {
  return text_in(error, [](const ErrorObject& of) { return of.message.c_str(); });
}

const char* sp_error_file(sp_error error) noexcept {
  return text_in(error, [](const ErrorObject& of) { return of.file.c_str(); });
}

int64_t sp_error_line(sp_error error) noexcept {
  return told(error, std::int64_t{0}, [](const ErrorObject& of) { return of.line; });
}

const char* sp_error_column(sp_error error) noexcept {
  return text_in(error, [](const ErrorObject& of) { return of.column.c_str(); });
}

const char* sp_error_field(sp_error error) noexcept {
  return text_in(error, [](const ErrorObject& of) { return of.field.c_str(); });
}
