#include "probes/redis/reply.h"

#include <doctest/doctest.h>

#include "contains.h"

namespace aweigh::redis {
namespace {

TEST_CASE("an error reply is judged by its first words, which are the server's own") {
  struct Case {
    const char* error;
    Verdict verdict;
    const char* words;   // nullptr: the whole error
    const char* advice;  // a part of it
  };
  const Case cases[] = {
      {"LOADING Redis is loading the dataset in memory", Verdict::pending, nullptr, ""},
      {"MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
       Verdict::pending,
       "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'", ""},
      {"BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.",
       Verdict::pending, "BUSY Redis is busy running a script", ""},
      {"MISCONF Errors writing to the AOF file: No space left on device", Verdict::pending, nullptr,
       ""},
      {"CLUSTERDOWN The cluster is down", Verdict::pending, nullptr, ""},
      {"TRYAGAIN Multiple keys request during rehashing of slot", Verdict::pending, nullptr, ""},
      {"READONLY You can't write against a read only replica.", Verdict::pending,
       "READONLY You can't write against a read only replica", ""},
      {"ERR max number of clients reached", Verdict::pending, nullptr, ""},
      {"ERR max number of clients + cluster connections reached", Verdict::pending, nullptr, ""},
      {"no healthy upstream", Verdict::pending, nullptr, ""},
      {"", Verdict::pending, nullptr, ""},
      {"WRONGPASS invalid username-password pair or user is disabled.", Verdict::rejected,
       "WRONGPASS invalid username-password pair or user is disabled", "check the user"},
      {"ERR invalid password", Verdict::rejected, nullptr, "check the user"},
      {"ERR AUTH <password> called without any password configured for the default user. Are you "
       "sure your configuration is correct?",
       Verdict::rejected,
       "ERR AUTH <password> called without any password configured for the default user",
       "give this target none"},
      {"ERR Client sent AUTH, but no password is set", Verdict::rejected, nullptr,
       "give this target none"},
      {"ERR wrong number of arguments for 'auth' command", Verdict::rejected, nullptr, "no users"},
      {"ERR wrong number of arguments for 'select' command", Verdict::rejected, nullptr, ""},
      {"NOAUTH Authentication required.", Verdict::rejected, "NOAUTH Authentication required",
       "redis://:PASSWORD@"},
      {"NOPERM this user has no permissions to run the 'ping' command", Verdict::rejected, nullptr,
       "ACL SETUSER"},
      {"NOPERM No permissions to access a key", Verdict::rejected, nullptr, "~KEY"},
      {"NOPERM this user has no permissions to access one of the keys used as arguments",
       Verdict::rejected, nullptr, "~KEY"},
      {"WRONGTYPE Operation against a key holding the wrong kind of value", Verdict::rejected,
       nullptr, "expect-key="},
      {"MOVED 5798 127.0.0.1:7001", Verdict::rejected, nullptr, "name the node"},
      {"ASK 5798 127.0.0.1:7001", Verdict::pending, nullptr, ""},
      {"DENIED Redis is running in protected mode because protected mode is enabled and no "
       "password is set for the default user. In this mode connections are only accepted from …",
       Verdict::rejected,
       "DENIED Redis is running in protected mode because protected mode is enabled and no "
       "password is set for the default user",
       "protected-mode"},
      {"ERR DB index is out of range", Verdict::rejected, nullptr, "databases"},
      {"ERR SELECT is not allowed in cluster mode", Verdict::rejected, nullptr, "database but 0"},
      {"ERR This instance has cluster support disabled", Verdict::rejected, nullptr,
       "cluster-enabled yes"},
      {"ERR unauthenticated user", Verdict::rejected, nullptr, ""},
      {"BUSYGROUP is another word", Verdict::pending, nullptr, ""},
      {"ERRATIC is another word", Verdict::pending, nullptr, ""},
  };
  for (const Case& c : cases) {
    CAPTURE(c.error);
    const Answer answer = judge_error(Stage::auth, c.error);
    CHECK(answer.verdict == c.verdict);
    CHECK(answer.stage == Stage::auth);
    CHECK(answer.words == (c.words == nullptr ? c.error : c.words));
    CHECK(contains(answer.advice, c.advice));
    CHECK((answer.advice.empty() == (c.advice == std::string())));
    CHECK(answer.said_no);
  }
}

TEST_CASE("what an error quotes of our command is not repeated") {
  for (const char* error :
       {"ERR unknown command 'AUTH', with args beginning with: 'app' 'secret' ",
        "ERR unknown command `AUTH`, with args beginning with: `app`, `secret`, "}) {
    const Answer answer = judge_error(Stage::auth, error);
    CHECK(answer.verdict == Verdict::rejected);
    CHECK(answer.words.starts_with("ERR unknown command"));
    CHECK(!contains(answer.words, "secret"));
  }
}

TEST_CASE("a reply must hold the lines that were asked for") {
  const Question ping = {{"PING"}, {"PONG"}};
  const Question cluster = {{"CLUSTER", "INFO"}, {"cluster_state:ok"}};
  const Question replica = {{"INFO", "replication"}, {"role:slave", "master_link_status:up"}};
  struct Case {
    const Question& question;
    const char* reply;
    const char* words;  // nullptr: all lines are there
    Verdict verdict;
  };
  const Case cases[] = {
      {ping, "PONG", nullptr, Verdict::ready},
      {ping, "HELLO", "PING was not answered with PONG", Verdict::rejected},
      {ping, "", "PING was not answered with PONG", Verdict::rejected},
      {cluster, "cluster_state:ok\r\ncluster_slots_assigned:16384\r\n", nullptr, Verdict::ready},
      {cluster, "cluster_state:fail\r\ncluster_slots_assigned:0\r\n",
       "the server says cluster_state:fail", Verdict::pending},
      {replica, "# Replication\r\nrole:slave\r\nmaster_host:db\r\nmaster_link_status:up\r\n",
       nullptr, Verdict::ready},
      {replica, "# Replication\r\nrole:slave\r\nmaster_link_status:down\r\n",
       "the server says master_link_status:down", Verdict::pending},
      {replica, "# Replication\r\nrole:master\r\nconnected_slaves:0\r\n",
       "the server says role:master", Verdict::pending},
      {replica, "# Replication\r\nx_role:slave", "INFO was not answered with role:slave",
       Verdict::rejected},
  };
  for (const Case& c : cases) {
    CAPTURE(c.reply);
    const auto answer = judge_reply(c.question, c.reply);
    REQUIRE(answer.has_value() == (c.words != nullptr));
    if (answer) {
      CHECK(answer->words == c.words);
      CHECK(answer->verdict == c.verdict);
      CHECK(answer->said_no == (c.verdict == Verdict::pending));
    }
  }
}

}  // namespace
}  // namespace aweigh::redis
