#pragma once

#include <span>

#include "base/result.h"
#include "options/action.h"

namespace aweigh {

/// The words behind `aweigh migrate` in our own spelling: golang-migrate writes long options with
/// one dash or two (`-path=DIR`), and calls some by other names.
Result<Words> from_golang_migrate(std::span<const char* const> words);

}  // namespace aweigh
