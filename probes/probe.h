#pragma once

#include <asio/awaitable.hpp>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "net/attempt.h"
#include "net/stream.h"
#include "target/target.h"

namespace aweigh {

/// How one attempt ended. Pending is "not yet" and is retried until the timeout; rejected means
/// that the other side understood and said no, and is retried only for the rejection grace.
enum class Verdict { ready, pending, rejected };

struct Answer {
  Verdict verdict = Verdict::pending;
  Stage stage = Stage::connect;  ///< where it stopped; of no meaning when ready
  std::string words = {};        ///< the server's own, or the system's; one line, no secret
  std::string advice = {};       ///< what to do about it; may be empty
  /// Somebody was there and said no: refused the connection, or answered with an error. This is
  /// what an inverted target waits for; silence, a name that cannot be resolved, a broken
  /// conversation or a bad certificate is not.
  bool said_no = false;

  static Answer ready() { return {.verdict = Verdict::ready}; }
  static Answer pending(Stage stage, std::string words) {
    return {.verdict = Verdict::pending, .stage = stage, .words = std::move(words)};
  }
  static Answer rejected(Stage stage, std::string words, std::string advice = {}) {
    return {Verdict::rejected, stage, std::move(words), std::move(advice)};
  }
  /// Of a failed connect or TLS handshake.
  static Answer of(ConnectFailure failure) {
    return {failure.rejected ? Verdict::rejected : Verdict::pending, failure.stage,
            std::move(failure.words), std::move(failure.advice), failure.refused};
  }
  /// The same answer, given by the other side in so many words.
  [[nodiscard]] Answer by_server() && {
    said_no = true;
    return std::move(*this);
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
Result<std::unique_ptr<Probe>> make_unix_probe(const Target& target);
Result<std::unique_ptr<Probe>> make_file_probe(const Target& target);
Result<std::unique_ptr<Probe>> make_exec_probe(const Target& target);
Result<std::unique_ptr<Probe>> make_dns_probe(const Target& target);
Result<std::unique_ptr<Probe>> make_postgres_probe(const Target& target);
Result<std::unique_ptr<Probe>> make_redis_probe(const Target& target);
Result<std::unique_ptr<Probe>> make_http_probe(const Target& target);
Result<std::unique_ptr<Probe>> make_https_probe(const Target& target);
Result<std::unique_ptr<Probe>> make_tls_probe(const Target& target);
Result<std::unique_ptr<Probe>> make_mysql_probe(const Target& target);
Result<std::unique_ptr<Probe>> make_redis_sentinel_probe(const Target& target);

}  // namespace aweigh
