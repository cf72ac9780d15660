#include "target/keywords.h"

#include <algorithm>

#include "target/url.h"
#include "text/split.h"

namespace aweigh {
namespace {

/// libpq's `host` and `port` lists belong together: one port for all, or one each. An empty port is
/// its default. Ports alone go with the `hostaddr` list, or with the default host.
Result<std::vector<HostPort>> pair_hosts(const std::string& name_items,
                                         const std::string& port_items) {
  const auto names = split_list(name_items);
  const auto ports = split_list(port_items);
  if (ports.size() > 1 && !names.empty() && ports.size() != names.size()) {
    return fail(ExitCode::usage, "it has " + std::to_string(names.size()) + " hosts but " +
                                     std::to_string(ports.size()) + " ports");
  }
  std::vector<HostPort> hosts;
  for (std::size_t at = 0; at < std::max(names.size(), ports.size()); ++at) {
    HostPort& host = hosts.emplace_back();
    host.host = at < names.size() ? names[at] : "";
    const std::string_view port = item_at(ports, at);
    if (port.empty()) {
      continue;
    }
    const auto number = parse_port(port);
    if (!number) {
      return error_of(number);
    }
    host.port = *number;
  }
  return hosts;
}

}  // namespace

std::string host_list(const std::vector<HostPort>& hosts) {
  std::string list;
  for (const HostPort& each : hosts) {
    list += (&each == hosts.data() ? "" : ",") + each.host;
  }
  return list;
}

std::string port_list(const std::vector<HostPort>& hosts) {
  std::string list;
  for (const HostPort& each : hosts) {
    list += &each == hosts.data() ? "" : ",";
    list += each.port == 0 ? "" : std::to_string(each.port);
  }
  return list.find_first_not_of(',') == std::string::npos ? "" : list;
}

std::string_view item_at(const std::vector<std::string_view>& list, std::size_t at) {
  if (list.empty()) {
    return "";
  }
  return list.size() == 1 ? list.front() : list.at(at);
}

Result<void> adopt_keywords(Target& target) {
  std::string hosts = host_list(target.hosts);
  std::string ports = port_list(target.hosts);
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
      target.path = parameter.value;
      target.shown_path = value;
    } else {
      return false;
    }
    return true;
  });
  const std::string& name = target.path.reveal();
  if (name.find("://") != std::string::npos || name.find('=') != std::string::npos) {
    return fail(ExitCode::usage, "its dbname is a DSN of its own: give the database's name alone");
  }
  return pair_hosts(hosts, ports).map([&](std::vector<HostPort> paired) {
    target.hosts = std::move(paired);
  });
}

}  // namespace aweigh
