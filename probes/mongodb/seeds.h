#pragma once

#include <asio/awaitable.hpp>
#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "net/attempt.h"
#include "net/lookup.h"
#include "probes/answer.h"
#include "target/target.h"

namespace aweigh::mongodb {

// A target whose hosts DNS knows, by "Initial DNS Seedlist Discovery"
// (source/initial-dns-seedlist-discovery of MongoDB's specifications).

struct Seeded {
  Target target;        ///< its one host is the name; its query has no word that is for DNS alone
  std::string service;  ///< "mongodb", or as srvServiceName= says
};

/// With TLS, unless the query says something of it.
Seeded read_seeded(Target target);

/// The target as mongodb:// would say it: with the hosts of its SRV records, and what its TXT
/// record adds. Both are looked up, and the name is taken for complete: no search list counts.
asio::awaitable<tl::expected<Target, Answer>> find_seeds(Seeded seeded, Attempt& attempt);

/// Puts the hosts of the SRV records into the place of the name. nullopt: all are below its domain.
std::optional<Answer> take_hosts(Target& target, const Records& srv);

/// Adds to the query what a TXT record says, and the query does not. nullopt: it is one, and says
/// nothing that it must not.
std::optional<Answer> take_defaults(Target& target, const Records& txt);

}  // namespace aweigh::mongodb
