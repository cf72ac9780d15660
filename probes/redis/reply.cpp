// Judges Redis' replies, by a table of its errors.
// Session asks about errors, the probe about the rest.

#include "probes/redis/reply.h"

#include <algorithm>
#include <array>

#include "text/lines.h"

namespace aweigh::redis {
namespace {

constexpr std::string_view kCheckCredentials = "check the user and the password of this target";
constexpr std::string_view kAllowKey = "allow this user that key: ACL SETUSER NAME ~KEY";

struct Row {
  std::string_view begins;  // whole words
  Verdict verdict;
  std::string_view advice;
};

/// The first row that fits counts. The errors stand in Redis' source: createSharedObjects() of
/// server.c, acl.c, networking.c (before 6: server.c).
constexpr std::array kErrors = {
    Row{"WRONGPASS", Verdict::rejected, kCheckCredentials},
    Row{"ERR invalid password", Verdict::rejected, kCheckCredentials},  // before 6
    Row{"ERR AUTH", Verdict::rejected, "the server wants no password: give this target none"},
    Row{"ERR Client sent", Verdict::rejected,  // before 6
        "the server wants no password: give this target none"},
    Row{"ERR wrong number of arguments for 'auth' command", Verdict::rejected,
        "before Redis 6 there are no users: redis://:PASSWORD@host:6379"},
    Row{"NOAUTH", Verdict::rejected, "give the target a password: redis://:PASSWORD@host:6379"},
    Row{"NOPERM No permissions to access a key", Verdict::rejected, kAllowKey},
    Row{"NOPERM this user has no permissions to access one of the keys", Verdict::rejected,
        kAllowKey},  // before 7
    Row{"NOPERM", Verdict::rejected, "allow this user that command: ACL SETUSER NAME +COMMAND"},
    Row{"DENIED", Verdict::rejected,
        "give the server a password (requirepass), or set its protected-mode to no"},
    Row{"ERR DB index is out of range", Verdict::rejected,
        "check the number of the database; the server's setting databases says how many it has"},
    Row{"ERR SELECT is not allowed in cluster mode", Verdict::rejected,
        "a cluster has no database but 0: leave the number out"},
    Row{"ERR This instance has cluster support disabled", Verdict::rejected,
        "start the server with cluster-enabled yes, or leave the option cluster out"},
    Row{"WRONGTYPE", Verdict::rejected,
        "the key holds no text: leave its value out of expect-key="},
    Row{"MOVED", Verdict::rejected, "name the node of the cluster that has this key"},
    Row{"ERR unknown command", Verdict::rejected, "is this the port of a Redis?"},
    Row{"ERR max number of clients", Verdict::pending, ""},
    Row{"ERR", Verdict::rejected, ""},
    Row{"LOADING", Verdict::pending, ""},      // the data set, from disk or from the master
    Row{"MASTERDOWN", Verdict::pending, ""},   // a replica without replica-serve-stale-data
    Row{"BUSY", Verdict::pending, ""},         // a script runs
    Row{"MISCONF", Verdict::pending, ""},      // the disk is full: PING is refused, too
    Row{"CLUSTERDOWN", Verdict::pending, ""},  // not all slots are served
    Row{"TRYAGAIN", Verdict::pending, ""},     // slots are on the move
    Row{"READONLY", Verdict::pending, ""},     // a replica, to be promoted
    Row{"", Verdict::pending, ""},             // errors of later versions and of proxies
};

bool begins_with_words(std::string_view text, std::string_view words) {
  return text.starts_with(words) &&
         (words.empty() || text.size() == words.size() || text[words.size()] == ' ');
}

/// An error's first sentence (that of DENIED is followed by a page of hints), without what is
/// quoted of a command that the server does not know: it may be a password.
std::string_view first_sentence(std::string_view error) {
  error = error.substr(0, std::min(error.find(", with args beginning with"), error.find(". ")));
  return error.substr(0, error.size() - (error.ends_with('.') ? 1 : 0));
}

/// The line that `begins` so, without its end; nullopt: there is none.
std::optional<std::string_view> find_line(std::string_view text, std::string_view begins) {
  while (!text.empty()) {
    const std::string_view line = take_line(text);
    if (line.starts_with(begins)) {
      return line;
    }
  }
  return std::nullopt;
}

}  // namespace

Answer judge_error(Stage stage, std::string_view error) {
  const Row& row = *std::ranges::find_if(kErrors, [error](const Row& candidate) {
    return begins_with_words(error, candidate.begins);
  });
  return Answer{.verdict = row.verdict,
                .stage = stage,
                .words = std::string(first_sentence(error)),
                .advice = std::string(row.advice)}
      .by_server();
}

std::optional<Answer> judge_reply(const Question& question, std::string_view reply) {
  for (const std::string& wanted : question.lines) {
    const auto colon = wanted.find(':');
    const auto line =
        find_line(reply, colon == std::string::npos ? wanted : wanted.substr(0, colon + 1));
    if (!line) {
      return Answer::rejected(Stage::query,
                              question.command.front() + " was not answered with " + wanted,
                              "is this the port of a Redis?");
    }
    if (*line != wanted) {
      return Answer::pending(Stage::query, "the server says " + std::string(*line)).by_server();
    }
  }
  return std::nullopt;
}

}  // namespace aweigh::redis
