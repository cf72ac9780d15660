#include "net/attempt.h"

#include <doctest/doctest.h>

namespace aweigh {
namespace {

using std::chrono::seconds;

std::vector<Stage> stages_of(const StageTrail& trail) {
  std::vector<Stage> stages;
  for (const StageSpan& span : trail.spans(Clock::time_point(seconds(9)))) {
    stages.push_back(span.stage);
  }
  return stages;
}

TEST_CASE("a trail of stages tells how long the attempt was in each") {
  StageTrail trail;
  CHECK(trail == Stage::dns);
  CHECK(stages_of(trail).empty());
  trail.enter(Stage::dns, Clock::time_point(seconds(1)));
  trail.enter(Stage::tls, Clock::time_point(seconds(3)));
  trail.enter(Stage::tls, Clock::time_point(seconds(5)));
  CHECK(trail == Stage::tls);
  const auto spans = trail.spans(Clock::time_point(seconds(9)));
  REQUIRE(spans.size() == 2);
  CHECK(spans[0].length == seconds(2));
  CHECK(spans[1].length == seconds(6));
}

TEST_CASE("an attempt that turns to another server has the stages of that one") {
  StageTrail trail;
  trail = Stage::dns;
  trail = Stage::connect;
  trail = Stage::auth;
  trail = Stage::connect;
  CHECK(stages_of(trail) == std::vector{Stage::dns, Stage::connect});
  trail = Stage::query;
  CHECK(stages_of(trail) == std::vector{Stage::dns, Stage::connect, Stage::query});
}

TEST_CASE("the time left is shared equally") {
  const Clock::time_point now = Clock::time_point(seconds(1000));
  const Attempt attempt{.deadline = now + seconds(6)};
  CHECK(share_of(attempt, 1, now) == seconds(6));
  CHECK(share_of(attempt, 3, now) == seconds(2));
  CHECK(share_of(attempt, 2, now + seconds(4)) == seconds(1));
  CHECK(share_of(attempt, 2, now + seconds(6)) == Duration::zero());
}

TEST_CASE("an attempt without end has any number of parts without end") {
  CHECK(share_of(Attempt(), 2, Clock::now()) == kForever);
}

}  // namespace
}  // namespace aweigh
