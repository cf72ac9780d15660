#pragma once

#include <cstddef>
#include <sys/resource.h>

namespace aweigh {

/// As many descriptors as the system lets this process have, for as long as this lives; then the
/// limit is again what the service is to inherit (a program that uses select(2) relies on it).
class RoomForAttempts {
 public:
  RoomForAttempts();
  RoomForAttempts(const RoomForAttempts&) = delete;
  RoomForAttempts& operator=(const RoomForAttempts&) = delete;
  ~RoomForAttempts();

  /// How many attempts may be under way without running out of descriptors.
  [[nodiscard]] std::size_t most_at_once() const;

 private:
  bool known_ = false;  ///< whether we have been told our limit
  rlimit inherited_{};
  rlimit raised_{};
};

}  // namespace aweigh
