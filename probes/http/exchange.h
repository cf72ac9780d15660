#pragma once

#include <asio/awaitable.hpp>
#include <optional>
#include <string>

#include "net/tls.h"
#include "probes/answer.h"
#include "probes/http/address.h"
#include "probes/http/response.h"

namespace aweigh::http {

/// The way to a server.
struct Route {
  Address to;
  std::string unix_socket = {};  ///< connected to instead of the host; empty: none
  TlsSettings tls = {};          ///< of no meaning where `to` is without TLS
};

/// Sends a request, reads the answer as far as `response` is to keep it, and hangs up. nullopt: it
/// is there; otherwise why it is not. `response` and `attempt` must outlive the coroutine.
asio::awaitable<std::optional<Answer>> exchange(Route route, std::string request,
                                                Response& response, Attempt& attempt);

}  // namespace aweigh::http
