#pragma once

#include <functional>
#include <utility>

#include "salespipe/book/outbox.hpp"
#include "store/postgres_connection.hpp"

namespace salespipe::postgres {

/// The outbox of a book in a server. `connection` gives the connection, or refuses when it is
/// closed.
class ServerOutbox final : public Outbox {
 public:
  explicit ServerOutbox(std::function<Connection&()> connection)
      : connection_(std::move(connection)) {}

  void post(std::span<const OutboxMessage> messages) override;
  std::vector<Delivery> lease(std::string_view worker, Instant now, Instant until,
                              std::size_t most) override;
  bool delivered(std::uint64_t number, std::string_view worker) override;
  bool failed(std::uint64_t number, std::string_view worker, std::string_view trouble,
              Instant again) override;
  std::vector<Delivery> list(MessageState state, std::uint64_t after, std::size_t most) override;
  bool revive(std::uint64_t number, Instant due) override;

 private:
  std::function<Connection&()> connection_;
};

}  // namespace salespipe::postgres
