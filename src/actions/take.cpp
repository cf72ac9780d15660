#include "actions/take.h"

#include <algorithm>

#include "actions/default_database.h"
#include "explanation/explanation.h"
#include "migrate/run/engine.h"
#include "options/setters.h"
#include "options/table.h"
#include "preflight/directories.h"
#include "schema/version_table.h"
#include "target/parse.h"

namespace aweigh {

Result<void> take_targets(Options& options, const Words& operands) {
  for (std::size_t at = 0; at < operands.size(); ++at) {
    if (const auto taken = take_target(options, operands[at]); !taken) {
      return fail(ExitCode::usage, "cannot read target " + std::to_string(at + 1) + " of " +
                                       std::to_string(operands.size()) + ": " +
                                       taken.error().message);
    }
  }
  return options.wait.targets.empty() ? fail(ExitCode::usage, "nothing to wait for: name a TARGET")
                                      : Result<void>();
}

Result<void> take_command(Options& options, const Words& operands) {
  const std::string& word = operands.front();
  if (word.find(':') != std::string::npos &&
      (word.find("://") != std::string::npos || parse_target(word, options.vocabulary.kinds, {}))) {
    return fail(ExitCode::usage, "the command is a target? use -w: aweigh -w TARGET -- COMMAND");
  }
  options.service.command = operands;
  return {};
}

namespace {

/// By aweigh itself: a PostgreSQL, and not a MySQL.
bool is_migrated(const Target& database) {
  return database.kind->engine->make_run != nullptr;
}

/// What a PostgreSQL's URL says to golang-migrate; an option wins.
void take_words_of_url(Options& options) {
  if (!is_migrated(*options.migrate.database)) {
    return;
  }
  const auto limit = migrate::statement_timeout_of(*options.migrate.database);
  if (!limit || options.migrate.statement_timeout) {
    return;
  }
  options.migrate.statement_timeout = limit;
  const auto row = std::ranges::find(option_rows(), "statement-timeout", &OptionRow::long_name);
  if (options.explain && row != option_rows().end()) {
    options.given.push_back({&*row, as_option(*limit), "x-statement-timeout of the URL"});
  }
}

Result<void> find_any_database(Options& options) {
  if (options.migrate.database) {
    take_words_of_url(options);
    return expect_own_tables(options.migrate);
  }
  const auto dsn = default_database(options.environment);
  if (!dsn) {
    return error_of(dsn);
  }
  if (const auto taken = take_database(options, dsn->text); !taken) {
    return fail(ExitCode::usage, "cannot read " + dsn->source + ": " + taken.error().message);
  }
  take_words_of_url(options);
  return expect_own_tables(options.migrate);
}

/// What PostgreSQL's lock and its programs have, and MySQL's have not.
Result<void> check_mysql(const MigrateOptions& options) {
  if (options.ddl_lock_timeout != kForever ||
      options.statement_timeout.value_or(kForever) != kForever) {
    return fail(
        ExitCode::usage,
        "--ddl-lock-timeout and --statement-timeout are PostgreSQL's: a program gets them in "
        "PGOPTIONS, which means nothing to " +
            options.database->redacted());
  }
  if (options.creates_database) {
    return fail(ExitCode::usage, "--create-database is PostgreSQL's alone: make " +
                                     options.database->redacted() + " by other means");
  }
  if (!options.database->user) {
    return fail(ExitCode::usage, "to take the lock of " + options.database->redacted() +
                                     " needs a user: mysql://user:password@host:3306/database");
  }
  return {};
}

}  // namespace

Result<void> find_database(Options& options) {
  return find_any_database(options).and_then([&]() -> Result<void> {
    const Target& database = *options.migrate.database;
    if (is_migrated(database)) {
      return {};
    }
    return fail(ExitCode::usage, "cannot migrate " + database.redacted() +
                                     ": only PostgreSQL is migrated by aweigh itself; name the "
                                     "program that does it: --migrate-command 'PROG ARG…'");
  });
}

Result<void> find_database_to_lock(Options& options) {
  return find_any_database(options).and_then([&]() -> Result<void> {
    return is_migrated(*options.migrate.database) ? Result<void>() : check_mysql(options.migrate);
  });
}

}  // namespace aweigh
