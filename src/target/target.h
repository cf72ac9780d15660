#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "base/time.h"

namespace aweigh {

/// What the parser must know of a kind of target; the rows stand in probes/registry.cpp.
struct TargetKind {
  std::span<const std::string_view> schemes;  ///< the first is the one that targets print with
  std::uint16_t default_port;                 ///< 0: the port must be given
  bool libpq_rules;                           ///< many hosts or none, and `scheme:key=value …` too
  std::string_view example;                   ///< "redis://host:6379"
  std::string_view ready_when;                ///< one phrase for the help text
};

struct HostPort {
  std::string host;  ///< a name or address, no brackets; for Postgres also a socket directory
  std::uint16_t port = 0;
};

/// One `name=value` of a URL's query or of a `key=value` DSN, decoded.
struct Parameter {
  std::string name;
  Secret value;
};

/// Something to wait for, read from text and not yet contacted. All components are decoded.
struct Target {
  const TargetKind* kind = nullptr;
  std::vector<HostPort> hosts;  ///< empty only where the kind has a default of its own (Postgres)
  std::optional<std::string> user;
  Secret password;               ///< empty: none
  std::string path;              ///< without the leading slash: the database's name or number
  std::vector<Parameter> query;  ///< in order of appearance

  /// The only form that is printed: `postgres://db:5432/app`, without user, password and query.
  [[nodiscard]] std::string redacted() const;
};

/// Reads `scheme://…`, `host:port` or `scheme:key=value …`. The error says what is wrong without
/// any part of the text that could be a secret.
Result<Target> parse_target(std::string_view text, std::span<const TargetKind> kinds);

}  // namespace aweigh
