#pragma once

#include <memory>
#include <span>

#include "base/result.h"
#include "probes/probe.h"
#include "target/target.h"

namespace aweigh {

/// Every kind there is, as the help lists them; those that are left out of this build, too.
std::span<const TargetKind> target_kinds();

/// The probe for a target that parse_target() has made from target_kinds(). The error is a cause
/// ("it takes no path") and holds no secret.
Result<std::unique_ptr<Probe>> make_probe(const Target& target);

}  // namespace aweigh
