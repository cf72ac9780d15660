#pragma once

#include <cstddef>
#include <vector>

#include "base/time.h"

namespace aweigh {

/// The steps of one attempt, in order; an answer names the one it came from.
enum class Stage { dns, connect, tls, auth, query };

/// The word users see: "dns", "connect", "tls", "auth", "query".
constexpr const char* to_string(Stage stage) {
  constexpr const char* words[] = {"dns", "connect", "tls", "auth", "query"};
  return words[static_cast<int>(stage)];
}

/// A stage, and how long an attempt was in it.
struct StageSpan {
  Stage stage;
  Duration length;
};

/// The stage that an attempt is in, and when it came into each. It reads as the last one, and an
/// assignment enters the next. An attempt that turns to another server goes back to a stage: what
/// came after the stages before that one is forgotten.
class StageTrail {
 public:
  StageTrail& operator=(Stage stage) {
    enter(stage, Clock::now());
    return *this;
  }
  operator Stage() const { return entries_.empty() ? Stage::dns : entries_.back().stage; }

  void enter(Stage stage, Clock::time_point now) {
    while (!entries_.empty() && entries_.back().stage > stage) {
      entries_.pop_back();
    }
    if (entries_.empty() || entries_.back().stage != stage) {
      entries_.push_back({stage, now});
    }
  }

  /// Of an attempt that ended at `ended`.
  [[nodiscard]] std::vector<StageSpan> spans(Clock::time_point ended) const {
    std::vector<StageSpan> spans;
    for (std::size_t at = 0; at < entries_.size(); ++at) {
      const auto left = at + 1 < entries_.size() ? entries_[at + 1].entered : ended;
      spans.push_back({entries_[at].stage, left - entries_[at].entered});
    }
    return spans;
  }

 private:
  struct Entry {
    Stage stage;
    Clock::time_point entered;
  };
  std::vector<Entry> entries_;
};

/// The limits of one attempt, and how far it came: when its time is up, the time-out is blamed on
/// `stage`.
struct Attempt {
  /// How long a connect may meet silence before it is abandoned; a fresh one is quicker than the
  /// kernel's retries of a lost SYN, which double their distance.
  Duration connect_patience = kForever;
  /// How long ago a name may have been looked up, for its addresses to be taken as they were.
  Duration keep_addresses = Duration::zero();
  /// When the attempt's time is up; for sharing what is left among several servers.
  Clock::time_point deadline = Clock::time_point::max();
  StageTrail stage = {};
};

/// One of `parts` equal parts of the time that the attempt has left at `now`.
constexpr Duration share_of(const Attempt& attempt, std::size_t parts, Clock::time_point now) {
  return attempt.deadline == Clock::time_point::max()
             ? kForever
             : (attempt.deadline - now) / static_cast<Duration::rep>(parts);
}

}  // namespace aweigh
