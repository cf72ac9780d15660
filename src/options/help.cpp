#include "options/help.h"

#include <array>

#include "options/command_line.h"

namespace aweigh {
namespace {

constexpr std::string_view kUsage = R"(usage:
  aweigh [OPTIONS] [--] COMMAND [ARG]...   wait, migrate, then run COMMAND
  aweigh wait  [OPTIONS] TARGET...         wait only: init containers, CI scripts
  aweigh check [OPTIONS] TARGET...         one attempt each: HEALTHCHECK, readiness probes
  aweigh help [wait|check|pid1] | version

Our own words end at -- or at the first word that is no option; everything from there on is
COMMAND, passed on as it is. Every option has a variable: --max-interval is
AWEIGH_MAX_INTERVAL; AWEIGH_WAIT takes a list, split as a shell would. Durations: 500ms, 2s,
1m30s, 1h; a bare number is seconds; none is no limit.
)";

constexpr std::string_view kExitCodes = R"(
exit codes:
  the service's own, or 128+N when signal N ended it
  0        wait, check: ready
  1        check: not ready
  64       bad usage or configuration; nothing was started
  65       a migration failed, or the database is dirty or ahead of the files
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

}  // namespace

std::string pid1_help_text() {
  return std::string(kPid1);
}

std::string help_text(Action topic, std::span<const TargetKind> kinds) {
  std::string text(kUsage);
  text += describe_options(topic == Action::help ? Action::run : topic);
  text += "\n\ntargets, and when they are ready:\n";
  for (const TargetKind& kind : kinds) {
    text += "  " + std::string(kind.example) + "\n      " + std::string(kind.ready_when) + "\n";
    if (kind.shape == Shape::libpq) {
      text += "      also as " + std::string(kind.schemes.front()) +
              ":host=… user=… password=… dbname=…\n";
    }
  }
  text += "  host:port is tcp://host:port\n";
  return text += kExitCodes;
}

}  // namespace aweigh
