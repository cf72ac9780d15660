#pragma once

#include <asio/awaitable.hpp>

#include "net/attempt.h"
#include "pg/connection.h"

namespace aweigh::pg {

/// Logs in, as Connection::open() says.
asio::awaitable<Outcome<Handle>> open_session(Params params, Attempt& attempt);

}  // namespace aweigh::pg
