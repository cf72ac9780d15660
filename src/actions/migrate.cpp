#include <algorithm>
#include <cstdio>

#include "actions/actions.h"
#include "actions/begin.h"
#include "actions/golang_migrate_spelling.h"
#include "actions/migrate_commands.h"
#include "actions/take.h"
#include "base/log.h"
#include "migrate/files/create.h"
#include "migrate/files/validate.h"
#include "migrate/run/status.h"
#include "preflight/confirm.h"
#include "preflight/stages.h"
#include "text/printable.h"

// `aweigh migrate`: its commands. Those that need no database end at once; the others wait for it.

namespace aweigh {
namespace {

using Kind = MigrateCommand::Kind;
using Aim = migrate::Goal::Aim;

void print(const std::string& text) {
  std::fputs((text + "\n").c_str(), stdout);
}

/// One run of a command that needs the database.
class DatabaseCommand {
 public:
  explicit DatabaseCommand(const Options& options)
      : migrate_(options.migrate),
        reconnect_timeout_(options.wait.limits.timeout),
        json_(options.output == OutputFormat::json) {}

  /// Mistakes in the files and the question to a person come before the wait.
  Result<void> run(std::vector<Watched> targets) {
    return read_files()
        .and_then([&] { return ask(); })
        .and_then([&] { return wait_until_ready(loop_, std::move(targets)); })
        .and_then([&] { return act(); });
  }

 private:
  Result<void> read_files() {
    switch (migrate_.command.kind) {
      case Kind::up:
      case Kind::status:
      case Kind::wait:
        return read(migrate::Reading::up_files);
      case Kind::down:
      case Kind::go_to:
        return read(migrate::Reading::all_files);
      default:
        return {};
    }
  }

  Result<void> read(migrate::Reading reading) {
    return read_migrations(*migrate_.directory, reading).map([&](migrate::Files read) {
      files_ = std::move(read);
    });
  }

  Result<void> ask() {
    const MigrateCommand& command = migrate_.command;
    if (command.kind == Kind::down && !command.number && !command.all && !command.dry_run) {
      return ask("Are you sure you want to apply all down migrations?",
                 "not applying all down migrations: answer y, or say --all");
    }
    if (command.kind == Kind::drop && !command.sure) {
      return ask("Are you sure you want to drop the entire database schema?",
                 "not dropping the schema: answer y, or say -f");
    }
    return {};
  }

  static Result<void> ask(const char* question, const char* no) {
    return confirm(question).and_then(
        [no](bool yes) { return yes ? Result<void>() : fail(ExitCode::usage, no); });
  }

  Result<void> act() {
    switch (migrate_.command.kind) {
      case Kind::up:
        return move_to(Aim::up);
      case Kind::down:
        return move_to(Aim::down);
      case Kind::go_to:
        return move_to(Aim::go_to);
      case Kind::force:
        return move_to(Aim::force);
      case Kind::drop:
        return move_to(Aim::drop);
      case Kind::version:
        return look_at(loop_, *migrate_.database).and_then([&](const migrate::SchemaState& seen) {
          return tell_version(seen);
        });
      case Kind::wait:
        return expect_newest(loop_, migrate_, files_);
      default:
        return look_at(loop_, *migrate_.database).map([&](const migrate::SchemaState& seen) {
          tell_status(seen);
        });
    }
  }

  Result<void> move_to(Aim aim) {
    const migrate::Goal goal{aim, migrate_.command.number, migrate_.ahead_is_ok};
    return migrate_to(loop_, migrate_, reconnect_timeout_, goal, std::move(files_));
  }

  Result<void> tell_version(const migrate::SchemaState& seen) {
    if (json_ || seen.version.number) {
      print(json_ ? migrate::version_json(seen.version) : migrate::version_text(seen.version));
    }
    return seen.version.number ? Result<void>()
                               : fail(ExitCode::migration_failed,
                                      "no migration: nothing has been applied to this database");
  }

  void tell_status(const migrate::SchemaState& seen) {
    const auto rows = migrate::status_of(seen.version, files_.up, seen.checksums);
    if (json_) {
      print(migrate::status_json(seen.version, rows));
    } else {
      std::fputs(printable_lines(migrate::status_text(rows)).c_str(), stdout);
    }
  }

