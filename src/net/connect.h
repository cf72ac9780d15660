#pragma once

#include <asio/awaitable.hpp>
#include <asio/ip/tcp.hpp>
#include <cstdint>
#include <string>
#include <tl/expected.hpp>

#include "net/attempt.h"

namespace aweigh {

/// Why no connection came about; `stage` is dns or connect.
struct ConnectFailure {
  Stage stage;
  std::string words;
};

/// Resolves `host` and connects to whichever of its addresses answers first: they are tried in
/// turn, a quarter of a second apart or as soon as the one before has failed (RFC 8305 §5). Gives
/// up when `attempt.connect_patience` passes in silence. Keeps `attempt.stage` up to date;
/// `attempt` must outlive the coroutine.
asio::awaitable<tl::expected<asio::ip::tcp::socket, ConnectFailure>> connect_tcp(std::string host,
                                                                                 std::uint16_t port,
                                                                                 Attempt& attempt);

}  // namespace aweigh
