#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "salespipe/base/error.hpp"
#include "salespipe/book/event.hpp"

namespace salespipe {

/// Error(conflict) of a command whose expected version is not that of its stream: somebody else was
/// there. Says what happened meanwhile, so that a host can show it, or decide anew.
class Conflict : public Error {
 public:
  Conflict(const std::string& message, Stream stream, std::uint64_t version,
           std::vector<Event> meanwhile)
      : Error(ErrorCode::conflict, message),
        stream_(std::move(stream)),
        version_(version),
        meanwhile_(std::move(meanwhile)) {}

  const Stream& stream() const noexcept { return stream_; }
  /// Of the stream, now: what to expect when the command is given again.
  std::uint64_t version() const noexcept { return version_; }
  /// The events behind the expected version, oldest first; none where the caller expected a version
  /// that the stream never had.
  const std::vector<Event>& meanwhile() const noexcept { return meanwhile_; }

 private:
  Stream stream_;
  std::uint64_t version_;
  std::vector<Event> meanwhile_;
};

}  // namespace salespipe
