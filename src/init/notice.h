#pragma once

#include <optional>
#include <span>

#include "base/log.h"

namespace aweigh {

/// One extra value of a JSON line: a number, a word of ours or, with neither, `true`.
struct NoticeField {
  const char* key = nullptr;
  std::optional<long> number = {};
  const char* word = nullptr;
};

/// The supervisor's log. Its lines look like those of log_event(). They are formatted into a fixed
/// buffer, and dropped where stderr would block: a stalled reader must not block PID 1.
class Notice {
 public:
  /// `constants` are the members that each JSON line ends with; not owned.
  Notice(LogLevel least, LogFormat format, const char* constants) noexcept
      : least_(least), format_(format), constants_(constants) {}

  [[nodiscard]] bool writes(LogLevel level) const noexcept { return level >= least_; }

  /// `event`, `message` and words must need no escaping in JSON.
  void write(LogLevel level, const char* event, const char* message,
             std::span<const NoticeField> fields) const noexcept;

 private:
  LogLevel least_;
  LogFormat format_;
  const char* constants_;
};

}  // namespace aweigh
