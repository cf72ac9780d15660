#pragma once

#include "base/time.h"

namespace aweigh {

/// How long a connect may meet silence after `waited` of waiting. The kernel repeats a lost SYN
/// after 1, 3, 7 … seconds: a fresh connect finds a server that has just come up sooner.
constexpr Duration connect_patience(Duration waited) {
  return waited / 10 > std::chrono::seconds(1) ? waited / 10 : std::chrono::seconds(1);
}

}  // namespace aweigh
