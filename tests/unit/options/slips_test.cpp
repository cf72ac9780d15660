#include <doctest/doctest.h>
#include <initializer_list>
#include <string>

#include "contains.h"
#include "options/command_line.h"

namespace aweigh {
namespace {

using std::chrono::seconds;

TEST_CASE("a subcommand behind options is neither that nor a COMMAND") {
  for (const Texts& words : {Texts{"-t", "5", "wait", "db:5432"}, Texts{"-q", "wait"},
                             Texts{"-q", "-t5", "wait"}, Texts{"-w", "a:1", "wait", "--", "x"}}) {
    const std::string message = refused(words);
    CHECK(contains(message, "aweigh wait [OPTIONS]"));
    CHECK(contains(message, "aweigh [OPTIONS] -- wait"));
  }
  const Texts database = {"DATABASE_URL=postgres://db/app"};
  CHECK(contains(refused({"lock", "-q", "migrate", "up"}, database), "aweigh lock [OPTIONS] -- m"));
  CHECK(contains(refused({"lock", "install", "x"}, database), "aweigh install [OPTIONS]"));
  CHECK(accepted({"lock", "-q", "--", "migrate"}, database).service.command == Words{"migrate"});
  CHECK(accepted({"--help", "wait"}).action->name == "help");
}

TEST_CASE("an option that takes one value is given once, or twice the same") {
  for (const Texts& words :
       {Texts{"-t", "5", "-t", "6", "true"}, Texts{"-t5", "--timeout=6", "true"},
        Texts{"--chdir", "a", "--chdir", "b", "true"}, Texts{"wait", "a:1", "-t", "5", "-t6"},
        Texts{"migrate", "-m", "a", "--database", "postgres://a/x", "-database", "postgres://b/x",
              "up"},
        Texts{"-u", "one", "-q", "-u", "two", "true"}}) {
    CHECK(contains(refused(words, {"DATABASE_URL=postgres://db/app"}), "given twice"));
  }
  CHECK(contains(refused({"--chdir", "a", "--chdir", "b", "true"}), "--chdir"));
  CHECK(accepted({"-t", "5", "-t", "5", "true"}).wait.limits.timeout == seconds(5));
  CHECK(accepted({"-q", "-q", "true"}).log.level == LogLevel::error);
  CHECK(accepted({"-w", "a:1", "-w", "b:2", "true"}).wait.targets.size() == 2);
  CHECK(accepted({"-t", "5", "sh", "-t", "6"}).service.command == Words{"sh", "-t", "6"});
}

TEST_CASE("-h stands alone, for other programs mean HOST") {
  CHECK(contains(refused({"-h", "db", "-p", "5432", "--", "true"}), "-w HOST:PORT"));
  CHECK(contains(refused({"-h", "--", "true"}), "-h"));
  CHECK(contains(refused({"wait", "-h", "db"}), "-h"));
  CHECK(accepted({"-h"}).action->name == "help");
  CHECK(accepted({"-q", "-h"}).action->name == "help");
  CHECK(accepted({"wait", "a:1", "-h"}).action->name == "help");
  CHECK(accepted({"--help", "x"}).action->name == "help");
  CHECK(accepted({"-q", "ls", "-h", "x"}).service.command == Words{"ls", "-h", "x"});
}

TEST_CASE("a long name with one dash is no bundle of short ones") {
  for (const char* name :
       {"timeout", "wait", "help", "user", "unset", "quiet", "version", "group"}) {
    CAPTURE(name);
    CHECK(contains(refused({("-" + std::string(name)).c_str(), "x", "true"}),
                   "--" + std::string(name)));
  }
  CHECK(contains(refused({"-timeout=5", "true"}), "--timeout"));
  CHECK(contains(refused({"wait", "a:1", "-timeout", "5"}), "--timeout"));
  CHECK(accepted({"-q", "java", "-version"}).service.command == Words{"java", "-version"});
  CHECK(accepted({"-w", "a:1", "-u", "-timeout", "x"}).service.user == "-timeout");
  CHECK(accepted({"-uweb", "true"}).service.user == "web");
}

TEST_CASE("an option and its value are two words") {
  CHECK(contains(refused({"-w db:5432", "--", "true"}), "-w: it and its value are one word"));
  CHECK(contains(refused({"--migrate /m", "true"}), "--migrate: it and its value are one word"));
  CHECK(contains(refused({"-qt 5", "true"}), "-t: it and its value are one word"));
  CHECK_FALSE(contains(refused({"-w postgres://u:s3cret@db", "true"}), "s3cret"));
}

TEST_CASE("a misspelt option is told its nearest, and another program's what it is here") {
  struct Case {
    Texts words;
    const char* says;
  };
  for (const Case& each : std::initializer_list<Case>{
           {{"--timout", "5", "true"}, "did you mean --timeout?"},
           {{"--time", "5", "true"}, "did you mean --timeout?"},
           {{"--stable_for=5s", "true"}, "did you mean --stable-for?"},
           {{"wait", "a:1", "--fail-fats"}, "did you mean --fail-fast?"},
           {{"--no-such", "true"}, "`aweigh help run` lists"},
           {{"wait", "--no-such", "a:1"}, "`aweigh help wait` lists"},
           {{"wait", "--migrate", "x", "a:1"}, "wait takes no --migrate"},
           {{"check", "--stable-for", "3s", "a:1"}, "check takes no --stable-for"},
           {{"check", "--interval", "3s", "a:1"}, "check takes no --interval"},
           {{"-s", "true"}, "--init always"},
           {{"-e143", "true"}, "--map-exit"},
           {{"-vv", "true"}, "--log-level debug"},
           {{"-r", "15:3", "true"}, "--rewrite"},
           {{"--single-child", "true"}, "default"},
           {{"--host=db", "--port=1", "true"}, "-w HOST:PORT"},
           {{"--strict", "true"}, "leave it out"},
           {{"wait", "-i", "1s", "a:1"}, "--interval"},
           {{"-wait-retry-interval", "1s", "true"}, "--interval"},
           {{"-template", "a:b", "true"}, "templates"},
           {{"-path", "x", "-database", "y", "up"}, "aweigh migrate -path"},
       }) {
    CHECK_MESSAGE(contains(refused(each.words), each.says), each.says);
  }
  CHECK_FALSE(contains(refused({"-pS3CRET", "true"}), "S3CRET"));
}

TEST_CASE("what one attempt has no use for is no option of check, and its variable breaks none") {
  const Options options =
      accepted({"check", "a:1", "-t", "2s"}, {"AWEIGH_STABLE_FOR=nonsense", "AWEIGH_FAIL_FAST=1"});
  CHECK(options.wait.limits.timeout == seconds(2));
}

TEST_CASE("a variable of another program that waits is a warning, and told what it is here") {
  CHECK(contains(accepted({"true"}, {"WAIT_HOSTS=a:1, b:2"}).warnings.at(0), "AWEIGH_WAIT="));
  CHECK(contains(accepted({"true"}, {"TINI_SUBREAPER="}).warnings.at(0), "AWEIGH_INIT=always"));
  CHECK(accepted({"true"}, {"WAIT_FOR=it", "TINI=1", "HOSTS=a"}).warnings.empty());
}

TEST_CASE("values that are words are taken in any case") {
  CHECK(accepted({"true"}, {"AWEIGH_QUIET=True"}).log.level == LogLevel::error);
  CHECK(accepted({"true"}, {"AWEIGH_QUIET=FALSE"}).log.level == LogLevel::info);
  CHECK(accepted({"--log-level", "Warning", "true"}).log.level == LogLevel::warn);
  CHECK(accepted({"--log-format", "JSON", "true"}).log.format == LogFormat::json);
  CHECK(accepted({"--init", "Always", "true"}).service.init == InitMode::always);
  CHECK(accepted({"-t", "5MIN", "true"}).wait.limits.timeout == seconds(300));
  CHECK(contains(refused({"--log-level", "warnings", "true"}), "warn"));
}

}  // namespace
}  // namespace aweigh
