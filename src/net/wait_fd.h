#pragma once

#include <asio/awaitable.hpp>

namespace aweigh {

enum class Readiness { readable, writable };

/// Waits once until `fd`, which belongs to libpq, is ready or has failed. It is
/// bound to the loop for this one wait only: libpq may close its socket and open another under the
/// same number.
asio::awaitable<void> wait_fd(int fd, Readiness readiness);

}  // namespace aweigh
