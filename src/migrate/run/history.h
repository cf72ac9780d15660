#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"

// What a run has done so far, and when. The run writes it; the summary, the display and the report
// are made from it.

namespace aweigh::migrate {

/// A wait for the migration lock. A run that loses its connection waits again.
struct LockWait {
  Clock::time_point begun;
  std::optional<Clock::time_point> ended = {};  ///< when the lock was got, or given up
  std::string holder = {};                      ///< the session that was last seen to hold it
};

/// A file, or a program of the user's, from its begin to its end; tries that other sessions
/// hindered included.
struct FileRun {
  std::string file;                          ///< or the program's name
  std::optional<std::int64_t> version = {};  ///< of a file
  Clock::time_point begun;
  std::optional<Clock::time_point> ended = {};
  bool taken_back = false;     ///< the down file of a version
  std::string waits_for = {};  ///< the sessions that were last seen to be in its way; "": none is
  bool failed = false;
};

/// "up" or "down", as the log says.
inline const char* direction_of(const FileRun& file) {
  return file.taken_back ? "down" : "up";
}

/// A directory of migrations, and the version of its schema.
struct DirectoryVersion {
  std::string directory;                     ///< empty where it is the only one
  std::optional<std::int64_t> version = {};  ///< nullopt: not known, or nothing is applied
};

struct History {
  std::deque<LockWait> lock_waits = {};  // a deque: what is written to stays where it is
  std::deque<FileRun> files = {};
  std::size_t planned = 0;                         ///< files in all, those that are done included
  std::vector<DirectoryVersion> directories = {};  ///< those that were begun

  /// Of several directories, where there is no one version.
  [[nodiscard]] bool is_of_several() const {
    return !directories.empty() && !directories.front().directory.empty();
  }

  /// Of the only directory; nullopt: as there, or there are several.
  [[nodiscard]] std::optional<std::int64_t> version() const {
    return directories.empty() || is_of_several() ? std::nullopt : directories.front().version;
  }

  /// How many files have succeeded.
  [[nodiscard]] std::size_t done() const {
    return static_cast<std::size_t>(std::ranges::count_if(
        files, [](const FileRun& file) { return file.ended && !file.failed; }));
  }
};

}  // namespace aweigh::migrate
