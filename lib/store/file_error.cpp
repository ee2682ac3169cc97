#include "store/file_error.hpp"

#include <system_error>
#include <utility>

namespace salespipe {

void fail_in(const std::string& file, ErrorCode code, const std::string& message) {
  ErrorPlace place;
  place.file = file;
  throw Error(code, message, std::move(place));
}

void fail_in_system(const std::filesystem::path& file, const std::string& what, int number) {
  fail_in(file.string(), ErrorCode::io_error,
          what + ": " + std::generic_category().message(number));
}

}  // namespace salespipe
