#pragma once

#include <span>
#include <string_view>

#include "base/result.h"
#include "options/options.h"

// What the log is to be like.

namespace aweigh {

/// Takes NAME=VALUE. Error: a name that is none, or one that the log itself uses; more than the
/// resident supervisor can carry.
Result<void> take_log_field(Options& options, std::string_view text);

/// The names that a line of the log may have of its own.
std::span<const std::string_view> reserved_log_fields();

/// What can be read of the options of the log where a mistake keeps the rest from being read: the
/// message about it is to be in the form that was asked for.
LogOptions readable_log_options(std::span<const char* const> argv,
                                std::span<const char* const> environment);

}  // namespace aweigh
