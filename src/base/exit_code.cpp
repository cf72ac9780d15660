#include "base/exit_code.h"

#include <algorithm>
#include <array>
#include <utility>

namespace aweigh {
namespace {

constexpr std::array kRows = {
    ExitCodeRow{ExitCode::ok, "0", "done", "all is well",
                "wait, check: ready; migrate, install: done; lock --unless: there is no need"},
    ExitCodeRow{ExitCode::not_ready, "1", "not_ready", "a target is not ready", "check: not ready"},
    ExitCodeRow{ExitCode::usage, "64", "usage", "bad usage",
                "bad usage or configuration; nothing was started"},
    ExitCodeRow{ExitCode::migration_failed, "65", "migration_failed",
                "a migration failed, or the schema is not as it should be",
                "a migration failed, or the database is dirty, ahead of the files or read-only, or "
                "the lock was lost; migrate version: nothing was applied"},
    ExitCodeRow{ExitCode::no_migrations, "66", "no_migrations",
                "there are no migrations to be read",
                "the migrations directory is missing, unreadable or holds no migration"},
    ExitCodeRow{ExitCode::rejected, "69", "rejected", "a dependency rejected us",
                "a dependency rejected us (wrong password, no such database)"},
    ExitCodeRow{ExitCode::internal, "70", "internal", "internal error", "internal error"},
    ExitCodeRow{ExitCode::lock_timed_out, "75", "lock_timed_out",
                "the migration lock was not got in time", "the migration lock was not got in time"},
    ExitCodeRow{ExitCode::timed_out, "124", "timed_out", "timed out waiting", "timed out waiting"},
    ExitCodeRow{ExitCode::not_executable, "126", "not_executable", "COMMAND is not executable",
                "COMMAND is not executable"},
    ExitCodeRow{ExitCode::not_found, "127", "not_found", "COMMAND is not found",
                "COMMAND is not found"},
    ExitCodeRow{ExitCode::signalled, "128+N", "signalled",
                "a signal ended the wait or the migration",
                "signal N ended the wait or the migration: 130 for INT, 143 for TERM"},
};

}  // namespace

std::span<const ExitCodeRow> exit_code_rows() {
  return kRows;
}

const ExitCodeRow& row_of(ExitCode code) {
  const auto row = std::ranges::find(kRows, code, &ExitCodeRow::code);
  return row == kRows.end() ? kRows.back() : *row;
}

std::string with_code(std::string words, ExitCode code, const char* meaning) {
  const bool several = words.find('\n') != std::string::npos;
  words += (several ? "\n(exit code " : " (exit code ") + std::to_string(static_cast<int>(code)) +
           ": " + meaning + ")";
  return words;
}

std::string with_code(std::string words, ExitCode code) {
  return with_code(std::move(words), code, row_of(code).meaning);
}

}  // namespace aweigh
