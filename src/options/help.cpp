#include "options/help.h"

#include <algorithm>

#include "options/action.h"
#include "options/words.h"
#include "target/fragment.h"

// The help texts. What a row of a table says comes from there; the rest is here.

namespace aweigh {
namespace {

constexpr std::string_view kWords = R"(
Our own words end at -- or at the first word that is no option; everything from there on is
COMMAND, passed on as it is. An option is a variable, too: --max-interval is
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
  tini -p SIG         setpriv --pdeathsig  before aweigh: it forwards SIG when its own parent dies
  tini -e CODE        --map-exit CODE:0    count CODE as success
  tini -g             -g, --group          signals go to the whole process group
  tini -v             --log-level debug
  tini -w             (orphans are reaped in silence)
  dumb-init -r A:B    --rewrite A:B        0 drops the signal; names and numbers, RTMIN+3 too
  dumb-init -c        (the default)        signals go to the service alone
  (neither)           --pdeath-signal SIG  sent to the service should aweigh die
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

/// One line of two columns.
std::string row(const std::string& left, std::size_t width, std::string_view right) {
  std::string line = "  " + left;
  line.resize(std::max(width, line.size() + 2), ' ');
  return line + std::string(right) + "\n";
}

std::string describe(std::span<const TargetOption> options) {
  constexpr std::size_t kWidth = 22;
  std::string text;
  for (const TargetOption& option : options) {
    const std::string value = option.value.empty() ? "" : "=" + std::string(option.value);
    text += row(std::string(option.name) + value, kWidth, option.meaning);
  }
  return text;
}

std::string help_on_targets(const Vocabulary& vocabulary) {
  std::string text(kTargets);
  text += describe(general_options());
  text += "\nof the kinds that speak TLS besides:\n" + describe(tls_options());
  for (const TargetKind& kind : vocabulary.kinds) {
    text += "\n" + std::string(kind.example) + (kind.tls ? "   (TLS)" : "") + "\n    " +
            std::string(kind.ready_when) + "\n" + describe(kind.options);
  }
  return text;
}

std::string help_on_pid1(const Vocabulary&) {
  return std::string(kPid1);
}

std::string help_on_action(const ActionRow& action) {
  std::string text = "usage:\n  aweigh " + std::string(action.usage) + "\n\n";
  text += action.help;
  if (action.describe_commands != nullptr) {
    text += action.describe_commands();
  }
  text += describe_options(action) + "\n";
  if (action.operands == Operands::targets) {
    text += "\ntargets: aweigh help targets\n";
  }
  return action.works_with_servers ? text += kExitCodes : text;
}

struct Topic {
  std::string_view name;
  std::string (*text)(const Vocabulary&);
};
/// Besides the actions.
constexpr Topic kTopics[] = {{"targets", help_on_targets}, {"pid1", help_on_pid1}};

}  // namespace

std::string help_on_all(const Vocabulary& vocabulary) {
  constexpr std::size_t kWidth = 47;
  std::string text = "usage:\n";
  for (const ActionRow* action : vocabulary.actions) {
    text += row("aweigh " + std::string(action->usage), kWidth, action->summary);
  }
  text += kWords;
  text += describe_options(*vocabulary.actions.front());
  text += "\n\ntargets, and when they are ready (more on them: aweigh help targets):\n";
  for (const TargetKind& kind : vocabulary.kinds) {
    text += "  " + std::string(kind.example) + "\n      " + std::string(kind.ready_when) + "\n";
  }
  return text += kExitCodes;
}

Result<std::string> help_on(std::string_view topic, const Vocabulary& vocabulary) {
  const auto actions = vocabulary.actions.subspan(1);
  if (const ActionRow* action = find_action(actions, topic)) {
    return help_on_action(*action);
  }
  std::string known;
  for (const ActionRow* action : actions) {
    known += std::string(action->name) + ", ";
  }
  for (const Topic& other : kTopics) {
    if (other.name == topic) {
      return other.text(vocabulary);
    }
    known += std::string(other.name) + ", ";
  }
  known.erase(known.size() - 2);
  return fail(ExitCode::usage, "the topics of help are " + known);
}

}  // namespace aweigh
