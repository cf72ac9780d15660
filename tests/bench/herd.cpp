// Simulates replicas that start together and wait for one port, with the pacing of the program.
//
//     herd REPLICAS READY INTERVAL     the port is there after READY s; INTERVAL is --interval, in
//     s
//
// Prints JSON: how often they connect in a second before the port is there, how many do within the
// first second after it, each also of the fullest 10 ms; and when the last one was served.

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <map>
#include <random>

#include "wait/pace.h"

using namespace aweigh;
using std::chrono::duration;
using std::chrono::duration_cast;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

constexpr Duration kAttempt = microseconds(200);  // a refused connect
constexpr Duration kSlice = milliseconds(10);
constexpr Duration kWatched = seconds(10);  // before the port is there

using Slices = std::map<Duration::rep, long>;  // attempts by the slice of time

long fullest(const Slices& slices) {
  long most = 0;
  for (const auto& [slice, attempts] : slices) {
    most = std::max(most, attempts);
  }
  return most;
}

long in_all(const Slices& slices) {
  long sum = 0;
  for (const auto& [slice, attempts] : slices) {
    sum += attempts;
  }
  return sum;
}

Duration from_text(const char* text) {
  return duration_cast<Duration>(duration<double>(std::strtod(text, nullptr)));
}

}  // namespace

int main(int count, char** words) {
  if (count != 4) {
    std::cerr << "usage: herd REPLICAS READY INTERVAL\n";
    return 64;
  }
  const long replicas = std::strtol(words[1], nullptr, 10);
  const Duration ready = from_text(words[2]);
  const BackoffLimits limits{.shortest = from_text(words[3])};

  Slices before;
  Slices after;
  Duration last{};
  std::uniform_real_distribution<double> jitter;
  for (long replica = 0; replica < replicas; ++replica) {
    std::minstd_rand random(static_cast<unsigned>(replica + 1));
    Duration now{};
    while (now < ready) {
      if (now >= ready - kWatched) {
        ++before[now / kSlice];
      }
      now += kAttempt;
      now += backoff(now, paced(limits, Stage::connect, 1), jitter(random));
    }
    ++after[now / kSlice];
    last = std::max(last, now);
  }

  const Duration::rep end = (ready + seconds(1)) / kSlice;
  const Slices first(after.begin(), after.lower_bound(end));
  const double watched = duration<double>(std::min(kWatched, ready)).count();
  std::cout << R"({"before": )" << static_cast<double>(in_all(before)) / watched
            << R"(, "before_10ms": )" << fullest(before) << R"(, "after": )" << in_all(first)
            << R"(, "after_10ms": )" << fullest(after) << R"(, "served": )"
            << duration<double>(last - ready).count() << "}\n";
}
