#pragma once

#include <span>
#include <string>

namespace aweigh {

/// Every exit code of ours. Where the service ran, its own code (or 128+N) is returned instead.
enum class ExitCode : int {
  ok = 0,
  not_ready = 1,          ///< `check`: at least one target is not ready
  usage = 64,             ///< bad usage or configuration; nothing was started
  migration_failed = 65,  ///< a file failed, or the database is dirty or ahead of the image
  no_migrations = 66,     ///< the directory is missing, unreadable or holds no migration
  rejected = 69,          ///< a dependency understood us and said no
  internal = 70,
  lock_timed_out = 75,   ///< the migration lock was not got in time
  timed_out = 124,       ///< as timeout(1)
  not_executable = 126,  ///< as the shell
  not_found = 127,       ///< as the shell
  signalled = 128,       ///< 128+N: signal N ended the wait or the migration
};

/// The code for a run that signal `number` ended: 130 for INT, 143 for TERM.
constexpr ExitCode signal_exit(int number) {
  // NOLINTNEXTLINE(clang-analyzer-optin.core.EnumCastOutOfRange): those above 128 have no names
  return static_cast<ExitCode>(static_cast<int>(ExitCode::signalled) + number);
}

/// What a code of ours says, to people and to machines.
struct ExitCodeRow {
  ExitCode code;
  const char* number;
  const char* reason;   ///< the log's word, where an error has no narrower one
  const char* meaning;  ///< one phrase, which ends a message
  const char* cases;    ///< what leads to it, for the help and docs/exit-codes.md
};

std::span<const ExitCodeRow> exit_code_rows();

/// The row of a code; all of 128+N have one.
const ExitCodeRow& row_of(ExitCode code);

/// `words` with the code in words: behind them, or on a line of its own where they have several.
/// `meaning` is that of the code's row, or a narrower one.
std::string with_code(std::string words, ExitCode code, const char* meaning);
std::string with_code(std::string words, ExitCode code);

}  // namespace aweigh
