#pragma once

#include <string>

#include "base/result.h"

namespace aweigh {

/// Asks a person on standard error and input. Anything but y or yes, the end of the input too, is a
/// no. Error: signal_exit(), a stop signal came.
Result<bool> confirm(const std::string& question);

}  // namespace aweigh
