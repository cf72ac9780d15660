#include "names/names.h"

#include <doctest/doctest.h>
#include <string>
#include <vector>

namespace aweigh {
namespace {

using Words = std::vector<std::string>;

Result<Translation> translated(const Words& words, const Environment& environment = {}) {
  std::vector<const char*> argv;
  for (const std::string& word : words) {
    argv.push_back(word.c_str());
  }
  argv.push_back(nullptr);
  const Peer* peer = find_peer(words.front());
  REQUIRE(peer != nullptr);
  Translation made;
  return peer->translate(Argv(argv).first(words.size()), environment, made).map([&] {
    return made;
  });
}

std::string joined(const Words& words) {
  std::string text;
  for (const std::string& word : words) {
    text += word + " ";
  }
  return text;
}

struct Row {
  Words theirs;
  Words ours;
};

TEST_CASE("a name is that of the file, and all of it") {
  CHECK(find_peer("/usr/bin/tini") == find_peer("docker-init"));
  CHECK(find_peer("./wait-for-it.sh") == find_peer("wait-for-it"));
  CHECK(find_peer("dumb-init") != find_peer("tini"));
  for (const char* path : {"aweigh", "/tini/aweigh", "tini/", "xtini", "tini-", "", "migrate2"}) {
    CAPTURE(path);
    CHECK(find_peer(path) == nullptr);
  }
}

TEST_CASE("a command line of another program's becomes one of ours") {
  const std::vector<Row> rows = {
      {{"tini", "--", "a", "-g"}, {"--", "a", "-g"}},
      {{"tini", "a", "-g", "--"}, {"--", "a", "-g", "--"}},
      {{"tini", "-gse143", "-e", "1", "a"},
       {"--group", "--map-exit=143:0", "--map-exit=1:0", "--", "a"}},
      {{"tini", "-vv", "wait"}, {"--log-level=debug", "--", "wait"}},
      {{"tini", "-vvvvvv", "a"}, {"--log-level=trace", "--", "a"}},
      {{"tini", "--version", "a"}, {}},
      {{"dumb-init", "-c", "a", "-c"}, {"--", "a", "-c"}},
      {{"dumb-init", "a"},
       {"--group", "--rewrite=TSTP:STOP", "--rewrite=TTIN:STOP", "--rewrite=TTOU:STOP", "--", "a"}},
      {{"dumb-init", "--rew=15:3", "--sing", "-vr", "1:0", "--", "a"},
       {"--log-level=debug", "--rewrite=15:3", "--rewrite=1:0", "--", "a"}},
      {{"dumb-init", "--single-child=no", "a"}, {}},
      {{"wait-for-it", "db:5432"}, {"wait", "--wait=tcp://db:5432"}},
      {{"wait-for-it", "db:5432", "--", "a", "-q"},
       {"--start-anyway", "--wait=tcp://db:5432", "--", "a", "-q"}},
      {{"wait-for-it", "-qs", "-t0", "-h", "db", "-p", "1", "--", "a"},
       {"--quiet", "--timeout=none", "--wait=tcp://db:1", "--", "a"}},
      {{"wait-for-it", "a:1", "--port=2", "--timeout=7"},
       {"wait", "--timeout=7", "--wait=tcp://a:2"}},
      {{"wait-for-it", "a:1", "b"}, {}},
      {{"wait-for-it", "a:1", "-t", "-1"}, {}},
      {{"wait-for-it", ":1"}, {}},
      {{"migrate", "-path", "d", "up", "2"}, {"migrate", "-path", "d", "up", "2"}},
      {{"migrate"}, {"migrate"}},
  };
  for (const Row& row : rows) {
    CAPTURE(joined(row.theirs));
    const auto made = translated(row.theirs);
    CHECK(made.has_value() != row.ours.empty());
    CHECK((made ? made->words : Words()) == row.ours);
  }
}

TEST_CASE("what is wrong is named, and its value is not") {
  CHECK(translated({"tini", "-gx", "a"}).error().message == "unknown option -x");
  CHECK(translated({"tini", "-sp"}).error().message == "-p lacks its value");
  CHECK(translated({"dumb-init", "--key=secret", "a"}).error().message == "unknown option --key");
  CHECK(translated({"dumb-init", "-v", "--rewrite"}).error().message ==
        "--rewrite lacks its value");
  CHECK(translated({"wait-for-it", "a:1", "-xsecret"}).error().message == "unknown option -x");
}

TEST_CASE("variables of another program's are read") {
  Environment environment;
  environment.set("TINI_VERBOSITY", "0");
  environment.set("TINI_KILL_PROCESS_GROUP", "");
  environment.set("DUMB_INIT_SETSID", "0");
  environment.set("DUMB_INIT_DEBUG", "1");
  CHECK(translated({"tini", "-vv", "a"}, environment)->words ==
        Words{"--group", "--log-level=error", "--", "a"});
  CHECK(translated({"dumb-init", "a"}, environment)->words ==
        Words{"--log-level=debug", "--", "a"});
  environment.set("TINI_VERBOSITY", "many");
  CHECK(translated({"tini", "a"}, environment)->words.at(1) == "--log-level=error");
  environment.set("DUMB_INIT_SETSID", "1");
  CHECK(translated({"dumb-init", "a"}, environment)->ends_group);
}

TEST_CASE("tini's parent-death signal is for the supervisor") {
  CHECK(translated({"tini", "-p", "SIGTERM", "a"})->parent_death_signal == 15);
  CHECK(translated({"tini", "a"})->parent_death_signal == 0);
  CHECK_FALSE(translated({"tini", "-p", "SIGNONE", "a"}).has_value());
}

}  // namespace
}  // namespace aweigh
