#pragma once

#include <asio/awaitable.hpp>
#include <asio/ip/address.hpp>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace aweigh {

/// Looks `host` up through c-ares (/etc/hosts, then DNS, search domains and ndots as resolv.conf
/// says). A numeric address is its own answer. The families alternate, IPv6 first (RFC 8305 §4),
/// and at least one address is returned; otherwise the error is c-ares' own words. Nothing is
/// cached. Cancelling the caller ends the lookup at once.
asio::awaitable<tl::expected<std::vector<asio::ip::address>, std::string>> resolve(
    std::string host);

}  // namespace aweigh
