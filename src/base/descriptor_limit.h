#pragma once

#include <sys/resource.h>

namespace aweigh {

/// How many descriptors this process was allowed when it asked for the first time, which is before
/// it allows itself more: what the programs that it runs are to be given.
inline const rlimit& inherited_descriptor_limit() {
  static const rlimit inherited = [] {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    return limit;
  }();
  return inherited;
}

}  // namespace aweigh
