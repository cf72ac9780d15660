#include "process/child.h"

#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <cerrno>
#include <csignal>
#include <doctest/doctest.h>
#include <optional>
#include <sys/wait.h>

#include "net/with_timeout.h"
#include "process/run_program.h"

namespace aweigh {
namespace {

/// Runs `work` on a loop of its own.
template <class T>
T on_loop(asio::awaitable<T> work) {
  asio::io_context loop;
  std::optional<T> result;
  asio::co_spawn(loop, std::move(work), [&](const std::exception_ptr& thrown, T value) {
    REQUIRE(thrown == nullptr);
    result = std::move(value);
  });
  loop.run();
  return std::move(*result);
}

Finished finished(std::vector<std::string> words) {
  auto result = on_loop(run_program(std::move(words)));
  REQUIRE(result.has_value());
  return std::move(*result);
}

Finished shell(const char* script) {
  return finished({"sh", "-c", script});
}

bool has_children() {
  return ::waitpid(-1, nullptr, WNOHANG) != -1 || errno != ECHILD;
}

TEST_CASE("a program's end is told as it was") {
  CHECK(shell("exit 0").ending.exit_code == 0);
  CHECK(shell("exit 3").ending.exit_code == 3);
  CHECK(shell("kill -SEGV $$").ending.signal == SIGSEGV);
  CHECK(finished({"/no/such/program"}).ending.exec_error == ENOENT);
  CHECK(finished({"/dev/null"}).ending.exec_error == EACCES);
  CHECK_FALSE(has_children());
}

TEST_CASE("its last line is kept, from either output") {
  CHECK(shell("echo one; echo two").last_line == "two");
  CHECK(shell("echo two >&2").last_line == "two");
  CHECK(shell("exec >&- 2>&-; exit 3").last_line.empty());
  CHECK(shell("yes | head -c 1000000; echo end").last_line == "end");
}

TEST_CASE("a program that leaves others behind has ended, and they end with it") {
  CHECK(shell("sleep 100 & echo $!").last_line != "");
  CHECK_FALSE(has_children());
}

TEST_CASE("a program has nothing to read, a group of its own, and no signal ignored or blocked") {
  std::signal(SIGHUP, SIG_IGN);
  CHECK(shell("cat").ending.exit_code == 0);
  CHECK(shell("test $(ps -o pgid= $$) = $$").ending.exit_code == 0);
  CHECK(shell("! grep -E '^Sig(Blk|Ign):' /proc/self/status | grep -v 0000000000000000")
            .ending.exit_code == 0);
  std::signal(SIGHUP, SIG_DFL);
}

TEST_CASE("a program that is not waited for any longer is killed with its group, and reaped") {
  const auto before = Clock::now();
  const auto result = on_loop(with_timeout(
      run_program({"sh", "-c", "trap '' TERM; sleep 100 & sleep 100"}), Duration(100'000'000)));
  CHECK_FALSE(result.has_value());
  CHECK(Clock::now() - before < std::chrono::seconds(5));
  CHECK_FALSE(has_children());
}

TEST_CASE("a program that is stopped gets TERM, with its group, and KILL in the end") {
  asio::io_context loop;
  std::string output;
  const auto stopped = [&](const char* script, Duration grace) {
    output.clear();
    ProgramRun run(
        loop.get_executor(), {"sh", "-c", script}, environment_of_a_child(),
        [&](std::string_view bytes) -> asio::awaitable<void> {
          output += bytes;
          run.stop();  // it has set its traps
          co_return;
        },
        grace);
    std::optional<Finished> finished;
    asio::co_spawn(loop, run.to_end(), [&](const std::exception_ptr&, Result<Finished> result) {
      finished = std::move(*result);
    });
    loop.restart();
    loop.run();
    return finished.value().ending;
  };
  constexpr Duration kLong = std::chrono::seconds(30);
  constexpr Duration kShort = std::chrono::milliseconds(100);
  CHECK(stopped("echo ready; sleep 100", kLong).signal == SIGTERM);
  CHECK(stopped("trap 'echo bye; exit 3' TERM; echo ready; sleep 100 & wait", kLong).exit_code ==
        3);
  CHECK(output == "ready\nbye\n");
  const auto before = Clock::now();
  CHECK(stopped("trap '' TERM; echo ready; sleep 100", kShort).signal == SIGKILL);
  CHECK(Clock::now() - before >= kShort);
  CHECK_FALSE(has_children());
}

TEST_CASE("what a program leaves behind does not keep it from ending, though it writes on") {
  CHECK(shell("yes & exit 4").ending.exit_code == 4);
  CHECK_FALSE(has_children());
}

}  // namespace
}  // namespace aweigh
