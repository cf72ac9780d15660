#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "base/result.h"
#include "target/target.h"

namespace aweigh {

/// Of each target the place of the one that its option `after` names, by that one's option `name`.
/// A name that no target has, or that two have, and targets that wait for each other, are usage
/// errors.
Result<std::vector<std::optional<std::size_t>>> order_of(std::span<const Target> targets);

}  // namespace aweigh
