#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/log.h"
#include "base/result.h"
#include "base/supervision.h"
#include "environment/environment.h"
#include "options/migrate_command.h"
#include "target/limits.h"
#include "target/target.h"

namespace aweigh {

/// What the first word asks for.
enum class Action { run, wait, check, migrate, lock, install, help, version };

/// Whether the command line ends with a COMMAND.
constexpr bool runs_command(Action action) {
  return action == Action::run || action == Action::lock;
}

/// How a result is printed on stdout.
enum class OutputFormat { text, json };

/// Whether the service gets a supervisor; see `--init`.
enum class InitMode { automatic, always, never };

/// All that the command line and the environment say, read and checked.
struct Options {
  Action action = Action::run;
  std::vector<Target> targets;
  WaitLimits limits;                      ///< of all targets, but for what the fragment of one says
  bool start_anyway = false;              ///< a failed wait is a warning
  std::optional<std::string> migrations;  ///< the directory
  std::optional<Target> database;         ///< set where something is to be done with it
  MigrateCommand migrate;                 ///< of the action migrate
  std::vector<std::string> migrate_program;  ///< words; run instead of migrations; empty: none
  std::vector<std::string> unless;           ///< of lock, words: COMMAND is for when this fails
  std::string install_path;                  ///< of the action install
  bool ahead_is_ok = false;  ///< a database at a version newer than all migrations is left alone
  Duration lock_timeout = std::chrono::minutes(5);
  Duration ddl_lock_timeout = kForever;
  Duration migrate_timeout = kForever;
  Duration statement_timeout = kForever;
  InitMode init = InitMode::automatic;
  Supervision supervision;
  std::optional<std::string> user;       ///< USER[:GROUP]
  std::optional<std::string> directory;  ///< for the service
  bool no_new_privs = false;
  int pdeath_signal = 0;  ///< 0: none
  std::vector<std::string> env_files;
  std::vector<std::string> secrets;  ///< names of variables
  std::vector<std::string> unset;    ///< names of variables
  LogLevel log_level = LogLevel::info;
  LogFormat log_format = LogFormat::text;
  OutputFormat output = OutputFormat::text;
  Environment environment;  ///< as inherited, with --env-file and --secret, still with --unset
  std::vector<std::string> command;   ///< empty unless action is run or lock
  std::vector<std::string> warnings;  ///< to be logged once the log is configured
  std::string help;                   ///< the text to print when action is help
};

/// Whether an option asks for what only a supervisor can do.
bool needs_supervisor(const Options& options);

/// Reads the words of argv (the program's name included) and the variables of `environment`
/// (`NAME=value`). Precedence: command line, environment, default. Every error is ExitCode::usage,
/// names the option or the variable, and holds no part of a value that could be a secret.
Result<Options> parse_options(std::span<const char* const> argv,
                              std::span<const char* const> environment,
                              std::span<const TargetKind> kinds);

}  // namespace aweigh
