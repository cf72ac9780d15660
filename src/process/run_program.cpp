// Runs a program to its end and reads its output: for the exec probe, and for the programs under
// the migration lock.

#include "process/run_program.h"

#include <array>
#include <asio/co_spawn.hpp>
#include <asio/deferred.hpp>
#include <asio/experimental/parallel_group.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>

#include "base/pipe.h"
#include "net/wait_fd.h"
#include "net/with_timeout.h"

namespace aweigh {
namespace {

asio::awaitable<void> keep_nothing(std::string_view) {
  co_return;
}

}  // namespace

ProgramRun::ProgramRun(const asio::any_io_executor& loop, std::vector<std::string> words,
                       Environment environment, TakeOutput take_output, Duration grace)
    : words_(std::move(words)),
      environment_(std::move(environment)),
      take_output_(std::move(take_output)),
      grace_(grace),
      stopped_(loop, Clock::time_point::max()) {}

asio::awaitable<Result<Finished>> ProgramRun::to_end() {
  Pipe output = make_pipe();
  ::fcntl(output.read.get(), F_SETFL, O_NONBLOCK);
  auto child = Child::start(words_, environment_, output.write.get());
  if (!child) {
    co_return error_of(child);
  }
  output.write = Fd();
  const int reader = output.read.get();
  auto group = asio::experimental::make_parallel_group(
      asio::co_spawn(stopped_.get_executor(), follow(*child, reader), asio::deferred),
      stopped_.async_wait(asio::deferred));
  const auto [order, failure, ended, timer_error] =
      co_await group.async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
  if (order[0] == 0 && failure) {
    std::rethrow_exception(failure);
  }
  if (order[0] == 1) {
    child->signal(SIGTERM);
    const auto ended_in_time = co_await with_timeout(follow(*child, reader), grace_);
    if (!ended_in_time) {
      child->signal(SIGKILL);
      co_await follow(*child, reader);
    }
  }
  co_return Finished{child->ending(), said_.text()};
}

/// Reads the output until the program has ended. It does not wait for the end of the output: a
/// process that the program leaves behind may hold that open for ever, and write on. When follow()
/// has been cancelled, it may be called again.
asio::awaitable<bool> ProgramRun::follow(const Child& child, int output) {
  while (co_await take_block(output) != 0) {
    auto group = asio::experimental::make_parallel_group(
        asio::co_spawn(stopped_.get_executor(), child.ended(), asio::deferred),
        asio::co_spawn(stopped_.get_executor(), wait_fd(output, Readiness::readable),
                       asio::deferred));
    const auto [order, end_failure, read_failure] =
        co_await group.async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
    if (order[0] == 0) {
      co_await take_rest(output);
      break;
    }
  }
  co_await child.ended();  // a program may close its output and run on
  co_return true;
}

/// Reads as much as the pipe can have held when the program ended.
asio::awaitable<void> ProgramRun::take_rest(int output) {
  ssize_t length = 1;
  for (ssize_t left = ::fcntl(output, F_GETPIPE_SZ); left > 0 && length > 0; left -= length) {
    length = co_await take_block(output);
  }
}

/// Reads up to a block and returns its length. 0: the output has ended; -1: there is nothing yet.
asio::awaitable<ssize_t> ProgramRun::take_block(int output) {
  std::array<char, 4096> block;
  const ssize_t length = ::read(output, block.data(), block.size());
  if (length > 0) {
    const std::string_view bytes(block.data(), static_cast<std::size_t>(length));
    said_.add(bytes);
    co_await take_output_(bytes);
  }
  co_return length;
}

void ProgramRun::stop() {
  stopped_.expires_at(Clock::time_point::min());
}

asio::awaitable<Result<Finished>> run_program(std::vector<std::string> words) {
  ProgramRun run(co_await asio::this_coro::executor, std::move(words), environment_of_a_child(),
                 keep_nothing);
  co_return co_await run.to_end();
}

}  // namespace aweigh
