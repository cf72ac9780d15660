#include "wait/report.h"

#include <doctest/doctest.h>

using namespace aweigh;
using std::chrono::seconds;
using State = Progress::State;

namespace {

const Clock::time_point kStart{};
const Clock::time_point kNow = kStart + seconds(60);

TargetHistory target(std::string name, State state, Answer answer, Duration waited = seconds(60)) {
  return {.name = std::move(name),
          .asked = {.scheme = "tcp", .host = "db"},
          .begun = kStart,
          .ended = state == State::waiting ? std::nullopt : std::optional(kStart + waited),
          .state = state,
          .attempts = 7,
          .answer = std::move(answer)};
}

TargetHistory ready() {
  return target("tcp://a:1", State::ready, Answer::ready(), seconds(1));
}

TargetHistory late() {
  return target("tcp://b:1", State::timed_out,
                Answer::pending(Stage::connect, "Connection refused"));
}

TargetHistory rejected(State state) {
  return target("tcp://c:1", state, Answer::rejected(Stage::auth, "no", "check it"), seconds(10));
}

std::string verdict(const WaitHistory& targets) {
  const auto judged = judge(targets, kNow);
  return judged ? "" : judged.error().message;
}

}  // namespace

TEST_CASE("a wait that has timed out tells by which option") {
  CHECK(verdict({ready()}) == "");
  CHECK(verdict({ready(), late()}) ==
        "cannot go on: timed out after 60 s (--timeout), 1 of 2 targets not ready");
  TargetHistory own = late();
  own.limits.timeout = seconds(5);
  own.limits.own_timeout = true;
  CHECK(verdict({ready(), own}) ==
        "cannot go on: timed out after 5 s (timeout= of the target), 1 of 2 targets not ready");
  CHECK(verdict({own, late()}) ==
        "cannot go on: timed out after 60 s (--timeout), 2 of 2 targets not ready");
  TargetHistory once = late();
  once.limits.timeout = seconds(0);
  CHECK(verdict({once}) == "cannot go on: timed out after 1m0s, 1 of 1 targets not ready");
}

TEST_CASE("a wait that was rejected tells how many have, and how many are pending") {
  const auto judged = judge({ready(), late(), rejected(State::rejected)}, kNow);
  REQUIRE_FALSE(judged.has_value());
  CHECK(judged.error().code == ExitCode::rejected);
  CHECK(judged.error().message ==
        "cannot go on: rejected by 1 of 3 targets, 1 pending, after 10.0 s (--rejection-grace)");
  REQUIRE(judged.error().detail);
  CHECK(judged.error().detail->target == "tcp://c:1");
  CHECK(judged.error().detail->stage == "auth");
  CHECK(verdict({rejected(State::timed_out)}) ==
        "cannot go on: rejected by 1 of 1 targets, after 60 s (--timeout)");
}

TEST_CASE("a wait that a signal has ended names what is left") {
  const Error stopped{signal_exit(15), "TERM ended the wait"};
  CHECK(ended_early(stopped, {ready(), late()}, kNow).message ==
        "TERM ended the wait after 1m0s, 1 of 2 targets not ready");
  CHECK(ended_early(stopped, {ready()}, kNow).message == "TERM ended the wait");
}

TEST_CASE("a complaint ends with the attempts, and with whose limit is over") {
  CHECK(complaints({ready(), late()}, kNow) ==
        "tcp://b:1: Connection refused (connect); is it the right port, and is the service up? "
        "(7 attempts in 1m0s)\n");
  TargetHistory own = rejected(State::timed_out);
  own.limits.own_timeout = true;
  own.attempts = 1;
  CHECK(complaints({own}, kNow) ==
        "tcp://c:1: no (auth); check it (1 attempt in 10.0 s, its timeout= is over)\n");
  TargetHistory unasked = late();
  unasked.attempts = 0;
  CHECK(complaints({unasked}, kNow) == "tcp://b:1: no answer yet\n");
  TargetHistory optional = late();
  optional.optional = true;
  CHECK(complaints({optional}, kNow) == "");
}
