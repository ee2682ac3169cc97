#include "guard.hpp"
#include "objects.hpp"

using namespace salespipe::c;

const char* sp_buffer_data(sp_buffer buffer) noexcept {
  sp_status status = SP_OK;
  const auto held = Held<BufferObject>::find(buffer, status);
  return held ? held->bytes.c_str() : nullptr;
}

size_t sp_buffer_size(sp_buffer buffer) noexcept {
  sp_status status = SP_OK;
  const auto held = Held<BufferObject>::find(buffer, status);
  return held ? held->bytes.size() : 0;
}

sp_status sp_buffer_close(sp_buffer buffer) noexcept {
  return salespipe::c::detail::close(buffer, Kind::buffer);
}
