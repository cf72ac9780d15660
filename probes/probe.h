#pragma once

// The seam between the kinds of targets and the wait: one class for each protocol, made by
// probes/registry.h and asked by src/wait.

#include <asio/awaitable.hpp>

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
};

}  // namespace aweigh
