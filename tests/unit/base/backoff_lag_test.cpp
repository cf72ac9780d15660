// How late we notice, and how often we ask, over thousands of simulated waits.

#include <algorithm>
#include <array>
#include <doctest/doctest.h>
#include <random>
#include <set>
#include <vector>

#include "base/backoff.h"

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

/// One wait for a server that is ready `ready_at`.
Simulation simulate(Duration ready_at, std::minstd_rand& random) {
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
    now += backoff(now, {}, jitter(random));
  }
}

TEST_CASE("readiness is noticed within a few hundredths of the wait") {
  constexpr std::size_t kSeeds = 4000;
  for (const Duration wait : {Duration(milliseconds(100)), Duration(milliseconds(500)),
                              Duration(seconds(3)), Duration(seconds(20)), Duration(minutes(5))}) {
    std::vector<Duration> lags;
    for (unsigned seed = 1; seed <= kSeeds; ++seed) {
      std::minstd_rand random(seed);
      const Duration moment =
          std::chrono::duration_cast<Duration>(wait * Uniform(0.9, 1.1)(random));
      lags.push_back(simulate(moment, random).lag);
    }
    std::ranges::sort(lags);
    CAPTURE(wait.count());
    CHECK(lags[kSeeds / 2] <= std::max(Duration(milliseconds(12)), wait * 3 / 100));
    CHECK(lags[kSeeds * 99 / 100] <= std::max(Duration(milliseconds(15)), wait * 7 / 100));
  }
}

TEST_CASE("a wait makes few attempts") {
  struct Case {
    Duration wait;
    int most;  // 20 in the first 200 ms, 1/ln(1.05) for each factor e up to 20 s, then one a second
  };
  for (const Case& each :
       {Case{milliseconds(200), 27}, Case{seconds(2), 80}, Case{seconds(20), 135},
        Case{seconds(60), 180}, Case{minutes(10), 830}}) {
    int most = 0;
    for (unsigned seed = 1; seed <= 1000; ++seed) {
      std::minstd_rand random(seed);
      most = std::max(most, simulate(each.wait, random).attempts);
    }
    CAPTURE(each.wait.count());
    CHECK(most <= each.most);
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
      now += kAttempt + backoff(now, {}, jitter(random));
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
