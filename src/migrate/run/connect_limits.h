#pragma once

#include <algorithm>

#include "base/time.h"

// The limits of a session that migrates, or holds the lock.

namespace aweigh::migrate {

constexpr Duration kConnectLimit = std::chrono::seconds(10);
constexpr Duration kConnectPatience = std::chrono::seconds(3);

/// How long a statement of ours may go without an answer: `reconnect_timeout`, as far as a healthy
/// server under load lets it.
constexpr Duration answer_limit(Duration reconnect_timeout) {
  return std::clamp<Duration>(reconnect_timeout, std::chrono::seconds(10),
                              std::chrono::seconds(30));
}

}  // namespace aweigh::migrate
