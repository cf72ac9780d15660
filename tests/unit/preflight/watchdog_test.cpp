#include "preflight/watchdog.h"

#include <doctest/doctest.h>
#include <optional>
#include <sys/time.h>

using namespace aweigh;

namespace {

bool timer_runs() {
  itimerval timer{};
  ::getitimer(ITIMER_PROF, &timer);
  return timer.it_value.tv_sec != 0 || timer.it_value.tv_usec != 0;
}

}  // namespace

TEST_CASE("a meal that was due when the loop was stopped does not wake a watchdog that is gone") {
  asio::io_context loop;
  asio::steady_timer end_of_work(loop, Clock::time_point::min());
  end_of_work.async_wait([&](std::error_code) { loop.stop(); });
  std::optional<Watchdog> watchdog(std::in_place, loop, Duration::zero());
  loop.run();
  CHECK(timer_runs());
  watchdog.reset();
  CHECK(!timer_runs());
  loop.restart();
  loop.poll_one();
  CHECK(!timer_runs());
}
