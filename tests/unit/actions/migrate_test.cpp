#include <doctest/doctest.h>
#include <string>
#include <vector>

#include "actions/actions.h"
#include "actions/golang_migrate_spelling.h"
#include "contains.h"
#include "probes/registry.h"

namespace aweigh {
namespace {

using Kind = MigrateCommand::Kind;
using Texts = std::vector<const char*>;

Result<Options> read(Texts words, const Texts& environment = {}) {
  words.insert(words.begin(), {"aweigh", "migrate"});
  return parse_options(words, environment, {actions(), target_kinds()});
}

Options accepted(const Texts& words, const Texts& environment = {"PGHOST=db"}) {
  auto options = read(words, environment);
  REQUIRE_MESSAGE(options.has_value(), (options ? "" : options.error().message));
  return std::move(*options);
}

std::string refused(const Texts& words, const Texts& environment = {"PGHOST=db"}) {
  const auto options = read(words, environment);
  REQUIRE_FALSE(options.has_value());
  CHECK(options.error().code == ExitCode::usage);
  return options.error().message;
}

TEST_CASE("golang-migrate's words become ours") {
  struct Case {
    Texts theirs;
    Words ours;
  };
  const Case cases[] = {
      {{"-path", "d", "up", "2"}, {"--migrate", "d", "up", "2"}},
      {{"-path=d", "--path=d"}, {"--migrate", "d", "--migrate", "d"}},
      {{"-source", "file:///a%20b"}, {"--migrate", "/a b"}},
      {{"-source=file://"}, {"--migrate", "."}},
      {{"-verbose", "-prefetch", "3"}, {"--log-level=debug"}},
      {{"-prefetch=3", "-lock-timeout", "15"}, {"--lock-timeout", "15"}},
      {{"down", "-all"}, {"down", "--all"}},
      {{"drop", "-f", "-m", "d"}, {"drop", "-f", "-m", "d"}},
      {{"force", "--", "-1", "-path"}, {"force", "--", "-1", "-path"}},
  };
  for (const Case& c : cases) {
    const auto ours = from_golang_migrate(c.theirs);
    REQUIRE(ours);
    CHECK(*ours == c.ours);
  }
  CHECK_FALSE(from_golang_migrate(Texts{"-path"}));
  CHECK_FALSE(from_golang_migrate(Texts{"-source", "github://x"}));
}

TEST_CASE("a command and its number, with options on both sides") {
  struct Case {
    Texts words;
    Kind kind;
    std::optional<std::int64_t> number;
  };
  const Case cases[] = {
      {{"up", "-m", "d"}, Kind::up, std::nullopt},
      {{"-path", "d", "-database", "pgx5://u:p@h/x", "up", "2"}, Kind::up, 2},
      {{"down", "--path", "d", "1"}, Kind::down, 1},
      {{"goto", "20240131235959", "-m", "d"}, Kind::go_to, 20240131235959},
      {{"force", "-1"}, Kind::force, std::nullopt},
      {{"force", "--", "-1"}, Kind::force, std::nullopt},
      {{"force", "7"}, Kind::force, 7},
      {{"drop", "-f"}, Kind::drop, std::nullopt},
  };
  for (const Case& c : cases) {
    const Options options = accepted(c.words);
    CHECK(options.action->name == "migrate");
    CHECK(options.migrate.command.kind == c.kind);
    CHECK(options.migrate.command.number == c.number);
    CHECK(options.migrate.database.has_value());
  }
}

TEST_CASE("validate and create need no database") {
  CHECK_FALSE(accepted({"validate", "-m", "d"}, {}).migrate.database.has_value());
  const Options options =
      accepted({"create", "-ext", "sql", "-dir", "d", "-seq", "-digits", "4", "add users"}, {});
  CHECK(options.migrate.directories.at(0).path == "d");
  CHECK(options.migrate.command.files.title == "add users");
  CHECK(options.migrate.command.files.in_sequence);
  CHECK(options.migrate.command.files.digits == 4);
}

TEST_CASE("a directory may name a version table of its own") {
  struct Case {
    const char* text;
    const char* path;
    const char* schema;
    const char* table;
  };
  const Case cases[] = {
      {"/core", "/core", "", ""},
      {"/core#table=t", "/core", "", "t"},
      {"/core#table=s.t", "/core", "s", "t"},
      {"/a#b", "/a#b", "", ""},
      {"/a#table=b#table=t", "/a#table=b", "", "t"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    const auto directory = accepted({"up", "-m", c.text}).migrate.directories.at(0);
    CHECK(directory.path == c.path);
    CHECK(directory.schema == c.schema);
    CHECK(directory.table == c.table);
  }
  for (const char* text : {"", "#table=t", "/a#table=", "/a#table=.t", "/a#table=s.",
                           "/a#table=a.b.c", "/a#table=a\"b"}) {
    CAPTURE(text);
    CHECK(contains(refused({"up", "-m", text}), "--migrate"));
  }
}

TEST_CASE("several directories have a table each, and not every command takes them") {
  const auto options = accepted({"up", "-m", "/core", "-m", "/plugin#table=p"});
  REQUIRE(options.migrate.directories.size() == 2);
  CHECK(
      accepted({"up"}, {"AWEIGH_MIGRATE=/core '/my plugin#table=p'", "DATABASE_URL=postgres://h/x"})
          .migrate.directories.at(1)
          .path == "/my plugin");
  CHECK(contains(refused({"up", "-m", "/core", "-m", "/plugin"}),
                 "cannot migrate /core and /plugin: both have the version table"));
  CHECK(contains(refused({"up", "-m", "/core", "-m", "/plugin#table=schema_migrations"}), "both"));
  CHECK(accepted({"validate", "-m", "/core", "-m", "/plugin"}).migrate.directories.size() == 2);
  for (const char* command : {"down", "version"}) {
    CHECK(contains(refused({command, "-m", "/core", "-m", "/plugin#table=p"}),
                   "takes one directory, not 2"));
  }
}

TEST_CASE("variables stand in, but not for what another command takes") {
  const Texts environment = {"AWEIGH_MIGRATE=d", "AWEIGH_DATABASE=postgres://h/x",
                             "AWEIGH_WAIT=a:1", "AWEIGH_DRY_RUN=1"};
  CHECK(accepted({"up"}, environment).migrate.directories.at(0).path == "d");
  CHECK(accepted({"up"}, environment).migrate.command.dry_run);
  CHECK(accepted({"up"}, environment).wait.targets.empty());
  CHECK_FALSE(accepted({"version"}, environment).migrate.command.dry_run);
}

TEST_CASE("a wrong command is one error that names what is wrong") {
  CHECK(contains(refused({}), "needs a command"));
  CHECK(contains(refused({"upp", "-m", "d"}), "unknown command"));
  CHECK(contains(refused({"up"}), "-m DIR"));
  CHECK(contains(refused({"up", "-m", "d"}, {}), "DATABASE_URL"));
  CHECK(contains(refused({"up", "-m", "d", "--all"}), "takes no --all"));
  CHECK(contains(refused({"down", "-m", "d", "-all=false"}), "takes no value"));
  for (const Texts& words :
       {Texts{"up", "-m", "d", "two"}, Texts{"up", "-m", "d", "-1"}, Texts{"force", "-2"},
        Texts{"goto", "-m", "d", "-1"}, Texts{"goto", "-m", "d", "9223372036854775808"}}) {
    CHECK(contains(refused(words), "needs a number"));
  }
  CHECK(contains(refused({"force"}), "needs an operand"));
  CHECK(contains(refused({"version", "3"}), "too many operands"));
  CHECK(contains(refused({"create", "-digits", "0", "x"}), "--digits"));
  CHECK(contains(refused({"create", "-format", "2006", "x"}), "unixNano"));
}

TEST_CASE("help and version need no command") {
  CHECK(contains(accepted({"-help"}, {}).help, "goto V"));
  CHECK(contains(accepted({"up", "--help"}, {}).help, "--dry-run"));
  CHECK(accepted({"-version"}, {}).action->name == "version");
}

}  // namespace
}  // namespace aweigh
