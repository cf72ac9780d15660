#pragma once

#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>
#include <asio/steady_timer.hpp>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "environment/environment.h"
#include "process/child.h"
#include "process/last_line.h"

namespace aweigh {

struct Finished {
  Ending ending;
  std::string last_line;  ///< of what it wrote to stdout and stderr; see LastLine
};

/// One run of a program, as a Child. When the program has ended, the rest of its group is killed.
class ProgramRun {
 public:
  /// Takes a block of what the program writes to stdout and stderr. The next block is read when the
  /// coroutine has ended. It may be cancelled.
  using TakeOutput = std::function<asio::awaitable<void>(std::string_view)>;

  /// `grace` is the time from TERM to KILL.
  ProgramRun(const asio::any_io_executor& loop, std::vector<std::string> words,
             Environment environment, TakeOutput take_output,
             Duration grace = std::chrono::seconds(5));

  /// The object must outlive the coroutine. Cancelling the caller kills the program.
  asio::awaitable<Result<Finished>> to_end();

  /// Ends the program: TERM to its group, and KILL to what outlives the grace. A handler on the
  /// loop may call it.
  void stop();

 private:
  asio::awaitable<bool> follow(const Child& child, int output);
  asio::awaitable<void> take_rest(int output);
  asio::awaitable<ssize_t> take_block(int output);

  std::vector<std::string> words_;
  Environment environment_;
  TakeOutput take_output_;
  Duration grace_;
  LastLine said_;
  asio::steady_timer stopped_;  // expires when stop() is called
};

/// Runs a program in our own environment to its end, and keeps only the last line of its output.
/// Cancelling the caller kills the program.
asio::awaitable<Result<Finished>> run_program(std::vector<std::string> words);

}  // namespace aweigh
