#pragma once

#include <cstddef>

#include "wait/history.h"

namespace aweigh {

/// The end of the answer at place `at`: it holds until the next one, or the target's own end, or
/// `now`.
inline Clock::time_point end_of_span(const TargetHistory& target, std::size_t at,
                                     Clock::time_point now) {
  return at + 1 < target.answers.size() ? target.answers[at + 1].begun : target.ended.value_or(now);
}

}  // namespace aweigh
