#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <utility>

#include "base/error_of.h"
#include "base/exit_code.h"

namespace aweigh {

/// What machines want to know of an error, as far as it applies; no secret.
struct ErrorDetail {
  const char* reason = nullptr;   ///< narrower than that of the exit code (base/exit_code.h)
  const char* meaning = nullptr;  ///< the same, to people
  std::string target = {};        ///< redacted
  std::string stage = {};
  std::string file = {};       ///< of a migration
  std::string directory = {};  ///< of migrations, where there are several
  std::optional<std::int64_t> line = {};
  std::optional<std::int64_t> column = {};
  std::string sqlstate = {};
  std::optional<std::int64_t> version = {};  ///< of the schema, or of the file that failed
};

/// Why we cannot go on: a sentence `cannot <verb> <thing>: <cause>` without secrets, and the code
/// to leave with.
struct Error {
  ExitCode code = ExitCode::internal;
  std::string message;
  std::shared_ptr<const ErrorDetail> detail = {};  ///< null: the code says all
};

template <class T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(ExitCode code, std::string message) {
  return tl::make_unexpected(Error{code, std::move(message)});
}

inline tl::unexpected<Error> fail(ExitCode code, std::string message, ErrorDetail detail) {
  return tl::make_unexpected(
      Error{code, std::move(message), std::make_shared<const ErrorDetail>(std::move(detail))});
}

}  // namespace aweigh
