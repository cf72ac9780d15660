#pragma once

#include <span>
#include <string_view>

#include "base/result.h"
#include "target/placeholders.h"
#include "target/target.h"

namespace aweigh {

/// Reads `[!]scheme://…#options`, `host:port` or `scheme:key=value … #options`. Placeholders are
/// filled in component by component, so their values need no escaping; a target that is one
/// placeholder and nothing else (but options) is read from its value, unless that is of a local
/// kind: the variable of an address must start no program. Without a `lookup` there are no
/// placeholders. The error says what is wrong without any part of the text that could be a secret.
Result<Target> parse_target(std::string_view text, std::span<const TargetKind> kinds,
                            const Lookup& lookup);

}  // namespace aweigh
