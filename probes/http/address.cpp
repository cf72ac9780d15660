// Addresses of HTTP: that of the target, and those that redirects lead to.
// The probe follows them; Request puts them into words.

#include "probes/http/address.h"

#include <algorithm>
#include <cctype>
#include <vector>

#include "target/url.h"
#include "text/case.h"
#include "text/percent.h"
#include "text/scheme.h"

namespace aweigh::http {
namespace {

constexpr std::string_view kSlashes = "//";

std::uint16_t own_port(bool tls) {
  return tls ? 443 : 80;
}

bool is_host(std::string_view word) {
  return !word.empty() && std::ranges::all_of(word, [](unsigned char c) {
    return std::isalnum(c) != 0 ||
           std::string_view("-._~:%").find(static_cast<char>(c)) != std::string_view::npos;
  });
}

/// Encodes the characters that could break the request's first line, and leaves the rest as sent.
std::string sendable(std::string_view text) {
  return percent_encode(text, [](char c) { return c > ' ' && c <= '~'; });
}

/// RFC 3986 §5.2.4, for a path that begins with a slash.
std::string without_dots(std::string_view path) {
  std::vector<std::string_view> kept;
  bool last = false;
  while (!last) {
    path.remove_prefix(1);  // its slash
    const std::string_view segment = path.substr(0, path.find('/'));
    path.remove_prefix(segment.size());
    last = path.empty();
    if (segment == ".." && !kept.empty()) {
      kept.pop_back();
    }
    if (segment != "." && segment != "..") {
      kept.push_back(segment);
    } else if (last) {
      kept.emplace_back();  // "/a/.." is "/"
    }
  }
  std::string result;
  for (const std::string_view segment : kept) {
    result += "/" + std::string(segment);
  }
  return result;
}

/// `[user@]host[:port]` into `to`. False: not readable.
bool read_authority(std::string_view text, Address& to) {
  text.remove_prefix(text.rfind('@') + 1);  // npos + 1 is 0
  const bool brackets = text.starts_with('[');
  const std::size_t end = brackets ? text.find(']') : text.find(':');
  const std::string_view host = text.substr(brackets ? 1 : 0, brackets ? end - 1 : end);
  text.remove_prefix(std::min(brackets ? end + 1 : end, text.size()));
  to.where = {lower(host), own_port(to.tls)};
  if (text.size() > 1) {
    const auto port = parse_port(text.substr(1));
    to.where.port = port.value_or(0);
  }
  return is_host(host) && to.where.port != 0 && (text.empty() || text.starts_with(':'));
}

}  // namespace

Address address_of(const Target& target) {
  const std::string& path = target.path.reveal();
  return {target.kind->tls, target.hosts.front(), path.starts_with('/') ? path : "/" + path};
}

std::optional<Address> follow(const Address& from, std::string_view location) {
  Address to = from;
  location = location.substr(0, location.find('#'));
  const std::string_view scheme = location.substr(0, location.find(':'));
  const bool absolute = scheme.size() < location.size() && is_scheme(scheme);
  if (absolute) {
    const std::string name = lower(scheme);
    location.remove_prefix(scheme.size() + 1);
    to.tls = name == "https";
    if ((name != "http" && !to.tls) || !location.starts_with(kSlashes)) {
      return std::nullopt;
    }
  }
  const std::string_view base = std::string_view(from.request).substr(0, from.request.find('?'));
  std::string request;
  if (location.starts_with(kSlashes)) {
    location.remove_prefix(kSlashes.size());
    const std::size_t end = std::min(location.find_first_of("/?"), location.size());
    if (!read_authority(location.substr(0, end), to)) {
      return std::nullopt;
    }
    location.remove_prefix(end);
    request = (location.starts_with('/') ? "" : "/") + std::string(location);
  } else if (location.empty()) {
    request = from.request;
  } else if (location.starts_with('?')) {
    request = std::string(base) + std::string(location);
  } else if (location.starts_with('/')) {
    request = location;
  } else {
    request = std::string(base.substr(0, base.rfind('/') + 1)) + std::string(location);
  }
  const std::size_t path_end = std::min(request.find('?'), request.size());
  to.request = sendable(without_dots(std::string_view(request).substr(0, path_end)) +
                        request.substr(path_end));
  return to;
}

bool may_confide(const Address& first, const Address& then) {
  const bool same_port = first.where.port == then.where.port;
  const bool own_ports =
      first.where.port == own_port(first.tls) && then.where.port == own_port(then.tls);
  return same_in_any_case(first.where.host, then.where.host) &&
         (first.tls == then.tls ? same_port : then.tls && (same_port || own_ports));
}

std::string authority(const Address& address) {
  const std::string& host = address.where.host;
  const bool v6 = host.find(':') != std::string::npos;
  const std::string name = v6 ? "[" + host.substr(0, host.find('%')) + "]" : host;
  return address.where.port == own_port(address.tls)
             ? name
             : name + ":" + std::to_string(address.where.port);
}

std::string origin(const Address& address) {
  return (address.tls ? "https://" : "http://") + authority(address);
}

}  // namespace aweigh::http
