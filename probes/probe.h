#pragma once

// The seam between the kinds of targets and the wait: one class for each protocol, made by
// probes/registry.h and asked by src/wait.

#include <asio/awaitable.hpp>
#include <asio/steady_timer.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>

#include "base/time.h"
#include "net/attempt.h"
#include "probes/answer.h"

namespace aweigh {

/// Asks one target one question at a time. A probe may keep what helps the next attempt (a
/// connection) and must bear being cancelled at any `co_await`: it then drops what is half-done and
/// stops at once.
class Probe {
 public:
  Probe() = default;
  Probe(const Probe&) = delete;
  Probe& operator=(const Probe&) = delete;
  virtual ~Probe() = default;

  /// `attempt` outlives the coroutine; the time limit is the caller's.
  virtual asio::awaitable<Answer> ask(Attempt& attempt) = 0;

  /// Waits between two attempts, for `longest` or until the answer may have changed.
  virtual asio::awaitable<void> pause(Duration longest) {
    asio::steady_timer timer(co_await asio::this_coro::executor, longest);
    co_await timer.async_wait(asio::use_awaitable);
  }
};

}  // namespace aweigh
