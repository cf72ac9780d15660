#include "options/options.h"

#include <algorithm>
#include <doctest/doctest.h>
#include <initializer_list>
#include <vector>

#include "actions/migrate_commands.h"
#include "contains.h"
#include "options/command_line.h"
#include "options/table.h"
#include "text/words.h"

namespace aweigh {
namespace {

using std::chrono::seconds;

TEST_CASE("our own words end at -- or at the first word that is no option") {
  CHECK(accepted({"-w", "a:1", "psql", "-t"}).service.command == Words{"psql", "-t"});
  CHECK(accepted({"-w", "a:1", "--", "psql", "-t"}).service.command == Words{"psql", "-t"});
  CHECK(accepted({"--", "wait", "x:1"}).service.command == Words{"wait", "x:1"});
  CHECK(accepted({"-qt5s", "sh", "-c", "x", "--", "y"}).service.command ==
        Words{"sh", "-c", "x", "--", "y"});
  CHECK(accepted({"-t", "5", "sh", ""}).service.command == Words{"sh", ""});
  CHECK(accepted({"--timeout=5", "sh", "--help"}).service.command == Words{"sh", "--help"});
  CHECK(accepted({"env", "wait"}).service.command == Words{"env", "wait"});
}

TEST_CASE("a subcommand is one only as the first word") {
  CHECK(accepted({"wait", "a:1"}).action->name == "wait");
  CHECK(accepted({"check", "a:1"}).action->name == "check");
  CHECK(accepted({"version"}).action->name == "version");
  CHECK(accepted({"-q", "--", "wait"}).action->name == "run");
  CHECK(accepted({"-q", "waiter"}).action->name == "run");
}

TEST_CASE("version takes options only, and few") {
  CHECK(accepted({"version"}).output == OutputFormat::text);
  CHECK(accepted({"version", "--output", "json"}).output == OutputFormat::json);
  CHECK(accepted({"version"}, {"AWEIGH_OUTPUT=json"}).output == OutputFormat::json);
  CHECK(accepted({"version"}, {"AWEIGH_TIMEOUT=soon"}).action->name == "version");
  CHECK(accepted({"version", "--help"}).action->name == "help");
  CHECK(accepted({"wait", "a:1", "--version"}).action->name == "version");
  refused({"version", "--timeout", "5s"});
  refused({"version", "json"});
}

TEST_CASE("lock has a COMMAND as the main form has, and always a database") {
  const char* url = "DATABASE_URL=postgres://db/app";
  const Options options =
      accepted({"lock", "--unless", "test -e 'a b'", "-t", "5s", "psql", "--unless", "x"}, {url});
  CHECK(options.action->name == "lock");
  CHECK(options.service.command == Words{"psql", "--unless", "x"});
  CHECK(options.migrate.unless == Words{"test", "-e", "a b"});
  REQUIRE(options.migrate.database.has_value());
  CHECK(options.migrate.database->redacted() == "postgres://db/app");
  CHECK(accepted({"lock", "--", "lock"}, {url}).service.command == Words{"lock"});
  CHECK(accepted({"--", "lock", "x"}).action->name == "run");
  refused({"lock"}, {url});
  refused({"lock", "true"});
  refused({"lock", "--unless", "'", "true"}, {url});
  refused({"lock", "--migrate-command", "x", "true"}, {url});
}

TEST_CASE("a program that migrates makes the database count") {
  const char* url = "DATABASE_URL=postgres://db/app";
  const Options options = accepted({"true"}, {url, "AWEIGH_MIGRATE_COMMAND=a 'b c'"});
  CHECK(options.migrate.program == Words{"a", "b c"});
  CHECK(options.migrate.database.has_value());
  CHECK_FALSE(accepted({"true"}, {url}).migrate.database.has_value());
  refused({"--migrate-command", "a", "true"});
  refused({"--migrate-command", "a", "-m", "b", "true"}, {url});
  refused({"--migrate-command", " ", "true"}, {url});
}

TEST_CASE("options of wait may stand behind its targets") {
  const Options options = accepted({"wait", "a:1", "-t", "5s", "-w", "b:2"});
  CHECK(options.wait.limits.timeout == seconds(5));
  CHECK(options.wait.targets.size() == 2);
}

TEST_CASE("a variable stands in for its option, which wins") {
  CHECK(accepted({"true"}, {"AWEIGH_TIMEOUT=7s"}).wait.limits.timeout == seconds(7));
  CHECK(accepted({"-t", "9s", "true"}, {"AWEIGH_TIMEOUT=7s"}).wait.limits.timeout == seconds(9));
  CHECK(accepted({"true"}, {"AWEIGH_MAX_INTERVAL=2s"}).wait.limits.backoff.longest == seconds(2));
  CHECK(accepted({"true"}, {"AWEIGH_TIMEOUT="}).wait.limits.timeout == seconds(60));
  CHECK(accepted({"true"}, {"AWEIGH_FAIL_FAST=yes"}).wait.limits.rejection_grace == seconds(0));
  CHECK(accepted({"true"}, {"AWEIGH_FAIL_FAST=0"}).wait.limits.rejection_grace == seconds(10));
  CHECK(accepted({"--log-level", "debug", "true"}, {"AWEIGH_QUIET=1"}).log.level ==
        LogLevel::debug);
}

TEST_CASE("AWEIGH_WAIT is a list that the command line replaces") {
  const Texts environment = {"AWEIGH_WAIT=tcp://a:1 'redis://:a b@c'"};
  CHECK(accepted({"true"}, environment).wait.targets.size() == 2);
  CHECK(accepted({"true"}, environment).wait.targets[1].password.reveal() == "a b");
  CHECK(accepted({"-w", "x:1", "true"}, environment).wait.targets.size() == 1);
  CHECK(accepted({"check", "x:1"}, environment).wait.targets.size() == 1);
  CHECK(accepted({"wait"}, environment).wait.targets.size() == 2);
}

TEST_CASE("other lists stand beside targets on the command line") {
  CHECK(accepted({"wait", "x:1"}, {"AWEIGH_SECRET=A", "A=1"}).secrets == Words{"A"});
  CHECK(accepted({"true"}, {"AWEIGH_UNSET=A B"}).service.unset == Words{"A", "B"});
}

TEST_CASE("an unknown variable of ours is a warning, and named") {
  const Options options = accepted({"true"}, {"AWEIGH_TIMOUT=5s", "PATH=/bin"});
  CHECK(options.warnings ==
        Words{"unknown variable AWEIGH_TIMOUT is ignored; did you mean AWEIGH_TIMEOUT?"});
  CHECK(accepted({"true"}, {"AWEIGH_SUPPORT=x"}).warnings ==
        Words{"unknown variable AWEIGH_SUPPORT is ignored"});
  CHECK(accepted({"true"}, {"AWEIGH_VERSION=1.2"}).action->name == "run");
}

TEST_CASE("the variables of a Service named aweigh are no mistake of the user's") {
  for (const char* name : {"AWEIGH_SERVICE_HOST", "AWEIGH_SERVICE_PORT", "AWEIGH_SERVICE_PORT_HTTP",
                           "AWEIGH_PORT", "AWEIGH_PORT_80_TCP", "AWEIGH_PORT_80_TCP_ADDR",
                           "AWEIGH_WEB_SERVICE_HOST", "AWEIGH_WEB_PORT_80_TCP_PROTO"}) {
    CAPTURE(name);
    CHECK(accepted({"true"}, {(std::string(name) + "=x").c_str()}).warnings.empty());
  }
  CHECK_FALSE(accepted({"true"}, {"AWEIGH_SUPPORT=x"}).warnings.empty());
}

TEST_CASE("a wrong command line is one error that names what is wrong") {
  CHECK(contains(refused({"--timout", "5s", "true"}), "--timout"));
  CHECK(contains(refused({"-x", "true"}), "-x"));
  CHECK(contains(refused({"-t", "soon", "true"}), "--timeout"));
  CHECK(contains(refused({"true"}, {"AWEIGH_TIMEOUT=soon"}), "AWEIGH_TIMEOUT"));
  CHECK(contains(refused({"true"}, {"AWEIGH_WAIT='a:1"}), "quote"));
  CHECK(contains(refused({"--fail-fast=yes", "true"}), "takes no value"));
  CHECK(contains(refused({"-t"}), "lacks its value"));
  CHECK(contains(refused({"db:5432", "--", "true"}), "-w"));
  CHECK(contains(refused({"postgres://db/x", "true"}), "-w"));
  CHECK(contains(refused({}), "COMMAND"));
  CHECK(contains(refused({"wait"}), "TARGET"));
  CHECK(contains(refused({"wait", "--any", "a:1"}), "several targets"));
  CHECK(contains(refused({"wait", "--any", "2: a:1 b:1"}), "several targets"));
  CHECK(contains(refused({"wait", "--any", "0: a:1 b:1"}), "several targets"));
  CHECK(contains(refused({"wait", "--any", "a:1 'b:1"}), "a quote is not closed"));
  CHECK(contains(refused({"wait", "--any", "a:1 b"}), "target 2 of 2"));
  CHECK(contains(refused({"wait", "--migrate", "x", "a:1"}), "--migrate"));
  CHECK(contains(refused({"--init", "maybe", "true"}), "auto, always, never"));
}

TEST_CASE("an empty value is none, and the next word is not taken for it") {
  CHECK(contains(refused({"--timeout=", "5s"}), "--timeout lacks its value"));
  CHECK(contains(refused({"wait", "a:1", "--timeout="}), "lacks its value"));
  CHECK(accepted({"-q", "sh", "--timeout=", "-1"}).service.command ==
        Words{"sh", "--timeout=", "-1"});
}

TEST_CASE("a row of the option table names actions and commands that there are") {
  for (const OptionRow& row : option_rows()) {
    CAPTURE(row.long_name);
    const auto names = split_words(row.actions).value();
    for (const std::string& name : names) {
      const bool known = find_action(actions(), name) != nullptr;
      CHECK((known || name == OptionRow::kEveryAction));
    }
    const auto commands = split_words(row.commands).value();
    for (const std::string& name : commands) {
      CHECK(find_migrate_row({name}).has_value());
    }
  }
}

TEST_CASE("an error holds no value that could be a secret") {
  CHECK(!contains(refused({"-w", "postgres://u:s3cret/@db", "true"}), "s3cret"));
  CHECK(!contains(refused({"wait", "s3cret@db"}), "s3cret"));
  CHECK(!contains(refused({"-m", "d", "true"}, {"DATABASE_URL=s3cret"}), "s3cret"));
  CHECK(!contains(refused({"postgres://u:s3cret@db", "true"}), "s3cret"));
}

TEST_CASE("the database to migrate comes from --database, DATABASE_URL, then PG*") {
  const Texts both = {"DATABASE_URL=postgres://url/x", "PGHOST=pg"};
  const auto database = [](const Options& options) { return options.migrate.database->redacted(); };
  CHECK(database(accepted({"-m", "d", "--database", "host=dsn", "true"}, both)) ==
        "postgres://dsn");
  CHECK(database(accepted({"-m", "d", "true"}, both)) == "postgres://url/x");
  CHECK(database(accepted({"-m", "d", "true"}, {"PGHOST=pg", "PGDATABASE=it's"})) ==
        "postgres://pg/it's");
  CHECK(contains(refused({"-m", "d", "true"}), "DATABASE_URL"));
  CHECK(contains(refused({"-m", "d", "--database", "redis://x", "true"}), "PostgreSQL"));
  CHECK_FALSE(accepted({"true"}, both).migrate.database.has_value());
}

TEST_CASE("to wait for a schema, or to rehearse, needs a directory, and one excludes the other") {
  const Texts database = {"DATABASE_URL=postgres://url/x"};
  CHECK(accepted({"-m", "d", "--migrate-wait", "true"}, database).migrate.command.kind ==
        MigrateCommand::Kind::wait);
  CHECK(accepted({"-m", "d", "--dry-run", "true"}, database).migrate.command.dry_run);
  CHECK(contains(refused({"--migrate-wait", "true"}, database), "-m DIR"));
  CHECK(contains(refused({"true"}, {"AWEIGH_DRY_RUN=1"}), "-m DIR"));
  CHECK(contains(refused({"-m", "d", "--migrate-wait", "--dry-run", "true"}, database), "nothing"));
}

TEST_CASE("--output goes with what prints a result, or with --explain") {
  const char* url = "DATABASE_URL=postgres://db/app";
  CHECK(accepted({"check", "a:1", "--output", "json"}).output == OutputFormat::json);
  CHECK(accepted({"wait", "a:1", "--output", "json", "--explain"}).output == OutputFormat::json);
  CHECK(accepted({"--explain", "--output=json", "true"}).output == OutputFormat::json);
  CHECK(accepted({"migrate", "-m", "d", "up", "--output=json", "--explain"}, {url}).explain);
  CHECK(accepted({"migrate", "version", "--output=json"}, {url}).output == OutputFormat::json);
  CHECK(accepted({"true"}, {"AWEIGH_OUTPUT=json"}).action->name == "run");
  CHECK(contains(refused({"wait", "a:1", "--output", "json"}), "takes no --output"));
  CHECK(
      contains(refused({"migrate", "-m", "d", "up", "--output=json"}, {url}), "migrate up takes"));
}

TEST_CASE("what was given is noted for --explain alone, by its source") {
  const Texts environment = {"AWEIGH_TIMEOUT=7s", "AWEIGH_FAIL_FAST=0", "AWEIGH_WAIT=a:1"};
  CHECK(accepted({"-t", "5s", "true"}, environment).given.empty());
  const auto given = accepted({"--explain", "-w", "b:2", "true"}, environment).given;
  const auto as_text = [](const Given& each) {
    return std::string(each.option->long_name) + "|" + each.value + "|" + each.source;
  };
  std::vector<std::string> texts;
  std::ranges::transform(given, std::back_inserter(texts), as_text);
  CHECK(texts == std::vector<std::string>{"wait||command line", "timeout|7s|AWEIGH_TIMEOUT",
                                          "fail-fast|off|AWEIGH_FAIL_FAST",
                                          "explain|on|command line"});
  CHECK_FALSE(accepted({"wait", "--explain", "--help"}).explain);
}

TEST_CASE("a value that may be a secret is never noted") {
  const auto given =
      accepted({"--explain", "-w", "redis://:pw@a", "--database", "postgres://u:pw@b/c",
                "--migrate-command", "x --password pw", "true"})
          .given;
  CHECK(given.size() == 4);
  for (const Given& each : given) {
    CHECK_MESSAGE(!contains(each.value, "pw"), each.option->long_name);
  }
}

TEST_CASE("no action has the name of another topic of help") {
  CHECK(contains(accepted({"help", "targets"}).help, "options of all kinds"));
  CHECK(contains(accepted({"help", "options"}).help, "AWEIGH_MAX_INTERVAL"));
  CHECK(contains(accepted({"help", "pid1"}).help, "As PID 1"));
  CHECK(contains(accepted({"help", "env"}).help, "DATABASE_URL"));
  CHECK(contains(accepted({"help", "exit-codes"}).help, "124"));
  CHECK(contains(accepted({"help", "json"}).help, "event"));
  for (const TargetKind& kind : target_kinds()) {
    const std::string name(kind.scheme);
    CHECK_MESSAGE(contains(accepted({"help", name.c_str()}).help, kind.ready_when.substr(0, 20)),
                  name);
  }
}

}  // namespace
}  // namespace aweigh
