#include "preflight/room_for_attempts.h"

#include <algorithm>

#include "process/child.h"

namespace aweigh {
namespace {

// The two sockets of a lookup's name servers and a file that it reads, or two addresses that race.
constexpr rlim_t kOfOneAttempt = 4;
constexpr rlim_t kOfTheProgram = 16;
constexpr rlim_t kEnough = 4096;  // and no more memory than a thousand attempts need, some 25 MB

}  // namespace

RoomForAttempts::RoomForAttempts() {
  if (::getrlimit(RLIMIT_NOFILE, &inherited_) != 0) {  // then nobody's limit is changed
    return;
  }
  known_ = true;
  give_children_descriptor_limit(inherited_);
  raised_ = inherited_;
  raised_.rlim_cur = std::max(inherited_.rlim_cur, std::min(inherited_.rlim_max, kEnough));
  if (::setrlimit(RLIMIT_NOFILE, &raised_) != 0) {
    raised_ = inherited_;
  }
}

RoomForAttempts::~RoomForAttempts() {
  if (known_) {
    ::setrlimit(RLIMIT_NOFILE, &inherited_);
  }
}

std::size_t RoomForAttempts::most_at_once() const {
  const rlim_t limit = std::min(raised_.rlim_cur, kEnough);
  const rlim_t attempts =
      limit > kOfTheProgram + kOfOneAttempt ? (limit - kOfTheProgram) / kOfOneAttempt : 1;
  return static_cast<std::size_t>(attempts);
}

}  // namespace aweigh