  const MigrateOptions& migrate_;
  Duration reconnect_timeout_;
  bool json_;
  migrate::Files files_;
  StoppableLoop loop_;
};

Result<void> validate(const std::string& directory) {
  return migrate::validate(directory).and_then(
      [&](const std::vector<migrate::Finding>& findings) -> Result<void> {
        std::size_t errors = 0;
        for (const migrate::Finding& finding : findings) {
          errors += finding.is_error ? 1 : 0;
          log_event(finding.is_error ? LogLevel::error : LogLevel::warn, "finding", finding.words);
        }
        if (errors == 0) {
          return {};
        }
        return fail(ExitCode::migration_failed,
                    "cannot use the migrations in " + directory + ": " + std::to_string(errors) +
                        (errors == 1 ? " file needs" : " files need") + " mending");
      });
}

/// golang-migrate's three ways to write the time.
Result<std::string> version_now(const NewFiles& files) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now).count();
  switch (files.format) {
    case NewFiles::TimeFormat::unix_seconds:
      return std::to_string(seconds);
    case NewFiles::TimeFormat::unix_nanoseconds:
      return std::to_string(std::chrono::duration_cast<std::chrono::nanoseconds>(now).count());
    case NewFiles::TimeFormat::digits:
      break;
  }
  const auto version = migrate::version_at(seconds, files.zone);
  return version ? Result<std::string>(*version)
                 : fail(ExitCode::usage, "cannot read --tz: there is no such time zone here");
}

Result<void> create(const std::string& directory, const NewFiles& files) {
  migrate::NewNames names{files.title, files.extension, std::nullopt, files.digits};
  if (files.in_sequence && files.names_format) {
    return fail(ExitCode::usage, "the seq and format options are mutually exclusive");
  }
  if (!files.in_sequence) {
    auto version = version_now(files);
    if (!version) {
      return error_of(version);
    }
    names.version = std::move(*version);
  }
  return migrate::create(directory, names).map([](const std::vector<std::string>& paths) {
    for (const std::string& path : paths) {
      print(path);
    }
  });
}

Result<std::string_view> name_of_command(const Words& operands) {
  return find_migrate_row(operands).map([](const MigrateRow* row) { return row->name; });
}

std::string describe_commands() {
  return describe_migrate_commands() + R"(
golang-migrate's spelling works too: aweigh migrate -path DIR -database URL up 2
)";
}

Result<void> take(Options& options, const Words& operands) {
  const auto found = find_migrate_row(operands);
  if (!found) {
    return error_of(found);
  }
  const MigrateRow& row = **found;
  if (const auto taken = take_operand(options.migrate.command, row, operands); !taken) {
    return taken;
  }
  if (row.needs_directory && !options.migrate.directory) {
    return fail(ExitCode::usage, "migrate " + std::string(row.name) +
                                     " needs the directory of the migrations: -m DIR");
  }
  if (!row.needs_database) {
    options.migrate.database.reset();
    return {};
  }
  return find_database(options);
}

Leave run(Options& options, SignalSet inherited) {
  auto begun = begin_work(options, inherited);
  if (!begun) {
    return leave_with(begun.error());
  }
  const MigrateOptions& migrate = options.migrate;
  switch (migrate.command.kind) {
    case Kind::validate:
      return leave_after(validate(*migrate.directory));
    case Kind::create:
      return leave_after(create(migrate.directory.value_or("."), migrate.command.files));
    default:
      return leave_after(DatabaseCommand(options).run(std::move(begun->targets)));
  }
}

}  // namespace

extern const ActionRow kMigrate = {
    .name = "migrate",
    .usage = "migrate [OPTIONS] COMMAND [OPTIONS]",
    .summary = "the schema alone: up, down, status and more",
    .help = "Waits for the database, then does what COMMAND says:\n\n",
    .respell = from_golang_migrate,
    .command_of = name_of_command,
    .describe_commands = describe_commands,
    .take = take,
    .run = run,
};

}  // namespace aweigh
