#include "options/help.h"

#include <algorithm>

#include "options/command_line.h"
#include "options/migrate_words.h"
#include "target/fragment.h"

namespace aweigh {
namespace {

constexpr std::string_view kUsage = R"(usage:
  aweigh [OPTIONS] [--] COMMAND [ARG]...   wait, migrate, then run COMMAND
  aweigh wait  [OPTIONS] TARGET...         wait only: init containers, CI scripts
  aweigh check [OPTIONS] TARGET...         one attempt each: HEALTHCHECK, readiness probes
  aweigh migrate up|down|goto|…  [OPTIONS] the schema alone (aweigh help migrate)
  aweigh lock  [OPTIONS] [--] COMMAND      run COMMAND under the migration lock (aweigh help lock)
  aweigh install PATH                      copy this binary to PATH (aweigh help install)
  aweigh version [--output json]           what this binary is, and what is in it
  aweigh help [wait|check|migrate|lock|install|version|targets|pid1]

Our own words end at -- or at the first word that is no option; everything from there on is
COMMAND, passed on as it is. Every option has a variable: --max-interval is
AWEIGH_MAX_INTERVAL; AWEIGH_WAIT takes a list, split as a shell would. Durations: 500ms, 2s,
1m30s, 1h; a bare number is seconds; none is no limit.
)";

constexpr std::string_view kExitCodes = R"(
exit codes:
  the service's own, or 128+N when signal N ended it
  0        wait, check: ready; migrate, install: done
  1        check: not ready
  64       bad usage or configuration; nothing was started
  65       a migration failed, or the database is dirty or ahead of the files, or the lock was lost
  66       the migrations directory is missing, unreadable or holds no migration
  69       a dependency rejected us (wrong password, no such database)
  70       internal error
  75       the migration lock was not got in time
  124      timed out waiting
  126, 127 COMMAND is not executable, not found
  130, 143 INT, TERM ended the wait or the migration
)";

constexpr std::string_view kPid1 =
    R"(As PID 1 aweigh stays as a supervisor: it forwards signals, reaps orphans and leaves with the
service's exit code. What tini and dumb-init call it:

  tini -s             --init always        a child subreaper where it is not PID 1
  tini -p SIG         --pdeath-signal SIG  sent to the service should aweigh die
  tini -e CODE        --map-exit CODE:0    count CODE as success
  tini -g             -g, --group          signals go to the whole process group
  tini -v             --log-level debug
  tini -w             (orphans are reaped in silence)
  dumb-init -r A:B    --rewrite A:B        0 drops the signal; names and numbers, RTMIN+3 too
  dumb-init -c        (the default)        signals go to the service alone
  (neither)           --grace D            from TERM to KILL, for all that is left, named in the log
  (gosu, su-exec)     -u USER[:GROUP]      the service's user
)";

constexpr std::string_view kTargets =
    R"(A target is a URL, host:port (that is tcp), or postgres:host=… user=… password=… dbname=…

  !TARGET             wait until it is gone: until it refuses, or answers no
  TARGET#OPTION&…     options of this target alone; behind words (exec:, postgres:host=…) after " #"
  ${NAME}             anywhere in a target: the variable's value, which needs no escaping;
                      a target may be one placeholder and nothing else
  ${file:PATH}        the file's text, less its last newline
  $${                 a literal ${

options of all kinds:
)";

void add_options(std::string& text, std::span<const TargetOption> options) {
  constexpr std::size_t kColumn = 22;
  for (const TargetOption& option : options) {
    std::string line = "  " + std::string(option.name);
    line += option.value.empty() ? "" : "=" + std::string(option.value);
    line.resize(std::max(kColumn, line.size() + 2), ' ');
    text += line + std::string(option.meaning) + "\n";
  }
}

std::string targets_help_text(std::span<const TargetKind> kinds) {
  std::string text(kTargets);
  add_options(text, general_options());
  text += "\nof the kinds that speak TLS besides:\n";
  add_options(text, tls_options());
  for (const TargetKind& kind : kinds) {
    text += "\n" + std::string(kind.example) + (kind.tls ? "   (TLS)" : "") + "\n    " +
            std::string(kind.ready_when) + "\n";
    add_options(text, kind.options);
  }
  return text;
}

std::string migrate_help_text() {
  constexpr std::size_t kColumn = 18;
  std::string text = "usage:\n  aweigh migrate [OPTIONS] COMMAND [OPTIONS]\n\n";
  for (const MigrateRow& row : migrate_rows()) {
    std::string line = "  " + std::string(row.usage);
    line.resize(std::max(kColumn, line.size() + 2), ' ');
    text += line + std::string(row.help) + "\n";
  }
  text += R"(
golang-migrate's spelling works too: aweigh migrate -path DIR -database URL up 2
)";
  return text + describe_options(Action::migrate) + "\n" + std::string(kExitCodes);
}

