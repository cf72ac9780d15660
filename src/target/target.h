#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/secret.h"

namespace aweigh {

/// How the text behind `scheme:` is read.
enum class Shape {
  server,   ///< //user:password@host:port/path?query
  servers,  ///< the same with several hosts, separated by commas
  libpq,    ///< the same or no host at all, and `scheme:key=value …` too
  web,      ///< one host; path and query are kept as they are to be sent
  path,     ///< ///absolute/path
  name,     ///< //name
  command,  ///< PROG ARG…, split as a shell would
  domain,   ///< //user:password@name/path?query: DNS knows at which hosts and ports
};

/// An option that a kind of target takes in its fragment.
struct TargetOption {
  std::string_view name;     ///< "status"
  std::string_view value;    ///< "LIST", for the help text; empty: the option takes no value
  std::string_view meaning;  ///< one phrase for the help text
};

namespace migrate {
struct Engine;
}

class Probe;
struct Target;

/// All that the program knows of a kind of target. The rows stand in probes/registry.cpp.
struct TargetKind {
  std::string_view scheme;  ///< what its targets begin with, also when they are printed
  std::span<const std::string_view> aliases{};  ///< other words for it
  Shape shape = Shape::server;
  std::uint16_t default_port = 0;  ///< 0: the port must be given
  bool tls = false;                ///< takes the options of TLS besides its own
  bool is_local = false;           ///< asks the system, no server; never a placeholder's
  /// What is done with such a database; null: --database cannot name it.
  const migrate::Engine* engine = nullptr;
  std::span<const TargetOption> options{};  ///< its own
  std::string_view example;                 ///< "redis://host:6379"
  std::string_view ready_when;              ///< one phrase for the help text
  /// Turns a target into what asks it; make_probe() of probes/registry.h calls it.
  Result<std::unique_ptr<Probe>> (*make)(const Target&) = nullptr;
  bool left_out = false;  ///< this build has nothing of it but its names

  /// Whether its targets may begin with that word, in any case. SQLAlchemy's may name a driver
  /// behind a +, `postgresql+asyncpg`.
  [[nodiscard]] bool is_called(std::string_view word) const;
};

struct HostPort {
  std::string host;  ///< a name or address, no brackets; for Postgres also a socket directory
  std::uint16_t port = 0;
};

/// "db:5432", "[::1]:5432"; a port of 0 is left out.
std::string to_text(const HostPort& where);

/// One `name=value` of a URL's query, of its fragment or of a `key=value` DSN, decoded.
struct Parameter {
  std::string name;
  Secret value;
};

/// Targets of which some are enough.
struct AnyOf {
  int number = 1;           ///< which of these groups, from 1
  std::size_t enough = 1;   ///< how many of them must be ready
  std::size_t members = 0;  ///< of how many
};
/// "one of 3 is enough", "2 of 3 are enough".
std::string to_text(const AnyOf& any);

/// Something to wait for, read from text and not yet contacted. All components are decoded and
/// hold the values of their placeholders.
struct Target {
  const TargetKind* kind = nullptr;
  bool inverted = false;        ///< `!`: wait until it is gone
  std::optional<AnyOf> any;     ///< the group that it is a member of
  std::vector<HostPort> hosts;  ///< empty only where the kind has a default of its own (Postgres)
  std::optional<std::string> user;
  Secret password;  ///< empty: none
  /// server, libpq: what follows the host's slash, the database's name or number. web: path and
  /// query as they are to be sent, with the leading slash. path: absolute.
  Secret path;
  std::string shown_path;              ///< the part of `path` that redacted() shows
  std::vector<Parameter> query;        ///< in order of appearance; of libpq: in libpq's own words
  std::vector<std::string> ignored;    ///< the names of the query's words that do nothing here
  std::vector<Secret> command;         ///< of Shape::command; redacted() shows the first word
  std::vector<Parameter> options;      ///< those of the fragment, in order of appearance
  std::vector<std::string> filled_by;  ///< the names of its placeholders: `NAME`, `file:PATH`

  /// The value of a fragment's option, the last if there are several; nullptr: not given.
  [[nodiscard]] const std::string* option(std::string_view name) const;

  /// The only form that is printed: `postgres://db:5432/app`, without user, password and query.
  [[nodiscard]] std::string redacted() const;
};

}  // namespace aweigh
