#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "target/target.h"

namespace aweigh::http {

/// Where a request goes.
struct Address {
  bool tls = false;
  HostPort where;
  std::string request = "/";  ///< path and query as they are sent; no fragment
};

/// The address that a target names.
Address address_of(const Target& target);

/// Where a Location leads, seen from `from` (RFC 3986 §5.2). nullopt: not to HTTP, or nowhere.
std::optional<Address> follow(const Address& from, std::string_view location);

/// Whether credentials meant for `first` may be sent to `then`, too: the same host and port, or
/// the same host over TLS where `first` was not.
bool may_confide(const Address& first, const Address& then);

/// "db", "db:8080", "[::1]:8080": the value of Host. The scheme's own port is left out.
std::string authority(const Address& address);

/// "https://db:8443", for people.
std::string origin(const Address& address);

}  // namespace aweigh::http
