#include "help/tables.h"

#include "base/exit_code.h"

namespace aweigh {
namespace {

constexpr std::string_view kRules[] = {
    "Our own words end at -- or at the first word that is no option; everything from there on is "
    "COMMAND, passed on as it is.",
    "An option is a variable, too: --max-interval is AWEIGH_MAX_INTERVAL. The command line wins. "
    "What may be repeated is a list there, split as a shell would. No AWEIGH_… variable reaches "
    "the service.",
    "D is a duration: 500ms, 2s, 1m30s, 1h; a bare number is seconds; none is no limit.",
};

constexpr HelpRow kSpellingsOfTargets[] = {
    {"HOST:PORT", "is tcp://HOST:PORT"},
    {"postgres:KEYWORD=…", "libpq's words: postgres:host=db user=app dbname=app"},
    {"!TARGET", "wait until it is gone: until it refuses, or answers no"},
    {"TARGET#OPTION&…",
     "options of this target alone; behind words (exec:, postgres:host=…) after \" #\""},
    {"${NAME}",
     "anywhere in a target: the variable's value, which needs no escaping; a target may be one "
     "placeholder and nothing else"},
    {"${file:PATH}", "the file's text, less its last newline"},
    {"$${", "a literal ${"},
};

constexpr HelpRow kOtherVariables[] = {
    {"DATABASE_URL", "the database to migrate, where no --database names one"},
    {"PGHOST, PGPORT, …",
     "libpq's own: they name the database where DATABASE_URL does not either, and fill in what a "
     "DSN leaves out"},
    {"NAME_FILE", "with --secret NAME: the file that holds the value of NAME"},
    {"SSL_CERT_FILE", "the certificate authorities to trust, a file; a target's ca= wins"},
    {"SSL_CERT_DIR", "the same, a directory"},
    {"PATH", "where COMMAND and the programs of options are looked up"},
};

constexpr HelpRow kLogFields[] = {
    {"time", "RFC 3339, with milliseconds, UTC"},
    {"level", "trace, debug, info, warn or error"},
    {"event", "what happened, for machines: target_ready, migration_applied, failed"},
    {"msg", "the same for people"},
    {"target", "where it is about one: without user, password and query"},
    {"stage", "where an attempt stopped: dns, connect, tls, auth, query"},
    {"error", "the server's own words"},
    {"attempts, elapsed_ms", "how often, and for how long"},
    {"version", "of the schema"},
    {"pid, signal, exit_code", "of the service"},
};

constexpr HelpRow kSpellingsOfInits[] = {
    {"tini -s", "--init always: a child subreaper where it is not PID 1"},
    {"tini -p SIG",
     "setpriv --pdeathsig SIG before aweigh: it forwards SIG when its own parent dies"},
    {"tini -e CODE", "--map-exit CODE:0: count CODE as success"},
    {"tini -g", "-g, --group: signals go to the whole process group"},
    {"tini -v", "--log-level debug"},
    {"tini -w", "no option: orphans are reaped in silence"},
    {"dumb-init -r A:B", "--rewrite A:B: 0 drops the signal; names and numbers, RTMIN+3 too"},
    {"dumb-init -c", "the default: signals go to the service alone"},
    {"(any of these)", "called tini, docker-init or dumb-init, aweigh takes the words of that one"},
    {"gosu, su-exec", "-u USER[:GROUP]: the service's user"},
    {"chown -R", "--chown PATH: what lies there becomes the user's, before the service starts"},
    {"(none)", "--pdeath-signal SIG: sent to the service should aweigh die"},
    {"(none)", "--term-delay D: TERM reaches the service later; load balancers turn away first"},
    {"(none)", "--grace D: from TERM to KILL, for all that is left, named in the log"},
};

}  // namespace

std::string_view summary() {
  return "aweigh waits until what a service needs is ready, migrates its database, and runs it.";
}

std::span<const std::string_view> rules_of_options() {
  return kRules;
}

std::span<const HelpRow> spellings_of_targets() {
  return kSpellingsOfTargets;
}

std::span<const HelpRow> other_variables() {
  return kOtherVariables;
}

std::vector<HelpRow> exit_codes() {
  std::vector<HelpRow> rows = {{"the service's own", "when it ran; 128+N when signal N ended it"}};
  for (const ExitCodeRow& row : exit_code_rows()) {
    rows.push_back({row.number, row.cases});
  }
  return rows;
}

std::span<const HelpRow> log_fields() {
  return kLogFields;
}

std::span<const HelpRow> spellings_of_inits() {
  return kSpellingsOfInits;
}

}  // namespace aweigh
