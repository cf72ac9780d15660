// Connects to a name, by a race of its addresses, and to Unix sockets.
// The probes call it; a Postgres is connected to by libpq (pg/open.cpp).

#include "net/connect.h"

#include <algorithm>
#include <asio/co_spawn.hpp>
#include <asio/deferred.hpp>
#include <asio/experimental/parallel_group.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/redirect_error.hpp>
#include <asio/steady_timer.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>
#include <cerrno>
#include <deque>
#include <fcntl.h>
#include <optional>
#include <sys/socket.h>
#include <sys/un.h>
#include <vector>

#include "base/duration_text.h"
#include "base/fd.h"
#include "net/resolve.h"
#include "net/with_timeout.h"

namespace aweigh {
namespace {

using asio::ip::tcp;

constexpr auto kHeadStart = std::chrono::milliseconds(250);  // RFC 8305 §5

/// One connect per address, each held back until the one before it has failed or had its head
/// start.
class Race {
 public:
  Race(asio::any_io_executor loop, std::vector<asio::ip::address> addresses, std::uint16_t port)
      : loop_(std::move(loop)), addresses_(std::move(addresses)), port_(port) {
    for (std::size_t at = 0; at < addresses_.size(); ++at) {
      gates_.emplace_back(loop_, Clock::now() + at * kHeadStart);
    }
  }

  asio::awaitable<tl::expected<tcp::socket, std::error_code>> run() {
    using Entry = decltype(asio::co_spawn(loop_, enter(0), asio::deferred));
    std::vector<Entry> entries;
    for (std::size_t at = 0; at < addresses_.size(); ++at) {
      entries.push_back(asio::co_spawn(loop_, enter(at), asio::deferred));
    }
    co_await asio::experimental::make_parallel_group(std::move(entries))
        .async_wait(UntilOneWins(), asio::use_awaitable);
    if (winner_) {
      co_return std::move(*winner_);
    }
    co_return tl::make_unexpected(first_error_);
  }

 private:
  /// Ends the race with the first that has won. A loser's exception would cost more than its
  /// connect.
  struct UntilOneWins {
    asio::cancellation_type_t operator()(const std::exception_ptr& /*unused*/, bool won) const {
      return won ? asio::cancellation_type::all : asio::cancellation_type::none;
    }
  };

  /// Whether this address has won.
  asio::awaitable<bool> enter(std::size_t at) {
    std::error_code woken_early;
    co_await gates_[at].async_wait(asio::redirect_error(asio::use_awaitable, woken_early));
    const tcp::endpoint endpoint(addresses_[at], port_);
    tcp::socket socket(loop_);
    std::error_code error;
    socket.open(endpoint.protocol(), error);
    if (!error && ::fcntl(socket.native_handle(), F_SETFD, FD_CLOEXEC) == 0) {
      co_await socket.async_connect(endpoint, asio::redirect_error(asio::use_awaitable, error));
    }
    if (error) {
      if (!first_error_) {
        first_error_ = error;
      }
      if (at + 1 < gates_.size()) {
        gates_[at + 1].expires_at(Clock::time_point::min());  // also should it not wait yet
      }
      co_return false;
    }
    winner_.emplace(std::move(socket));
    co_return true;
  }

  asio::any_io_executor loop_;
  std::vector<asio::ip::address> addresses_;
  std::uint16_t port_;
  std::deque<asio::steady_timer> gates_;
  std::error_code first_error_;
  std::optional<tcp::socket> winner_;
};

/// By its number: an error of Asio's category equals no std::errc.
ConnectFailure connect_failure(const std::error_code& error) {
  return {
      .stage = Stage::connect, .words = error.message(), .refused = error.value() == ECONNREFUSED};
}

}  // namespace

asio::awaitable<tl::expected<Stream, ConnectFailure>> connect_tcp(std::string host,
                                                                  std::uint16_t port,
                                                                  Attempt& attempt) {
  attempt.stage = Stage::dns;
  auto addresses = co_await resolve(std::move(host), attempt.keep_addresses);
  if (!addresses) {
    co_return tl::make_unexpected(ConnectFailure{Stage::dns, addresses.error()});
  }
  attempt.stage = Stage::connect;
  Race race(co_await asio::this_coro::executor, std::move(*addresses), port);
  auto winner = co_await with_timeout(race.run(), attempt.connect_patience);
  if (!winner) {
    co_return tl::make_unexpected(
        ConnectFailure{Stage::connect, "no answer within " + to_text(attempt.connect_patience)});
  }
  if (!*winner) {
    co_return tl::make_unexpected(connect_failure(winner->error()));
  }
  co_return Stream(std::move(**winner));
}

// By hand, because Asio takes EAGAIN, the error of a socket whose backlog is full, for a connect
// that is under way, and for done as soon as the socket can be written to.
asio::awaitable<tl::expected<Stream, ConnectFailure>> connect_unix(std::string path,
                                                                   Attempt& attempt) {
  attempt.stage = Stage::connect;
  sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
  if (path.size() >= sizeof(address.sun_path)) {
    co_return tl::make_unexpected(
        connect_failure(std::make_error_code(std::errc::filename_too_long)));
  }
  std::ranges::copy(path, address.sun_path);
  Fd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    co_return tl::make_unexpected(connect_failure({errno, std::system_category()}));
  }
  co_return Stream(Stream::Socket(co_await asio::this_coro::executor, {AF_UNIX, 0}, fd.release()));
}

}  // namespace aweigh
