#pragma once

#include <array>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <random>
#include <string>
#include <unistd.h>

#include "salespipe/base/error.hpp"

namespace salespipe::test {

/// The PostgreSQL server of the tests (postgres_server.sh): the one that CTest has started for all
/// of them, else one of this process, which ends with it.
class PostgresServer {
 public:
  static const PostgresServer& get() {
    static const PostgresServer server(true);
    return server;
  }
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

  bool is_there() const { return !address_.empty(); }
  /// Without a book: "postgresql:///postgres?host=/tmp/...".
  const std::string& address() const {
    if (!is_there()) throw Error(ErrorCode::io_error, "there is no PostgreSQL server");
    return address_;
  }
  /// A book that is not there yet.
  std::string new_book() const { return address() + "#test-" + random_name(); }
  /// Of another database of the server.
  std::string in_database(const std::string& name) const {
    std::string other = address();
    return other.replace(other.find("/postgres?") + 1, 8, name);
  }
  void restart() const {
    if (run(std::string("restart '") + address() + "'") != 0) {
      throw Error(ErrorCode::io_error, "the PostgreSQL server does not start again");
    }
  }
  static std::string random_name() {
    std::random_device random;
    return std::to_string(random()) + "-" + std::to_string(random());
  }

 private:
  static std::string script() {
    return std::string(SALESPIPE_TEST_SUPPORT) + "/postgres_server.sh";
  }
  static int run(const std::string& what) {
    // NOLINTNEXTLINE(concurrency-mt-unsafe,cert-env33-c): a script of the tests
    return std::system(("bash '" + script() + "' " + what).c_str());
  }

  friend class PrivateServer;
  explicit PostgresServer(bool is_shared) {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): no thread changes it
    const char* file = is_shared ? std::getenv("SALESPIPE_POSTGRES_FILE") : nullptr;
    if (file != nullptr) {
      std::getline(std::ifstream(file), address_);
      return;
    }
    std::array<int, 2> in{};
    std::array<int, 2> out{};
    if (::pipe2(in.data(), O_CLOEXEC) != 0 || ::pipe2(out.data(), O_CLOEXEC) != 0) return;
    if (::fork() == 0) {
      ::dup2(in[0], 0);
      ::dup2(out[1], 1);
      ::execlp("bash", "bash", script().c_str(), "hold", nullptr);
      ::_exit(127);
    }
    ::close(in[0]);
    ::close(out[1]);
    held_ = in[1];  // when this process ends, so does the server
    for (char sign = 0; ::read(out[0], &sign, 1) == 1 && sign != '\n';) address_ += sign;
    ::close(out[0]);
  }
  ~PostgresServer() {
    if (held_ >= 0) ::close(held_);
  }

  std::string address_;
  int held_ = -1;
};

/// One that nobody else uses, so that it can be killed.
class PrivateServer {
 public:
  std::string new_book() const { return server_.new_book(); }
  /// As after a crash of all its processes: nobody says goodbye.
  void restart() const { server_.restart(); }

 private:
  PostgresServer server_{false};
};

}  // namespace salespipe::test
