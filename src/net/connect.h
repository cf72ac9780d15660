#pragma once

#include <asio/awaitable.hpp>
#include <cstdint>
#include <string>
#include <tl/expected.hpp>

#include "net/attempt.h"
#include "net/connect_failure.h"
#include "net/stream.h"

namespace aweigh {

/// Resolves `host` and connects to whichever of its addresses answers first: they are tried in
/// turn, a quarter of a second apart or as soon as the one before has failed (RFC 8305 §5). Gives
/// up when `attempt.connect_patience` passes in silence. Keeps `attempt.stage` up to date;
/// `attempt` must outlive the coroutine.
asio::awaitable<tl::expected<Stream, ConnectFailure>> connect_tcp(std::string host,
                                                                  std::uint16_t port,
                                                                  Attempt& attempt);

/// Connects to a Unix socket. One that is full, or not there yet, is a failure.
asio::awaitable<tl::expected<Stream, ConnectFailure>> connect_unix(std::string path,
                                                                   Attempt& attempt);

}  // namespace aweigh
