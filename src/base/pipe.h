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

/// Both ends are close-on-exec, and have `flags`; neither is there on error, and errno says why.
inline Pipe make_pipe(int flags = 0) {
  std::array<int, 2> ends = {-1, -1};
  return ::pipe2(ends.data(), O_CLOEXEC | flags) == 0 ? Pipe{Fd(ends[0]), Fd(ends[1])} : Pipe{};
}

}  // namespace aweigh
