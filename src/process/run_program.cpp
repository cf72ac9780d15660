#include "process/run_program.h"

#include <array>
#include <asio/co_spawn.hpp>
#include <asio/deferred.hpp>
#include <asio/experimental/parallel_group.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>
#include <fcntl.h>
#include <unistd.h>

#include "net/wait_fd.h"
#include "process/last_line.h"
#include "process/pipe.h"

namespace aweigh {
namespace {

/// Reads what there is; false: that was all.
bool read_available(int fd, LastLine& into) {
  std::array<char, 4096> block;
  ssize_t length = 0;
  while ((length = ::read(fd, block.data(), block.size())) > 0) {
    into.add({block.data(), static_cast<std::size_t>(length)});
  }
  return length < 0;
}

/// Keeps up with the output: a full pipe would stop the program.
asio::awaitable<void> read_to_end(int fd, LastLine& into) {
  while (read_available(fd, into)) {
    co_await wait_fd(fd, Readiness::readable);
  }
}

}  // namespace

asio::awaitable<Result<Finished>> run_program(std::vector<std::string> words) {
  Pipe output = make_pipe();
  ::fcntl(output.read.get(), F_SETFL, O_NONBLOCK);
  auto child = Child::start(std::move(words), output.write.get());
  if (!child) {
    co_return tl::make_unexpected(child.error());
  }
  output.write = Fd();
  LastLine said;
  const auto loop = co_await asio::this_coro::executor;
  auto group = asio::experimental::make_parallel_group(
      asio::co_spawn(loop, read_to_end(output.read.get(), said), asio::deferred),
      asio::co_spawn(loop, child->ended(), asio::deferred));
  co_await group.async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
  co_await child->ended();                  // it may have closed its output before
  read_available(output.read.get(), said);  // what it left behind may hold the pipe open
  co_return Finished{child->ending(), said.text()};
}

}  // namespace aweigh
