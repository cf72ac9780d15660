#pragma once

#include "base/time.h"

namespace aweigh {

/// How long a connect may meet silence after `waited` of waiting. The kernel repeats a lost SYN
/// after 1, 3, 7 … seconds: a fresh connect finds a server that has just come up sooner.
constexpr Duration connect_patience(Duration waited) {
  return waited / 10 > std::chrono::seconds(1) ? waited / 10 : std::chrono::seconds(1);
}

/// How long a name's addresses are good after `waited` of waiting. A server that is not there yet
/// may come up under another address, but a name server should not be asked at each attempt.
constexpr Duration keep_addresses(Duration waited) {
  return waited / 20 < std::chrono::seconds(1) ? waited / 20 : std::chrono::seconds(1);
}

}  // namespace aweigh
