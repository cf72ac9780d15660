#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace aweigh {

/// What `migrate create` is to make.
struct NewFiles {
  enum class TimeFormat { digits, unix_seconds, unix_nanoseconds };

  std::string title;
  std::string extension = "sql";
  bool in_sequence = false;  ///< otherwise the version is the time
  unsigned digits = 6;       ///< of a version in sequence
  TimeFormat format = TimeFormat::digits;
  bool names_format = false;  ///< it was asked for, and excludes in_sequence
  std::string zone = "UTC";
};

/// What `aweigh migrate` is asked for; in the main form none, but for `wait` (--migrate-wait).
struct MigrateCommand {
  enum class Kind { none, up, down, go_to, force, drop, version, status, wait, validate, create };

  Kind kind = Kind::none;
  /// up, down: how many, nullopt: all. go_to, force: which version, nullopt: that of a database to
  /// which nothing was applied.
  std::optional<std::int64_t> number;
  bool all = false;   ///< down: all, without a question
  bool sure = false;  ///< drop: without a question
  bool dry_run = false;
  NewFiles files;  ///< of create
};

}  // namespace aweigh
