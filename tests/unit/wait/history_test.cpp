#include "wait/history.h"

#include <doctest/doctest.h>

using namespace aweigh;
using std::chrono::seconds;

namespace {

const Clock::time_point kStart{};

/// A target that is waited for, and the attempts that it has answered.
struct Attempts {
  Progress progress{{.timeout = seconds(60)}, kStart};
  TargetHistory history{.name = "tcp://db:5432", .begun = kStart};

  void answer(Answer answer, seconds at) {
    progress.take(std::move(answer), kStart + at);
    history.take(progress, kStart + at, kStart + at);
  }
};

Answer refused() {
  return Answer::pending(Stage::connect, "Connection refused");
}

}  // namespace

TEST_CASE("the same answer in a row is one span") {
  Attempts target;
  target.answer(refused(), seconds(1));
  target.answer(refused(), seconds(2));
  target.answer(Answer::pending(Stage::dns, "Connection refused"), seconds(3));
  target.answer(refused(), seconds(4));
  REQUIRE(target.history.answers.size() == 3);
  CHECK(target.history.answers[0].attempts == 2);
  CHECK(target.history.answers[0].begun == kStart + seconds(1));
  CHECK(target.history.answers[1].stage == Stage::dns);
  CHECK(target.history.answers[2].begun == kStart + seconds(4));
  CHECK(target.history.attempts == 4);
}

TEST_CASE("an attempt that was cut off without an answer of its own is none") {
  Attempts target;
  target.answer(refused(), seconds(1));
  target.progress.cut_off(Stage::dns, kStart + seconds(59), kStart + seconds(60));
  target.history.take(target.progress, kStart + seconds(59), kStart + seconds(60));
  REQUIRE(target.history.answers.size() == 1);
  CHECK(target.history.answers[0].attempts == 1);
  CHECK(target.history.state == Progress::State::timed_out);
}

TEST_CASE("the stages are those of the attempt that got the last answer") {
  Attempts target;
  const auto attempt = [&](std::initializer_list<Stage> stages) {
    target.history.attempt.emplace();
    for (const Stage stage : stages) {
      target.history.attempt->stage.enter(stage, kStart + seconds(static_cast<int>(stage)));
    }
  };
  attempt({Stage::dns, Stage::connect});
  target.answer(refused(), seconds(3));
  CHECK_FALSE(target.history.attempt.has_value());
  REQUIRE(target.history.stages.size() == 2);
  CHECK(target.history.stages[0].length == seconds(1));
  CHECK(target.history.stages[1].stage == Stage::connect);
  CHECK(target.history.stages[1].length == seconds(2));

  attempt({Stage::dns});
  target.progress.cut_off(Stage::dns, kStart + seconds(59), kStart + seconds(60));
  target.history.take(target.progress, kStart + seconds(59), kStart + seconds(60));
  CHECK(target.history.stages.size() == 2);
}

TEST_CASE("a target that answers otherwise each time does not fill the memory") {
  Attempts target;
  for (int at = 0; at < 1000; ++at) {
    target.answer(Answer::pending(Stage::query, std::to_string(at)), seconds(1));
  }
  CHECK(target.history.attempts == 1000);
  CHECK(target.history.answers.size() == 256);
  CHECK(target.history.answers.back().attempts == 745);
  CHECK(target.history.answer.words == "999");
}

TEST_CASE("the wait of a target lasts until it ended, or until now") {
  TargetHistory history{.name = "tcp://db:5432", .begun = kStart};
  CHECK(history.waited(kStart + seconds(3)) == seconds(3));
  history.ended = kStart + seconds(2);
  CHECK(history.waited(kStart + seconds(3)) == seconds(2));
}

TEST_CASE("of a group some are enough") {
  const auto member = [](Progress::State state, int group = 1, std::size_t enough = 1) {
    return TargetHistory{.name = "",
                         .any = AnyOf{.number = group, .enough = enough, .members = 2},
                         .begun = kStart,
                         .state = state};
  };
  using enum Progress::State;
  const TargetHistory alone{.name = "", .begun = kStart, .state = waiting};

  WaitHistory one_is_ready = {member(ready), member(waiting), member(waiting, 2), alone};
  CHECK(has_enough(one_is_ready, one_is_ready[1]));
  CHECK_FALSE(has_enough(one_is_ready, one_is_ready[2]));
  CHECK_FALSE(has_enough(one_is_ready, one_is_ready[3]));
  CHECK_FALSE(is_missing(one_is_ready, one_is_ready[0]));
  CHECK_FALSE(is_missing(one_is_ready, one_is_ready[1]));
  CHECK(is_missing(one_is_ready, one_is_ready[2]));
  CHECK(is_missing(one_is_ready, one_is_ready[3]));
  CHECK_FALSE(all_ready(one_is_ready));
  CHECK_FALSE(nobody_is_waited_for(one_is_ready));

  const WaitHistory one_of_two = {member(ready), member(rejected)};
  CHECK(all_ready(one_of_two));
  CHECK(nobody_is_waited_for(one_of_two));

  const WaitHistory two_of_two = {member(ready, 1, 2), member(waiting, 1, 2)};
  CHECK_FALSE(has_enough(two_of_two, two_of_two[1]));
}

TEST_CASE("a wait is lost with a group that cannot get enough any more") {
  const auto member = [](Progress::State state) {
    return TargetHistory{.name = "",
                         .any = AnyOf{.number = 1, .enough = 1, .members = 2},
                         .begun = kStart,
                         .state = state};
  };
  using enum Progress::State;
  WaitHistory targets = {member(rejected), member(waiting)};
  CHECK_FALSE(is_lost_with(targets, targets[0]));
  targets[1].state = timed_out;
  CHECK(is_lost_with(targets, targets[0]));
  const WaitHistory alone = {{.name = "", .begun = kStart, .state = rejected}};
  CHECK(is_lost_with(alone, alone[0]));
  const WaitHistory optional = {{.name = "", .optional = true, .begun = kStart, .state = rejected}};
  CHECK_FALSE(is_lost_with(optional, optional[0]));
}
