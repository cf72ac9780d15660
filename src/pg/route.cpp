// Finds out which servers libpq would try with given parameters, and how.
// open_session() follows the route.

#include "pg/route.h"

#include <algorithm>
#include <libpq-fe.h>

#include "base/error_of.h"
#include "base/random.h"
#include "pg/handles.h"
#include "target/keywords.h"
#include "text/split.h"

namespace aweigh::pg {
namespace {

tl::unexpected<Failure> mismatch(std::size_t count, const char* what, std::size_t servers) {
  Failure failure;
  failure.words = "cannot match " + std::to_string(count) + " " + what + " to " +
                  std::to_string(servers) + " servers";
  failure.misconfigured = true;
  return tl::make_unexpected(std::move(failure));
}

/// The value that libpq would use for `keyword`, "" for none.
std::string_view value_of(const PQconninfoOption* options, std::string_view keyword) {
  for (; options != nullptr && options->keyword != nullptr; ++options) {
    if (options->keyword == keyword) {
      return options->val == nullptr ? "" : options->val;
    }
  }
  return "";
}

/// Only PQconnectStart merges a service file and the environment into given parameters, and it
/// would go on to look names up and connect. A value that it refuses makes it stop right after the
/// merging.
OptionsHandle merge(Params params) {
  params.emplace_back("gssencmode", Secret("stop here"));
  const KeywordArrays arrays = arrays_of(params);
  const Handle stopped(
      PQconnectStartParams(arrays.keywords.data(), arrays.values.data(), /*expand_dbname=*/0));
  return OptionsHandle(PQconninfo(stopped.get()));
}

}  // namespace

bool Server::is_socket() const {
  return address.empty() && (host.empty() || host.front() == '/' || host.front() == '@');
}

std::string Server::name() const {
  return (host.empty() ? address : host) + ":" + port;
}

Outcome<std::vector<Server>> servers_of(std::string_view hosts, std::string_view addresses,
                                        std::string_view ports) {
  const auto host = split_list(hosts);
  const auto address = split_list(addresses);
  const auto port = split_list(ports);
  const std::size_t count = std::max({host.size(), address.size(), std::size_t{1}});
  if (!host.empty() && host.size() != count) {
    return mismatch(host.size(), "hosts", count);
  }
  if (!address.empty() && address.size() != count) {
    return mismatch(address.size(), "addresses", count);
  }
  if (port.size() > 1 && port.size() != count) {
    return mismatch(port.size(), "ports", count);
  }
  std::vector<Server> servers(count);
  for (std::size_t at = 0; at < count; ++at) {
    servers[at].host = item_at(host, at);
    servers[at].address = item_at(address, at);
    servers[at].port = item_at(port, at);
    if (servers[at].port.empty()) {
      servers[at].port = "5432";
    }
  }
  return servers;
}

Outcome<Route> route_of(const Params& params) {
  const OptionsHandle merged = merge(params);
  const PQconninfoOption* options = merged.get();
  auto servers = servers_of(value_of(options, "host"), value_of(options, "hostaddr"),
                            value_of(options, "port"));
  if (!servers) {
    return error_of(servers);
  }
  Route route;
  route.servers = std::move(*servers);
  route.random = value_of(options, "load_balance_hosts") == "random";
  if (route.random) {
    std::ranges::shuffle(route.servers, seeded_random());
  }
  route.system_authorities =
      value_of(options, "sslrootcert") == "system" && value_of(options, "sslmode") == "verify-full";
  const std::string attrs(value_of(options, "target_session_attrs"));
  if (attrs == "prefer-standby") {
    route.session_attrs = {"standby", "any"};
  } else {
    route.session_attrs = {attrs};
  }
  return route;
}

KeywordArrays arrays_of(const Params& params) {
  KeywordArrays arrays;
  for (const auto& [keyword, value] : params) {
    arrays.keywords.push_back(keyword.c_str());
    arrays.values.push_back(value.reveal().c_str());
  }
  arrays.keywords.push_back(nullptr);
  arrays.values.push_back(nullptr);
  return arrays;
}

}  // namespace aweigh::pg
