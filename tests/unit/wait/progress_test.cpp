#include "wait/progress.h"

#include <doctest/doctest.h>

namespace aweigh {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using State = Progress::State;

const Clock::time_point kStart = Clock::time_point(std::chrono::hours(1));

Answer refused() {
  return Answer::pending(Stage::connect, "Connection refused");
}
Answer wrong_password() {
  return Answer::rejected(Stage::auth, "password authentication failed");
}

TEST_CASE("a ready answer ends the wait, also after the deadline") {
  Progress progress({.timeout = seconds(1)}, kStart);
  progress.take(refused(), kStart + milliseconds(10));
  CHECK(progress.state() == State::waiting);
  progress.take(Answer::ready(), kStart + seconds(2));
  CHECK(progress.state() == State::ready);
  CHECK(progress.attempts() == 2);
}

TEST_CASE("a pending answer is retried until the timeout") {
  Progress progress({.timeout = seconds(5)}, kStart);
  progress.take(refused(), kStart + milliseconds(4999));
  CHECK(progress.state() == State::waiting);
  progress.check_deadline(kStart + seconds(5));
  CHECK(progress.state() == State::timed_out);
  CHECK(progress.answer().words == "Connection refused");
}

TEST_CASE("a timeout of 0 is one attempt with its full time") {
  Progress progress({.timeout = seconds(0), .attempt_timeout = seconds(3)}, kStart);
  CHECK(progress.attempt_limit(kStart) == seconds(3));
  progress.take(refused(), kStart + milliseconds(1));
  CHECK(progress.state() == State::timed_out);
}

TEST_CASE("an attempt never outlasts the wait") {
  const Progress progress({.timeout = seconds(4), .attempt_timeout = seconds(3)}, kStart);
  CHECK(progress.attempt_limit(kStart) == seconds(3));
  CHECK(progress.attempt_limit(kStart + seconds(2)) == seconds(2));
}

TEST_CASE("a server that has begun to answer is asked by how long it has done so") {
  constexpr WaitLimits kMinute{.timeout = seconds(60)};
  const auto refused = Answer::pending(Stage::connect, "Connection refused");
  const auto starting = Answer::pending(Stage::auth, "the database system is starting up");
  Progress progress(kMinute, kStart);
  const auto pause_after = [&](const Answer& answer, Duration waited) {
    progress.take(answer, kStart + waited);
    return progress.pause(kStart + waited, 0.5, 1);
  };
  CHECK(pause_after(refused, seconds(5)) == milliseconds(50));
  CHECK(pause_after(starting, seconds(6)) == milliseconds(60));   // a hundredth of the wait
  CHECK(pause_after(starting, seconds(9)) == milliseconds(150));  // a twentieth of three seconds
  CHECK(pause_after(refused, seconds(10)) == milliseconds(100));
  CHECK(pause_after(starting, seconds(12)) == milliseconds(120));  // it began anew
}

TEST_CASE("a pause never outlasts the wait") {
  const Progress progress({.timeout = seconds(20)}, kStart);
  CHECK(progress.pause(kStart + milliseconds(19950), 0.5, 1) == milliseconds(50));
}

TEST_CASE("a rejection is retried for the grace, and no longer") {
  Progress progress({.rejection_grace = seconds(10)}, kStart);
  progress.take(wrong_password(), kStart + seconds(3));
  progress.take(wrong_password(), kStart + seconds(12));
  CHECK(progress.state() == State::waiting);
  CHECK(progress.pause(kStart + seconds(12), 1.0, 1) <= seconds(1));
  progress.take(wrong_password(), kStart + seconds(13));
  CHECK(progress.state() == State::rejected);
}

TEST_CASE("the grace counts from the first of an unbroken run of rejections") {
  Progress progress({.rejection_grace = seconds(10)}, kStart);
  progress.take(wrong_password(), kStart + seconds(1));
  progress.take(refused(), kStart + seconds(9));
  progress.take(wrong_password(), kStart + seconds(12));
  CHECK(progress.state() == State::waiting);
}

TEST_CASE("a run of rejections is told with its length, where the grace will end the wait") {
  Progress progress({.timeout = seconds(60), .rejection_grace = seconds(10)}, kStart);
  progress.take(refused(), kStart);
  CHECK_FALSE(progress.rejected_for());
  progress.take(wrong_password(), kStart + seconds(1));
  progress.take(wrong_password(), kStart + seconds(4));
  CHECK(progress.rejected_for() == seconds(3));
  progress.take(refused(), kStart + seconds(5));
  CHECK_FALSE(progress.rejected_for());
  progress.take(wrong_password(), kStart + seconds(50));
  CHECK_FALSE(progress.rejected_for());  // the timeout comes no later
}

TEST_CASE("without a grace the first rejection ends the wait") {
  Progress progress({.rejection_grace = seconds(0)}, kStart);
  progress.take(wrong_password(), kStart + milliseconds(5));
  CHECK(progress.state() == State::rejected);
}

TEST_CASE("without a timeout a wait goes on") {
  Progress progress({.timeout = kForever, .rejection_grace = kForever}, kStart);
  progress.take(wrong_password(), kStart + std::chrono::hours(9000));
  CHECK(progress.state() == State::waiting);
  CHECK(progress.pause(kStart + std::chrono::hours(9000), 0.5, 1) == seconds(1));
}

TEST_CASE("what must be stable counts once it has stayed ready that long") {
  Progress progress({.stable_for = seconds(2)}, kStart);
  progress.take(Answer::ready(), kStart + seconds(1));
  CHECK(progress.state() == State::waiting);
  CHECK(progress.answer().words == "ready, but not yet for 2.00 s");
  CHECK(progress.pause(kStart + milliseconds(2990), 0.5, 1) == milliseconds(10));
  progress.take(refused(), kStart + seconds(2));
  progress.take(Answer::ready(), kStart + seconds(3));
  progress.take(Answer::ready(), kStart + milliseconds(4999));
  CHECK(progress.state() == State::waiting);
  progress.take(Answer::ready(), kStart + seconds(5));
  CHECK(progress.state() == State::ready);
  CHECK(progress.answer().verdict == Verdict::ready);
}

TEST_CASE("what never becomes stable times out") {
  Progress progress({.timeout = seconds(3), .stable_for = seconds(5)}, kStart);
  progress.take(Answer::ready(), kStart);
  progress.take(Answer::ready(), kStart + seconds(3));
  CHECK(progress.state() == State::timed_out);
}

TEST_CASE("only a no in so many words means that a target is gone") {
  CHECK(invert(Answer::ready()).verdict == Verdict::pending);
  CHECK(invert(Answer::of({.words = "Connection refused", .refused = true})).verdict ==
        Verdict::ready);
  CHECK(invert(wrong_password().by_server()).verdict == Verdict::ready);
  CHECK(invert(Answer::pending(Stage::connect, "no answer within 1 s")).verdict ==
        Verdict::pending);
  CHECK(invert(Answer::rejected(Stage::tls, "certificate has expired")).verdict ==
        Verdict::rejected);
}

TEST_CASE("a server's words stay one line of text") {
  Progress progress({}, kStart);
  progress.take(Answer::pending(Stage::auth, "bell\a, escape\x1b[2J, two\nlines, é"), kStart);
  CHECK(progress.answer().words == "bell?, escape?[2J, two lines, é");
  progress.take(Answer::pending(Stage::auth, std::string(1 << 20, 'A')), kStart);
  CHECK(progress.answer().words.size() < 320);
  progress.take(Answer::pending(Stage::auth, std::string(299, 'A') + "é" + "B"), kStart);
  CHECK(progress.answer().words == std::string(299, 'A') + " …");
}

}  // namespace
}  // namespace aweigh
