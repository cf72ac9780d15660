#pragma once

#include <cstddef>

#include "base/time.h"

namespace aweigh {

/// The steps of one attempt, in order; an answer names the one it came from.
enum class Stage { dns, connect, tls, auth, query };

/// The word users see: "dns", "connect", "tls", "auth", "query".
constexpr const char* to_string(Stage stage) {
  constexpr const char* words[] = {"dns", "connect", "tls", "auth", "query"};
  return words[static_cast<int>(stage)];
}

/// The limits of one attempt, and how far it came: when its time is up, the time-out is blamed on
/// `stage`.
struct Attempt {
  /// How long a connect may meet silence before it is abandoned; a fresh one is quicker than the
  /// kernel's retries of a lost SYN, which double their distance.
  Duration connect_patience = kForever;
  /// When the attempt's time is up; for sharing what is left among several servers.
  Clock::time_point deadline = Clock::time_point::max();
  Stage stage = Stage::dns;
};

/// One of `parts` equal parts of the time that the attempt has left at `now`.
constexpr Duration share_of(const Attempt& attempt, std::size_t parts, Clock::time_point now) {
  return attempt.deadline == Clock::time_point::max()
             ? kForever
             : (attempt.deadline - now) / static_cast<Duration::rep>(parts);
}

}  // namespace aweigh
