#pragma once

// How often a run lets go of the migration lock, so that a session that waits for it inside
// pg_advisory_lock has its turn. Time is no measure here: a turn may be a build of an hour.

namespace aweigh::migrate {

/// Counts the turns in a row. Progress begins the count anew.
class YieldLimit {
 public:
  static constexpr int kMost = 10;

  /// Whether the lock may be let go of once more.
  [[nodiscard]] bool allows_another() const { return count_ < kMost; }

  /// Whether others were let go first since the last progress.
  [[nodiscard]] bool has_yielded() const { return count_ > 0; }

  void note_yield() { ++count_; }
  void reset() { count_ = 0; }

 private:
  int count_ = 0;
};

}  // namespace aweigh::migrate
