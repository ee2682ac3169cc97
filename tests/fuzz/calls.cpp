#include "calls.hpp"

#include <nlohmann/json.hpp>

#include "salespipe/base/text.hpp"

namespace salespipe::fuzz {

void require(bool holds, std::string_view what) {
  if (!holds) throw Broken(std::string(what));
}

namespace detail {

sp_error error_of_this_thread() {
  struct Error {
    Error() { sp_error_create(&handle); }
    Error(const Error&) = delete;
    Error& operator=(const Error&) = delete;
    ~Error() { sp_error_close(handle); }
    sp_error handle = 0;
  };
  thread_local const Error error;
  return error.handle;
}

Told told_by(const char* function, sp_status status, sp_error error) {
  Told out{status, sp_error_message(error)};
  const std::string here =
      std::string(function) + ", " + sp_status_name(status) + " \"" + out.message + "\": ";
  require(sp_error_code(error) == status, here + "the error holds another status");
  if (out.ok()) {
    require(out.message.empty(), here + "a success with a message");
    return out;
  }
  require(status != SP_ERROR_INTERNAL, here + "a defect");
  require(status != SP_ERROR_INVALID_HANDLE && status != SP_ERROR_FORKED, here + "of a handle");
  require(std::string_view(sp_status_name(status)) != "unknown", here + "no status that there is");
  require(!out.message.empty(), here + "a failure that does not say why");
  for (const char* text :
       {sp_error_message(error), sp_error_column(error), sp_error_field(error)}) {
    require(is_utf8(text), here + "not UTF-8");
  }
  return out;
}

}  // namespace detail

std::string take(sp_buffer buffer) {
  if (buffer == 0) return {};
  std::string bytes(sp_buffer_data(buffer), sp_buffer_size(buffer));
  require(sp_buffer_close(buffer) == SP_OK, "a buffer cannot be closed");
  return bytes;
}

void require_json(std::string_view text, std::string_view what) {
  require(nlohmann::json::accept(text), std::string(what) + " is not JSON: " + std::string(text));
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const auto end = text.find('\n');
    out.push_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return out;
}

}  // namespace salespipe::fuzz
