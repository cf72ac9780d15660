#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pg/connection.h"

namespace aweigh::pg {

/// One place of libpq's comma lists `host`, `hostaddr` and `port`.
struct Server {
  std::string host;     ///< a name, or a socket directory; empty: libpq's default directory
  std::string address;  ///< numeric; empty: `host` is to be looked up
  std::string port;

  [[nodiscard]] bool is_socket() const;    ///< a Unix-domain socket: there is nothing to look up
  [[nodiscard]] std::string name() const;  ///< "db:5432"
};

/// Which servers to try, and how.
struct Route {
  std::vector<Server> servers;             ///< in the order to try them in
  std::vector<std::string> session_attrs;  ///< target_session_attrs of each pass over the servers
  bool random = false;                     ///< load_balance_hosts: the addresses are shuffled too
  bool system_authorities = false;         ///< sslrootcert=system, with the sslmode that it wants
};

/// Splits libpq's lists and puts them side by side, by its rules: one port serves all servers, a
/// missing one is 5432.
Outcome<std::vector<Server>> servers_of(std::string_view hosts, std::string_view addresses,
                                        std::string_view ports);

/// What `params`, a service file and the PG* variables say together.
Outcome<Route> route_of(const Params& params);

/// libpq's name for `params`: two arrays that end with a null pointer, and borrow from `params`.
struct KeywordArrays {
  std::vector<const char*> keywords;
  std::vector<const char*> values;
};
KeywordArrays arrays_of(const Params& params);

}  // namespace aweigh::pg
