#pragma once

#include <asio/awaitable.hpp>
#include <asio/ip/address.hpp>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "base/time.h"

namespace aweigh {

/// Looks `host` up (net/lookup.h) in order to connect to it. A numeric address is its own answer,
/// and addresses that were found on this loop within the last `keep` are not asked for again.
/// The families alternate, IPv6 first (RFC 8305 §4), and at least one address is returned;
/// otherwise the error is c-ares' own words. Cancelling the caller ends the lookup at once.
asio::awaitable<tl::expected<std::vector<asio::ip::address>, std::string>> resolve(std::string host,
                                                                                   Duration keep);

}  // namespace aweigh
