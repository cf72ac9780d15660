#include <algorithm>
#include <cstdio>

#include "actions/actions.h"
#include "actions/begin.h"
#include "actions/create_files.h"
#include "actions/explain.h"
#include "actions/first_and_last.h"
#include "actions/golang_migrate_spelling.h"
#include "actions/migrate_commands.h"
#include "actions/take.h"
#include "actions/validate.h"
#include "base/log.h"
#include "migrate/run/status.h"
#include "preflight/confirm.h"
#include "preflight/directories.h"
#include "preflight/stages.h"
#include "preflight/timeline.h"
#include "report/file.h"
#include "text/printable.h"

// `aweigh migrate`: its commands. Those that need no database end at once; the others wait for it.

namespace aweigh {
namespace {

using Kind = MigrateCommand::Kind;
using Aim = migrate::Goal::Aim;

void print(const std::string& text) {
  std::puts(text.c_str());
}

/// One run of a command that needs the database.
class DatabaseCommand {
 public:
  explicit DatabaseCommand(const Options& options)
      : migrate_(options.migrate),
        limits_(options.wait.limits),
        json_(options.output == OutputFormat::json),
        report_(options.report) {}

  /// Mistakes in the files and the question to a person come before the wait.
  Result<void> run(std::vector<Watched> targets) {
    const auto done =
        list_files()
            .and_then([&] { return ask(); })
            .and_then([&] {
              tell_start(targets, limits_, what_follows());
              return wait_until_ready(loop_, std::move(targets), timeline_.targets, false,
                                      readers_);
            })
            .and_then([&] { return create_database(loop_, migrate_, limits_.timeout); })
            .and_then([&] { return act(); });
    report_.write(timeline_, outcome_of(done));
    return done;
  }

  [[nodiscard]] const Timeline& timeline() const { return timeline_; }

 private:
  /// What comes after the wait, for the first line.
  [[nodiscard]] std::string what_follows() const {
    const bool waits = migrate_.command.kind == Kind::wait;
    return (waits ? "for the newest version in " : "then migrate ") +
           (waits ? names_of(migrate_.directories)
                  : std::string(row_of(migrate_.command.kind).name));
  }

  Result<void> list_files() {
    switch (migrate_.command.kind) {
      case Kind::up:
      case Kind::status:
      case Kind::wait:
        return list(migrate::Reading::up_files);
      case Kind::down:
      case Kind::go_to:
        return list(migrate::Reading::all_files);
      default:
        return {};
    }
  }

  Result<void> list(migrate::Reading reading) {
    return list_directories(migrate_, reading).map([&](auto listed) {
      readers_ = std::move(listed);
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
        return look_at(loop_, databases_of(migrate_).front())
            .and_then([&](const migrate::SchemaState& seen) { return tell_version(seen); });
      case Kind::wait:
        return expect_newest(loop_, migrate_, std::move(readers_));
      default:
        return tell_status();
    }
  }

  Result<void> move_to(Aim aim) {
    const migrate::Goal goal{aim, migrate_.command.number, migrate_.ahead_is_ok,
                             migrate_.out_of_order};
    return migrate_to(loop_, migrate_, limits_.timeout, goal, std::move(readers_),
                      timeline_.schema);
  }

  Result<void> tell_version(const migrate::SchemaState& seen) {
    if (json_ || seen.version.number) {
      print(json_ ? migrate::version_json(seen.version) : migrate::version_text(seen.version));
    }
    return seen.version.number ? Result<void>()
                               : fail(ExitCode::migration_failed,
                                      "no migration: nothing has been applied to this database");
  }

  /// Of one directory as it is; of several under headings, or as an array.
  Result<void> tell_status() {
    const bool several = migrate_.directories.size() > 1;
    std::string all;
    return for_each_source(migrate_, std::move(readers_),
                           [&](const migrate::Source& source, const Target& database) {
                             return look_at(loop_, database).map([&](const auto& seen) {
                               all += status_of(source, seen, several && !all.empty());
                             });
                           })
        .map([&] {
          if (json_) {
            print(several ? "[" + all + "]" : all);
          } else {
            std::fputs(printable_lines(all).c_str(), stdout);
          }
        });
  }

  [[nodiscard]] std::string status_of(const migrate::Source& source,
                                      const migrate::SchemaState& seen, bool has_one_before) const {
    const auto status = migrate::status_of(seen.version, source.files.up, seen.past);
    if (json_) {
      return (has_one_before ? "," : "") +
             migrate::status_json(seen.version, status, source.directory);
    }
    return (has_one_before ? "\n" : "") +
           (source.directory.empty() ? "" : source.directory + ":\n") +
           migrate::status_text(status);
  }

  const MigrateOptions& migrate_;
  const WaitLimits& limits_;
  bool json_;
  std::vector<migrate::FilesReader> readers_;
  Timeline timeline_;
  ReportFile report_;
  StoppableLoop loop_;
};

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
  const std::size_t directories = options.migrate.directories.size();
  if (directories > 1 && !row.takes_several) {
    return fail(ExitCode::usage, "migrate " + std::string(row.name) + " takes one directory, not " +
                                     std::to_string(directories) + ": name it with -m");
  }
  if (row.needs_directory && directories == 0) {
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
      return leave_after(validate(migrate));
    case Kind::create:
      return leave_after(create_files(migrate));
    default:
      break;
  }
  DatabaseCommand command(options);
  const auto done = command.run(std::move(begun->targets));
  return leave_run_after(command.timeline(), done);
}

}  // namespace

extern const ActionRow kMigrate = {
    .name = "migrate",
    .usage = "migrate [OPTIONS] COMMAND [OPTIONS]",
    .summary = "the schema alone: up, down, status and more",
    .help = "Waits for the database, then does what COMMAND says:\n\n",
    .example = "migrate -m /migrations --database postgres://db/app up",
    .respell = from_golang_migrate,
    .command_of = name_of_command,
    .describe_commands = describe_commands,
    .take = take,
    .explain = explain_migrate,
    .run = run,
};

}  // namespace aweigh
