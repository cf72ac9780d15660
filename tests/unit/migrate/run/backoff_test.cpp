#include "migrate/run/backoff.h"

#include <doctest/doctest.h>

namespace aweigh::migrate {
namespace {

using std::chrono::milliseconds;

TEST_CASE("pauses double up to a second, give or take a fifth each time") {
  struct Bounds {
    milliseconds least;
    milliseconds most;
  };
  const Bounds bounds[] = {
      {milliseconds(80), milliseconds(120)},   {milliseconds(144), milliseconds(264)},
      {milliseconds(259), milliseconds(581)},  {milliseconds(466), milliseconds(1200)},
      {milliseconds(800), milliseconds(1200)}, {milliseconds(800), milliseconds(1200)}};
  for (unsigned seed = 1; seed <= 100; ++seed) {
    CAPTURE(seed);
    Backoff backoff{std::minstd_rand(seed)};
    for (const Bounds& b : bounds) {
      const Duration pause = backoff.next();
      CHECK(pause >= b.least);
      CHECK(pause <= b.most);
    }
  }
}

TEST_CASE("replicas do not poll in step") {
  CHECK(Backoff(std::minstd_rand(1)).next() != Backoff(std::minstd_rand(1000)).next());
}

}  // namespace
}  // namespace aweigh::migrate
