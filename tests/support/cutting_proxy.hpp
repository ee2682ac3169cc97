#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <poll.h>
#include <string>
#include <string_view>
#include <thread>
#include <unistd.h>
#include <vector>

#include <sys/socket.h>
#include <sys/un.h>

#include "support/temporary_folder.hpp"

namespace salespipe::test {

/// Stands between a client and the tests' PostgreSQL server, and cuts the first connection that
/// says COMMIT. Later ones it lets pass.
class CuttingProxy {
 public:
  enum class Cut {
    never,
    before,   ///< The server never hears of the commit, and sees the client go.
    stalled,  ///< Neither does it, and it does not see the client go.
    unheard,  ///< The server has committed; the client does not hear it.
    blind,    ///< As soon as the server has been told: it may commit or not.
  };

  CuttingProxy(const std::string& address, Cut cut, bool comes_back = true)
      : cut_(cut), comes_back_(comes_back), address_(address) {
    const std::size_t host = address.find("host=") + 5;
    const std::string folder = address.substr(host, address.find('&', host) - host);
    server_ = folder + "/.s.PGSQL.5432";
    address_.replace(host, folder.size(), (folder_ / "").string());
    listener_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_un here = named((folder_ / ".s.PGSQL.5432").string());
    if (::bind(listener_, as_address(here), sizeof here) != 0 || ::listen(listener_, 16) != 0) {
      throw std::runtime_error(std::string("the proxy cannot listen: ") + std::strerror(errno));
    }
    thread_ = std::thread([this] { run(); });
  }
  CuttingProxy(const CuttingProxy&) = delete;
  CuttingProxy& operator=(const CuttingProxy&) = delete;
  ~CuttingProxy() {
    ends_ = true;
    thread_.join();
    for (const Pair& pair : pairs_) {
      close(pair.client);
      close(pair.server);
    }
    ::close(listener_);
  }

  /// The server's, by way of this.
  const std::string& address() const { return address_; }
  bool has_cut() const { return has_cut_; }

 private:
  struct Pair {
    int client = -1;
    int server = -1;
    bool is_last_answer = false;
  };

  static sockaddr_un named(const std::string& path) {
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    path.copy(name.sun_path, sizeof name.sun_path - 1);
    return name;
  }
  static const sockaddr* as_address(const sockaddr_un& name) {
    return reinterpret_cast<const sockaddr*>(&name);
  }
  static void close(int socket) {
    if (socket >= 0) ::close(socket);
  }

  void run() {
    while (!ends_) {
      std::vector<pollfd> sockets{{listener_, POLLIN, 0}};
      for (const Pair& pair : pairs_) {
        sockets.push_back({pair.client, POLLIN, 0});
        sockets.push_back({pair.server, POLLIN, 0});
      }
      if (::poll(sockets.data(), sockets.size(), 20) <= 0) continue;
      for (std::size_t i = 0; i < pairs_.size(); ++i) {
        if (sockets[2 * i + 1].revents != 0) from_client(pairs_[i]);
        if (sockets[2 * i + 2].revents != 0 && pairs_[i].server >= 0) from_server(pairs_[i]);
      }
      if (sockets[0].revents != 0) accept();
    }
  }

  void accept() {
    Pair pair;
    pair.client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    const sockaddr_un there = named(server_);
    pair.server = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if ((has_cut_ && !comes_back_) ||
        ::connect(pair.server, as_address(there), sizeof there) != 0) {
      end(pair);
      return;
    }
    pairs_.push_back(pair);
  }

  static void end(Pair& pair) {
    close(std::exchange(pair.client, -1));
    close(std::exchange(pair.server, -1));
  }

  static std::string read(int socket) {
    std::array<char, 65536> bytes;
    const ssize_t got = ::read(socket, bytes.data(), bytes.size());
    return {bytes.data(), static_cast<std::size_t>(std::max<ssize_t>(got, 0))};
  }
  static void write(int socket, std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }

  void from_client(Pair& pair) {
    const std::string bytes = read(pair.client);
    if (bytes.empty()) return end(pair);
    // Bind of the prepared statement "commit" to the nameless portal.
    constexpr std::string_view kCommit{"\0commit\0", 8};
    const bool commits = bytes.find(kCommit) != std::string::npos;
    if (cut_ == Cut::never || has_cut_ || !commits) return write(pair.server, bytes);
    has_cut_ = true;
    switch (cut_) {
      case Cut::stalled:
        close(std::exchange(pair.client, -1));
        break;
      case Cut::unheard:
        write(pair.server, bytes);
        pair.is_last_answer = true;
        break;
      case Cut::blind:
        write(pair.server, bytes);
        end(pair);
        break;
      default:
        end(pair);
    }
  }

  static void from_server(Pair& pair) {
    const std::string bytes = read(pair.server);
    if (bytes.empty() || pair.is_last_answer) return end(pair);
    if (pair.client >= 0) write(pair.client, bytes);
  }

  Cut cut_;
  bool comes_back_;
  TemporaryFolder folder_;
  std::string address_;
  std::string server_;
  int listener_ = -1;
  std::vector<Pair> pairs_;
  std::atomic<bool> has_cut_{false};
  std::atomic<bool> ends_{false};
  std::thread thread_;
};

}  // namespace salespipe::test
