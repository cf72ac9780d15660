#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.h"
#include "base/out_of_order.h"
#include "base/result.h"
#include "environment/environment.h"
#include "init/supervisor_options.h"
#include "options/migrate_command.h"
#include "target/limits.h"
#include "target/target.h"

// All that the command line and the environment say. Each layer gets the part that is its own.

namespace aweigh {

struct ActionRow;
struct OptionRow;

/// How a result is printed on stdout.
enum class OutputFormat { text, json };

/// Whether the service gets a supervisor; see `--init`.
enum class InitMode { automatic, always, never };

/// The log on stderr.
struct LogOptions {
  LogLevel level = LogLevel::info;
  LogFormat format = LogFormat::automatic;
  std::vector<ConstantField> constants;  ///< of each JSON line
};

/// The wait.
struct WaitOptions {
  std::vector<Target> targets;
  WaitLimits limits;          ///< of all targets, but for what the fragment of one says
  bool start_anyway = false;  ///< a failed wait is a warning
};

/// `--migrate DIR[#table=[SCHEMA.]NAME]`
struct MigrationDirectory {
  std::string path;
  std::string schema = {};  ///< of the table; empty: the session's own
  std::string table = {};   ///< its own version table; empty: that of the database's URL
};

/// What migrates the schema: our own run of a directory, or a program of the user's.
struct MigrateOptions {
  std::vector<MigrationDirectory> directories;  ///< in their order
  std::optional<Target> database;               ///< set where something is to be done with it
  MigrateCommand command;
  std::vector<std::string> program;  ///< words; run instead of migrations; empty: none
  bool creates_database = false;     ///< where it is missing
  std::vector<std::string> unless;   ///< words; of `lock`: COMMAND is for when this fails
  bool ahead_is_ok = false;  ///< a database at a version newer than all migrations is left alone
  OutOfOrder out_of_order = OutOfOrder::warn;
  std::optional<std::string> against;  ///< of `migrate validate`: a revision of git
  Duration lock_timeout = std::chrono::minutes(5);
  Duration ddl_lock_timeout = kForever;
  std::optional<Duration> statement_timeout;  ///< nullopt: neither the option nor the URL says it
  Duration timeout = kForever;                ///< of all files together
};

/// What becomes of this process once all is ready.
struct ServiceOptions {
  std::vector<std::string> command;  ///< of `lock`, too
  InitMode init = InitMode::automatic;
  SupervisorOptions supervision;
  std::optional<std::string> user;  ///< USER[:GROUP]
  std::vector<std::string> chown;   ///< paths that are to be the user's
  std::optional<std::string> directory;
  bool no_new_privs = false;
  int pdeath_signal = 0;           ///< 0: none
  std::vector<std::string> unset;  ///< names of variables
};

/// What a command line may name.
struct Vocabulary {
  std::span<const ActionRow* const> actions;  ///< the main form comes first
  std::span<const TargetKind> kinds;
};

/// What the command line or the environment says of one option.
struct Given {
  const OptionRow* option = nullptr;
  std::string source;  ///< "command line", or the variable
  std::string value;   ///< as it was written; empty where it may hold a secret
};

struct Options {
  Vocabulary vocabulary;
  const ActionRow* action = nullptr;
  LogOptions log;
  WaitOptions wait;
  MigrateOptions migrate;
  ServiceOptions service;
  OutputFormat output = OutputFormat::text;
  std::string report;  ///< FILE.json or FILE.svg; empty: none
  std::vector<std::string> env_files;
  std::vector<std::string> secrets;   ///< names of variables
  Environment environment;            ///< as inherited, with env_files and secrets
  std::string_view asks_for;          ///< `help` or `version`, an option in place of the action
  std::string install_path;           ///< of `install`
  std::string help;                   ///< the text that `help` prints
  bool explain = false;               ///< tell what would be done, and do nothing
  std::vector<Given> given;           ///< only where `explain`; in the order of the table
  std::vector<std::string> warnings;  ///< to be logged once the log is configured
};

/// Adds words that are not empty, and not there yet.
void add_warning(std::vector<std::string>& warnings, const std::string& words);

/// Whether an option asks for what only a supervisor can do.
bool needs_supervisor(const ServiceOptions& service);

/// What holds where we are the stand-in of another program (src/names).
struct Manner {
  std::string_view peer = {};  ///< that program's name; empty: we are nobody's
  /// `AWEIGH_INIT=always`: holds where neither the command line nor the environment says otherwise.
  std::span<const std::string> defaults = {};
  std::string_view variables = {};  ///< its own begin so, and have been read; empty: it has none
};

/// Reads the words of argv (the program's name included) and the variables of `environment`
/// (`NAME=value`). Precedence: command line, environment, default. Every error is ExitCode::usage,
/// names the option or the variable, and holds no part of a value that could be a secret.
Result<Options> parse_options(std::span<const char* const> argv,
                              std::span<const char* const> environment,
                              const Vocabulary& vocabulary, const Manner& manner = {});

}  // namespace aweigh
