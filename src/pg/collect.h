#pragma once

#include <asio/awaitable.hpp>
#include <cstddef>
#include <cstdint>

#include "pg/connection.h"

namespace aweigh::pg {

/// Reads all results of what was sent, so that the session is idle again, and keeps the first
/// `most` rows. The first failure is the answer. A session that would never be idle again is
/// closed, and so is one whose next result takes more than `most_bytes` (0: without a limit).
asio::awaitable<Outcome<Glance>> collect(Handle& session, std::size_t most,
                                         std::uint64_t most_bytes = 0);

}  // namespace aweigh::pg
