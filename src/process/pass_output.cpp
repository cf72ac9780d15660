#include "process/pass_output.h"

#include <asio/steady_timer.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>
#include <unistd.h>

#include "base/log.h"
#include "base/time.h"
#include "base/writable.h"

namespace aweigh {
namespace {

constexpr Duration kPatience = std::chrono::seconds(5);
constexpr Duration kPollInterval = std::chrono::milliseconds(10);

}  // namespace

asio::awaitable<void> PassOutput::take(std::string_view bytes) {
  for (std::string& line : lines_.add(bytes)) {
    waiting_.push_back(std::move(line));
  }
  while (!waiting_.empty()) {
    co_await wait_for_reader();
    if (log_output(waiting_.front()) || stalled_) {
      waiting_.pop_front();
    }
  }
}

/// Polls, because the event loop waits only on a descriptor that it has made non-blocking, and
/// stderr would be non-blocking for all processes that share it.
asio::awaitable<void> PassOutput::wait_for_reader() {
  asio::steady_timer timer(co_await asio::this_coro::executor);
  const auto give_up = Clock::now() + kPatience;
  while (!writable_now(STDERR_FILENO)) {
    stalled_ = stalled_ || is_cut_off(STDERR_FILENO) || Clock::now() >= give_up;
    if (stalled_) {
      co_return;
    }
    timer.expires_after(kPollInterval);
    co_await timer.async_wait(asio::use_awaitable);
  }
  stalled_ = false;
}

void PassOutput::finish() {
  if (std::string rest = lines_.take_rest(); !rest.empty()) {
    waiting_.push_back(std::move(rest));
  }
  for (const std::string& line : waiting_) {
    log_output(line);
  }
  waiting_.clear();
}

}  // namespace aweigh
