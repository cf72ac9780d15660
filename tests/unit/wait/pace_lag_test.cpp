// How late we notice, and how often we ask, over thousands of simulated waits.

#include <algorithm>
#include <array>
#include <doctest/doctest.h>
#include <random>
#include <set>
#include <vector>

#include "base/backoff.h"
#include "wait/pace.h"

namespace aweigh {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using Uniform = std::uniform_real_distribution<double>;

constexpr Duration kAttempt = microseconds(200);  // a refused connect

struct Simulation {
  Duration lag{};
  int attempts = 0;
};

/// One wait for a server that is ready `ready_at`, of which attempts end in `stage` until then.
Simulation simulate(Stage stage, Duration ready_at, std::minstd_rand& random) {
  Uniform jitter;
  Simulation result;
  Duration now{};
  while (true) {
    ++result.attempts;
    const bool ready = now >= ready_at;
    now += kAttempt;
    if (ready) {
      result.lag = now - ready_at;
      return result;
    }
    now += backoff(now, paced({}, stage, 1), jitter(random));
  }
}

/// How late that is noticed, over thousands of waits of about `wait`.
std::vector<Duration> sorted_lags(Stage stage, Duration wait) {
  std::vector<Duration> lags;
  for (unsigned seed = 1; seed <= 4000; ++seed) {
    std::minstd_rand random(seed);
    const Duration moment = std::chrono::duration_cast<Duration>(wait * Uniform(0.9, 1.1)(random));
    lags.push_back(simulate(stage, moment, random).lag);
  }
  std::ranges::sort(lags);
  return lags;
}

TEST_CASE("readiness is noticed within a small part of the wait") {
  struct Case {
    Stage stage;
    Duration least;             // the lag that is good for any wait
    Duration::rep median, p99;  // thousandths of the wait
  };
  for (const Case& each :
       {Case{Stage::connect, milliseconds(10), 10, 20}, Case{Stage::dns, milliseconds(20), 10, 21},
        Case{Stage::auth, milliseconds(12), 30, 70}}) {
    for (const Duration wait :
         {Duration(milliseconds(100)), Duration(milliseconds(500)), Duration(seconds(3)),
          Duration(seconds(20)), Duration(minutes(5))}) {
      const std::vector<Duration> lags = sorted_lags(each.stage, wait);
      CAPTURE(to_string(each.stage));
      CAPTURE(wait.count());
      CHECK(lags[lags.size() / 2] <= std::max(each.least, wait * each.median / 1000));
      CHECK(lags[lags.size() * 99 / 100] <= std::max(each.least * 5 / 4, wait * each.p99 / 1000));
    }
  }
}

TEST_CASE("a wait makes few attempts") {
  struct Case {
    Stage stage;
    Duration wait;
    int most;
  };
  for (const Case& each :
       // 20 in the first 200 ms, 1/ln(1.05) for each factor e up to 20 s, then one a second
       {Case{Stage::auth, milliseconds(200), 27}, Case{Stage::auth, seconds(2), 80},
        Case{Stage::auth, seconds(20), 135}, Case{Stage::auth, seconds(60), 180},
        Case{Stage::auth, minutes(10), 830},
        // 100 in the first second, 1/ln(1.01) for each factor e up to 25 s, then four a second
        Case{Stage::connect, milliseconds(200), 27}, Case{Stage::connect, seconds(60), 640},
        // 60 in the first 1.2 s, 1/ln(1+1/60) for each factor e up to 30 s, then two a second
        Case{Stage::dns, milliseconds(200), 15}, Case{Stage::dns, seconds(60), 370}}) {
    int most = 0;
    for (unsigned seed = 1; seed <= 1000; ++seed) {
      std::minstd_rand random(seed);
      most = std::max(most, simulate(each.stage, each.wait, random).attempts);
    }
    CAPTURE(to_string(each.stage));
    CAPTURE(each.wait.count());
    CHECK(most <= each.most);
  }
}

TEST_CASE("a thousand targets share what one process may ask") {
  const Duration pause = backoff(seconds(1), paced({}, Stage::connect, 1000), 0.5);
  CHECK(pause == seconds(2));
  CHECK(backoff(seconds(1), paced({}, Stage::connect, 5), 0.5) == milliseconds(10));
}

/// The attempts within `wait`, at so many targets that are all dead and asked by one process.
int attempts_at(std::size_t targets, Stage stage, Duration wait) {
  std::minstd_rand random(1);
  Uniform jitter;
  int attempts = 0;
  for (std::size_t target = 0; target < targets; ++target) {
    for (Duration now{}; now < wait; ++attempts) {
      now += kAttempt;
      now += backoff(now, paced({}, stage, targets), jitter(random));
    }
  }
  return attempts;
}

TEST_CASE("many dead targets together make few attempts") {
  // one at each, then five hundred a second in all
  for (const Stage stage : {Stage::dns, Stage::connect, Stage::query}) {
    CAPTURE(to_string(stage));
    CHECK(attempts_at(1000, stage, seconds(5)) <= 3600);
    CHECK(attempts_at(1000, stage, seconds(60)) <= 31'500);
    CHECK(attempts_at(10'000, stage, seconds(60)) <= 41'000);
  }
}

TEST_CASE("each of a few dead targets gets no more attempts than one alone would") {
  constexpr int kMostAMinute = 700;
  for (const Stage stage : {Stage::dns, Stage::connect, Stage::tls, Stage::auth, Stage::query}) {
    for (const std::size_t targets : {1u, 2u, 10u, 100u}) {
      CAPTURE(to_string(stage));
      CAPTURE(targets);
      const int most = kMostAMinute * static_cast<int>(targets);
      CHECK(attempts_at(targets, stage, minutes(1)) <= most);
    }
  }
}

TEST_CASE("the shortest pause that a user wants is kept, whatever an attempt costs") {
  const BackoffLimits wanted{.shortest = seconds(2), .longest = seconds(2)};
  for (const Stage stage : {Stage::dns, Stage::connect, Stage::query}) {
    CAPTURE(to_string(stage));
    CHECK(backoff(minutes(5), paced(wanted, stage, 3), 0.5) == seconds(2));
  }
}

TEST_CASE("waiters that start together drift apart") {
  // 500 replicas ask one server: within any 10 ms of the tenth second there is but a small part of
  // them, though all began in the same instant.
  constexpr std::size_t kWaiters = 500;
  std::array<int, 100> asked{};
  for (unsigned seed = 1; seed <= kWaiters; ++seed) {
    std::minstd_rand random(seed);
    Uniform jitter;
    Duration now{};
    while (now < seconds(11)) {
      if (now >= seconds(10)) {
        ++asked.at(static_cast<std::size_t>((now - seconds(10)) / milliseconds(10)));
      }
      now += kAttempt + backoff(now, paced({}, Stage::connect, 1), jitter(random));
    }
  }
  int total = 0;
  for (const int count : asked) {
    total += count;
  }
  CHECK(*std::ranges::max_element(asked) < total / 25);
}

}  // namespace
}  // namespace aweigh
