#pragma once

#include <asio/awaitable.hpp>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "net/attempt.h"
#include "target/target.h"

namespace aweigh {

/// How one attempt ended. Pending is "not yet" and is retried until the timeout; rejected means
/// that the other side understood and said no, and is retried only for the rejection grace.
enum class Verdict { ready, pending, rejected };

struct Answer {
  Verdict verdict = Verdict::pending;
  Stage stage = Stage::connect;  ///< where it stopped; of no meaning when ready
  std::string words;             ///< the server's own, or the system's; one line, no secret
  std::string advice;            ///< what to do about it; may be empty

  static Answer ready() { return {.verdict = Verdict::ready, .words = {}, .advice = {}}; }
  static Answer pending(Stage stage, std::string words) {
    return {Verdict::pending, stage, std::move(words), {}};
  }
  static Answer rejected(Stage stage, std::string words, std::string advice = {}) {
    return {Verdict::rejected, stage, std::move(words), std::move(advice)};
  }
};

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

/// One row of the registry: all that the program knows of a kind of target.
struct ProbeKind {
  TargetKind target;
  /// The error is a cause ("it takes no path"); it never holds a secret.
  Result<std::unique_ptr<Probe>> (*make)(const Target&);
};

/// Every kind there is, as the target parser wants it.
std::span<const TargetKind> target_kinds();

/// The probe for a target that parse_target() has made from target_kinds().
Result<std::unique_ptr<Probe>> make_probe(const Target& target);

Result<std::unique_ptr<Probe>> make_tcp_probe(const Target& target);
Result<std::unique_ptr<Probe>> make_postgres_probe(const Target& target);
Result<std::unique_ptr<Probe>> make_redis_probe(const Target& target);

}  // namespace aweigh
