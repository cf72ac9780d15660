#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace aweigh {

/// What `lock` and --migrate-command give a program beside the lock (migrate/run/lock_session.h). A
/// program that is an aweigh, too, hands it on.
inline constexpr std::string_view kLockToken = "AWEIGH_LOCK_TOKEN";

/// The variables that the service starts with. Their values may be secrets, so no error shows one.
class Environment {
 public:
  Environment() = default;
  /// From `NAME=value` entries, as main() gets them.
  explicit Environment(std::span<const char* const> entries);

  [[nodiscard]] bool has(std::string_view name) const;
  /// The value of a variable; empty if it is not set.
  [[nodiscard]] std::string_view value_of(std::string_view name) const;
  [[nodiscard]] std::span<const std::string> entries() const { return entries_; }

  void set(std::string_view name, std::string_view value);
  void remove(std::string_view name);
  /// Removes our own variables (`AWEIGH_…`), but for kLockToken.
  void remove_own();

  /// Makes this the environment of the process. This object must live for as long as that is read.
  void install();

 private:
  std::vector<std::string> entries_;
  std::vector<char*> pointers_;
};

/// Adds the lines of `text` as Docker's --env-file does: `NAME=value`, all of the line behind the
/// first `=` is the value; `NAME` alone is taken as it is in the environment; `#` starts a comment
/// line. Returns a warning about what else the writer may have meant, or "".
Result<std::string> add_env_file(Environment& environment, std::string_view text);

/// Sets NAME from the file that NAME_FILE names, less its last newline, and removes NAME_FILE: the
/// convention of Docker's official images. Without NAME_FILE, NAME itself must be there. Returns a
/// warning about the file, or "".
Result<std::string> add_secret(Environment& environment, std::string_view name);

/// What a placeholder stands for.
struct Found {
  std::string value;
  std::string warning;  ///< about the file that it comes from; "": none
};

/// The value of `NAME`, a variable that is set, or of `file:PATH`, a file's text less its last
/// newline.
Result<Found> look_up(const Environment& environment, std::string_view name);

/// A whole file of at most 16 MB, no pipe, without any NUL byte, which would cut off a variable's
/// value. Never blocks. The error is `cannot read PATH: CAUSE`, and ExitCode::usage.
Result<std::string> read_text_file(const std::string& path);

}  // namespace aweigh
