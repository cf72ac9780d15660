#pragma once

#include <optional>
#include <string_view>

#include "probes/answer.h"

namespace aweigh::memcached {

/// A line of a memcached (its doc/protocol.txt), where `wanted` is what a good one begins with.
/// nullopt: it is no line of the protocol.
std::optional<Answer> judge(std::string_view line, std::string_view wanted, Stage stage);

}  // namespace aweigh::memcached
