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
};

/// An option that a kind of target takes in its fragment.
struct TargetOption {
  std::string_view name;     ///< "status"
  std::string_view value;    ///< "LIST", for the help text; empty: the option takes no value
  std::string_view meaning;  ///< one phrase for the help text
};

class Probe;
struct Target;

/// All that the program knows of a kind of target. The rows stand in probes/registry.cpp.
struct TargetKind {
  std::string_view scheme;      ///< what its targets begin with, also when they are printed
  std::string_view alias = {};  ///< another word for it; empty: none
  Shape shape = Shape::server;
  std::uint16_t default_port = 0;           ///< 0: the port must be given
  bool tls = false;                         ///< takes the options of TLS besides its own
  bool is_local = false;                    ///< asks the system, no server; never a placeholder's
  std::span<const TargetOption> options{};  ///< its own
  std::string_view example;                 ///< "redis://host:6379"
  std::string_view ready_when;              ///< one phrase for the help text
  /// Turns a target into what asks it; make_probe() of probes/registry.h calls it.
  Result<std::unique_ptr<Probe>> (*make)(const Target&) = nullptr;
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

/// Something to wait for, read from text and not yet contacted. All components are decoded and
/// hold the values of their placeholders.
struct Target {
  const TargetKind* kind = nullptr;
  bool inverted = false;        ///< `!`: wait until it is gone
  std::vector<HostPort> hosts;  ///< empty only where the kind has a default of its own (Postgres)
  std::optional<std::string> user;
  Secret password;  ///< empty: none
  /// server, libpq: what follows the host's slash, the database's name or number. web: path and
  /// query as they are to be sent, with the leading slash. path: absolute.
  Secret path;
  std::string shown_path;          ///< the part of `path` that redacted() shows
  std::vector<Parameter> query;    ///< in order of appearance
  std::vector<Secret> command;     ///< of Shape::command; redacted() shows the first word
  std::vector<Parameter> options;  ///< those of the fragment, in order of appearance

  /// The value of a fragment's option, the last if there are several; nullptr: not given.
  [[nodiscard]] const std::string* option(std::string_view name) const;

  /// The only form that is printed: `postgres://db:5432/app`, without user, password and query.
  [[nodiscard]] std::string redacted() const;
};

}  // namespace aweigh