constexpr std::string_view kLock = R"(usage:
  aweigh lock [OPTIONS] [--] COMMAND [ARG]...

Waits for the database, takes the lock that migrations take (golang-migrate's, too) and runs COMMAND
while it is held. Who comes second waits, and runs it then: COMMAND finds out by itself that nothing
is left to do, or --unless does. Leaves with COMMAND's own code, 128+N when signal N ended it.

COMMAND has nothing to read, and what it writes goes to stderr, line by line. --ddl-lock-timeout and
--statement-timeout reach it in PGOPTIONS, which libpq reads. Should the lock be lost, it gets TERM
and, 5 s later, KILL; so it does on a signal to us. What it leaves behind is killed.
)";

std::string lock_help_text() {
  return std::string(kLock) + describe_options(Action::lock) + "\n" + std::string(kExitCodes);
}

constexpr std::string_view kInstall = R"(usage:
  aweigh install [OPTIONS] PATH

Copies this binary to PATH, or into it where it is a directory or ends in a slash: for images that
have no aweigh, from an init container into a volume that they share. The copy is executable for
everybody, whatever the umask; it replaces one that runs, which goes on, and is there as a whole or
not at all. The directory must exist, and /proc must be mounted. Exit code: 0, or 64.
)";

std::string install_help_text() {
  return std::string(kInstall) + describe_options(Action::install) + "\n";
}

constexpr std::string_view kVersion = R"(usage:
  aweigh version [OPTIONS]

Prints the version, the commit it was built from and the platform it was built for, and on a line of
its own the libraries in it. -dirty behind the commit: the sources were not quite the commit's.
)";

std::string version_help_text() {
  return std::string(kVersion) + describe_options(Action::version) + "\n";
}

struct Topic {
  std::string_view name;
  std::string (*text)(std::span<const TargetKind>);
};
constexpr Topic kTopics[] = {
    {"wait", [](std::span<const TargetKind> kinds) { return help_text(Action::wait, kinds); }},
    {"check", [](std::span<const TargetKind> kinds) { return help_text(Action::check, kinds); }},
    {"migrate", [](std::span<const TargetKind>) { return migrate_help_text(); }},
    {"lock", [](std::span<const TargetKind>) { return lock_help_text(); }},
    {"install", [](std::span<const TargetKind>) { return install_help_text(); }},
    {"version", [](std::span<const TargetKind>) { return version_help_text(); }},
    {"targets", targets_help_text},
    {"pid1", [](std::span<const TargetKind>) { return std::string(kPid1); }},
};

}  // namespace

Result<std::string> help_on(std::span<const char* const> words, std::span<const TargetKind> kinds) {
  if (words.empty()) {
    return help_text(Action::help, kinds);
  }
  std::string names;
  for (const Topic& topic : kTopics) {
    if (words.size() == 1 && words.front() == topic.name) {
      return topic.text(kinds);
    }
    names += (names.empty() ? "" : ", ") + std::string(topic.name);
  }
  return fail(ExitCode::usage, "the topics of help are " + names);
}

std::string help_text(Action topic, std::span<const TargetKind> kinds) {
  if (topic == Action::migrate) {
    return migrate_help_text();
  }
  if (topic == Action::lock) {
    return lock_help_text();
  }
  if (topic == Action::install) {
    return install_help_text();
  }
  if (topic == Action::version) {
    return version_help_text();
  }
  std::string text(kUsage);
  text += describe_options(topic == Action::help ? Action::run : topic);
  text += "\n\ntargets, and when they are ready (more on them: aweigh help targets):\n";
  for (const TargetKind& kind : kinds) {
    text += "  " + std::string(kind.example) + "\n      " + std::string(kind.ready_when) + "\n";
  }
  return text += kExitCodes;
}

}  // namespace aweigh
