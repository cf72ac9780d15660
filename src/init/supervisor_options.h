#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/signal_name.h"
#include "base/time.h"

namespace aweigh {

/// An array whose every element is its own index.
template <std::size_t size>
constexpr std::array<std::uint8_t, size> identity_table() {
  std::array<std::uint8_t, size> table{};
  for (std::size_t at = 0; at < size; ++at) {
    table[at] = static_cast<std::uint8_t>(at);
  }
  return table;
}

/// What the command line asks of the supervisor.
struct SupervisorOptions {
  bool group = false;         ///< forward to the service's whole process group
  bool ends_group = false;    ///< what is left of that group gets TERM when the service has ended
  Duration grace = kForever;  ///< from TERM to KILL; kForever: no KILL
  Duration term_delay = Duration::zero();  ///< before the service gets its first TERM
  std::array<std::uint8_t, kLastSignal + 1> rewrite =
      identity_table<kLastSignal + 1>();  ///< 0: drop
  std::array<std::uint8_t, 256> exit_map = identity_table<256>();

  [[nodiscard]] bool grace_wanted() const { return grace != kForever; }

  friend bool operator==(const SupervisorOptions&, const SupervisorOptions&) = default;
};

}  // namespace aweigh
