#pragma once

#include <string>

#include "base/result.h"

namespace aweigh {

/// How the program ends: the code to exit with, and the sentence that says why; empty where all is
/// said, or nothing is to be.
struct Leave {
  int code = 0;
  std::string words;
};

inline Leave leave_with(const Error& error) {
  return {static_cast<int>(error.code), error.message};
}

/// What `done` comes to for an action that has nothing more to do.
inline Leave leave_after(const Result<void>& done) {
  return done ? Leave() : leave_with(done.error());
}

}  // namespace aweigh
