#include "target/target.h"

#include <algorithm>
#include <cctype>

#include "target/url.h"

namespace aweigh {
namespace {

constexpr std::string_view kSeparator = "://";

bool is_scheme(std::string_view word) {
  return !word.empty() && std::ranges::all_of(word, [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '+' || c == '-' || c == '.';
  });
}

const TargetKind* find_kind(std::string_view scheme, std::span<const TargetKind> kinds) {
  const auto kind = std::ranges::find_if(kinds, [scheme](const TargetKind& candidate) {
    return std::ranges::find(candidate.schemes, scheme) != candidate.schemes.end();
  });
  return kind == kinds.end() ? nullptr : &*kind;
}

std::string known_kinds(std::span<const TargetKind> kinds) {
  std::string known;
  for (const TargetKind& kind : kinds) {
    known += (known.empty() ? "" : ", ") + std::string(kind.example);
  }
  return known;
}

/// "redis:6379" is a host and its port, whatever the word.
bool is_host_port(std::string_view text) {
  const auto colon = text.rfind(':');
  return colon != std::string_view::npos && colon > 0 && colon + 1 < text.size() &&
         std::ranges::all_of(text.substr(colon + 1),
                             [](unsigned char c) { return std::isdigit(c) != 0; });
}

/// Cuts a list at its commas; an empty text is an empty list.
std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> items;
  for (bool more = !text.empty(); more;) {
    const auto comma = text.find(',');
    items.emplace_back(text.substr(0, comma));
    more = comma != std::string_view::npos;
    text.remove_prefix(more ? comma + 1 : text.size());
  }
  return items;
}

/// The opposite, for a list of which `text_of` gives the items; empty where they all are.
template <class TextOf>
std::string join_list(const std::vector<HostPort>& hosts, TextOf text_of) {
  std::string joined;
  for (const HostPort& host : hosts) {
    joined += (&host == hosts.data() ? "" : ",") + text_of(host);
  }
  return joined.find_first_not_of(',') == std::string::npos ? "" : joined;
}

/// libpq's `host` and `port` lists belong together: one port for all, or one each. An empty port is
/// its default. Ports alone go with the `hostaddr` list, or with the default host.
Result<std::vector<HostPort>> pair_hosts(const std::string& host_list,
                                         const std::string& port_list) {
  const auto names = split_list(host_list);
  const auto ports = split_list(port_list);
  if (ports.size() > 1 && !names.empty() && ports.size() != names.size()) {
    return fail(ExitCode::usage, "it has " + std::to_string(names.size()) + " hosts but " +
                                     std::to_string(ports.size()) + " ports");
  }
  std::vector<HostPort> hosts;
  for (std::size_t at = 0; at < std::max(names.size(), ports.size()); ++at) {
    HostPort& host = hosts.emplace_back();
    host.host = at < names.size() ? names[at] : "";
    const std::string port = ports.empty() ? "" : ports[ports.size() == 1 ? 0 : at];
    if (port.empty()) {
      continue;
    }
    const auto number = parse_port(port);
    if (!number) {
      return tl::make_unexpected(number.error());
    }
    host.port = *number;
  }
  return hosts;
}

/// Moves what libpq lets a query or a DSN say (`?host=/run/postgresql`) to the component it means.
Result<void> adopt_keywords(Target& target) {
  std::string hosts = join_list(target.hosts, [](const HostPort& each) { return each.host; });
  std::string ports = join_list(target.hosts, [](const HostPort& each) {
    return each.port == 0 ? std::string() : std::to_string(each.port);
  });
  std::erase_if(target.query, [&](const Parameter& parameter) {
    const std::string& value = parameter.value.reveal();
    if (parameter.name == "host") {
      hosts = value;
    } else if (parameter.name == "port") {
      ports = value;
    } else if (parameter.name == "user") {
      target.user = value;
    } else if (parameter.name == "password") {
      target.password = parameter.value;
    } else if (parameter.name == "dbname") {
      target.path = value;
    } else {
      return false;
    }
    return true;
  });
  if (target.path.find("://") != std::string::npos || target.path.find('=') != std::string::npos) {
    return fail(ExitCode::usage, "its dbname is a DSN of its own: give the database's name alone");
  }
  return pair_hosts(hosts, ports).map([&](std::vector<HostPort> paired) {
    target.hosts = std::move(paired);
  });
}

Result<void> check_hosts(Target& target) {
  const TargetKind& kind = *target.kind;
  if (kind.libpq_rules) {
    return adopt_keywords(target);
  }
  if (target.hosts.size() != 1 || target.hosts.front().host.empty()) {
    return fail(ExitCode::usage, "it needs one host, as in " + std::string(kind.example));
  }
  HostPort& only = target.hosts.front();
  if (only.port == 0) {
    only.port = kind.default_port;
  }
  if (only.port == 0) {
    return fail(ExitCode::usage, "it needs a port, as in " + std::string(kind.example));
  }
  return {};
}

Result<Target> parse_url(std::string_view scheme, std::string_view rest,
                         std::span<const TargetKind> kinds) {
  Target target;
  target.kind = find_kind(scheme, kinds);
  if (target.kind == nullptr) {
    const std::string shown = is_scheme(scheme) ? " \"" + std::string(scheme) + "\"" : "";
    return fail(ExitCode::usage, "unknown scheme" + shown + "; known are " + known_kinds(kinds));
  }
  return parse_url_into(target, rest).and_then([&] { return check_hosts(target); }).map([&] {
    return std::move(target);
  });
}

}  // namespace

std::string Target::redacted() const {
  std::string text(kind->schemes.front());
  text += kSeparator;
  bool first = true;
  for (const auto& [host, port] : hosts) {
    text += first ? "" : ",";
    text += host.find(':') == std::string::npos ? host : "[" + host + "]";
    text += port == 0 ? "" : ":" + std::to_string(port);
    first = false;
  }
  return path.empty() ? text : text + "/" + path;
}

Result<Target> parse_target(std::string_view text, std::span<const TargetKind> kinds) {
  if (const auto at = text.find(kSeparator);
      at != std::string_view::npos && is_scheme(text.substr(0, at))) {
    return parse_url(text.substr(0, at), text.substr(at + kSeparator.size()), kinds);
  }
  if (is_host_port(text)) {
    return parse_url("tcp", text, kinds);
  }
  if (const auto colon = text.find(':'); colon != std::string_view::npos) {
    const TargetKind* kind = find_kind(text.substr(0, colon), kinds);
    if (kind != nullptr && kind->libpq_rules) {
      Target target;
      target.kind = kind;
      return parse_key_value(text.substr(colon + 1))
          .and_then([&](std::vector<Parameter> parameters) {
            target.query = std::move(parameters);
            return adopt_keywords(target);
          })
          .map([&] { return std::move(target); });
    }
  }
  return fail(ExitCode::usage,
              "no target: it is neither host:port nor one of " + known_kinds(kinds));
}

}  // namespace aweigh
