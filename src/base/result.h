#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

#include "base/error_of.h"
#include "base/exit_code.h"

namespace aweigh {

/// Why we cannot go on: a sentence `cannot <verb> <thing>: <cause>` without secrets, and the code
/// to leave with.
struct Error {
  ExitCode code = ExitCode::internal;
  std::string message;
};

template <class T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(ExitCode code, std::string message) {
  return tl::make_unexpected(Error{code, std::move(message)});
}

}  // namespace aweigh
