#pragma once

#include <asio/awaitable.hpp>
#include <string>
#include <vector>

#include "base/result.h"
#include "process/child.h"

namespace aweigh {

struct Finished {
  Ending ending;
  std::string last_line;  ///< of what it wrote to stdout and stderr; see LastLine
};

/// Runs a program to its end, as a Child; the rest of its group is ended with it. Cancelling the
/// caller ends them all.
asio::awaitable<Result<Finished>> run_program(std::vector<std::string> words);

}  // namespace aweigh
