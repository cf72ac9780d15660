#include "migrate/run/interruption.h"

#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <doctest/doctest.h>
#include <exception>
#include <memory>

namespace aweigh::migrate {
namespace {

using std::chrono::milliseconds;

/// Whether a coroutine that waits for `interruption` is woken before the loop has nothing to do.
bool wakes(asio::io_context& loop, Interruption& interruption) {
  bool woken = false;
  asio::co_spawn(loop, interruption.wait(),
                 [&](const std::exception_ptr&, bool happened) { woken = happened; });
  loop.restart();
  loop.run_for(std::chrono::seconds(5));
  return woken;
}

TEST_CASE("a signal interrupts a run") {
  asio::io_context loop;
  const auto interruption = std::make_shared<Interruption>(loop.get_executor());
  CHECK_FALSE(interruption->happened());
  interruption->stop(15);
  CHECK(interruption->happened());
  CHECK(interruption->signal() == 15);
  CHECK(wakes(loop, *interruption));
}

TEST_CASE("the first limit of time interrupts a run") {
  asio::io_context loop;
  const auto interruption = std::make_shared<Interruption>(loop.get_executor());
  interruption->limit_time(kForever);
  interruption->limit_time(milliseconds(1));
  interruption->limit_time(std::chrono::hours(1));
  CHECK(wakes(loop, *interruption));
  CHECK(interruption->happened());
  CHECK(interruption->signal() == 0);
}

TEST_CASE("a limit that outlives its run does nothing") {
  asio::io_context loop;
  auto interruption = std::make_shared<Interruption>(loop.get_executor());
  interruption->limit_time(milliseconds(1));
  interruption.reset();
  loop.run();
}

}  // namespace
}  // namespace aweigh::migrate
