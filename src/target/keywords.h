#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "target/target.h"

namespace aweigh {

/// libpq's lists `host` and `port`, which it matches place by place. No port at all is an empty
/// list: PGPORT decides then.
std::string host_list(const std::vector<HostPort>& hosts);
std::string port_list(const std::vector<HostPort>& hosts);

/// The item for the place `at`, counted from 0: a list of one serves all places, one of none has
/// none.
std::string_view item_at(const std::vector<std::string_view>& list, std::size_t at);

/// Moves libpq's keywords in a query or a DSN (`?host=/run/postgresql`) to the component that each
/// means.
Result<void> adopt_keywords(Target& target);

}  // namespace aweigh
