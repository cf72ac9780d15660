#pragma once

// How one attempt ended. The probes and their judges make answers; src/wait decides what they mean
// for a wait.

#include <string>
#include <utility>

#include "net/attempt.h"
#include "net/connect_failure.h"

namespace aweigh {

/// Pending is "not yet" and is retried until the timeout; rejected means that the other side
/// understood and said no, and is retried only for the rejection grace.
enum class Verdict { ready, pending, rejected };

/// The word users see: "ready", "pending", "rejected".
constexpr const char* to_string(Verdict verdict) {
  constexpr const char* words[] = {"ready", "pending", "rejected"};
  return words[static_cast<int>(verdict)];
}

struct Answer {
  Verdict verdict = Verdict::pending;
  Stage stage = Stage::connect;  ///< where it stopped; of no meaning when ready
  std::string words = {};        ///< the server's own, or the system's; one line, no secret
  std::string advice = {};       ///< what to do about it; may be empty
  /// The other side said no: it refused the connection, or answered with an error. An inverted
  /// target waits for this. Silence, a name that cannot be resolved, a broken conversation and a
  /// bad certificate are no such answer.
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

}  // namespace aweigh
