#pragma once

#include <array>
#include <fcntl.h>
#include <unistd.h>

#include "base/fd.h"

namespace aweigh {

struct Pipe {
  Fd read;
  Fd write;
};

/// Both ends are close-on-exec; neither is there on error.
inline Pipe make_pipe() {
  std::array<int, 2> ends = {-1, -1};
  return ::pipe2(ends.data(), O_CLOEXEC) == 0 ? Pipe{Fd(ends[0]), Fd(ends[1])} : Pipe{};
}

}  // namespace aweigh
