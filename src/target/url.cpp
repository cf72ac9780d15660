// Reads URLs: hosts, user, password, path and query.
// parse_target() calls it for the kinds that name a host.

#include "target/url.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "text/number.h"
#include "text/percent.h"
#include "text/split.h"

namespace aweigh {
namespace {

/// The usual mistake in a URL. The wrong piece itself is never shown: it may be half a password.
constexpr const char* kHint = " (in a password write @ : / ? # % as %40 %3A %2F %3F %23 %25)";

constexpr const char* kCutPassword =
    "its path holds an @, as if a password with a / in it had been cut in two";

tl::unexpected<Error> wrong(const std::string& what) {
  return fail(ExitCode::usage, what + kHint);
}

Result<HostPort> parse_host(const MarkedText& text, std::string_view piece) {
  HostPort parsed;
  std::string_view host = piece;
  std::string_view port;
  if (piece.starts_with('[')) {
    const auto end = piece.find(']');
    if (end == std::string_view::npos) {
      return wrong("an IPv6 address lacks its closing bracket");
    }
    host = piece.substr(1, end - 1);
    port = piece.substr(end + 1);
    if (!port.empty() && !port.starts_with(':')) {
      return wrong("something other than a port follows the closing bracket");
    }
  } else if (const auto colon = piece.find(':'); colon != std::string_view::npos) {
    host = piece.substr(0, colon);
    port = piece.substr(colon);
  }
  if (host.ends_with(')') || host.find('(') != std::string_view::npos) {
    return fail(ExitCode::usage,
                "tcp(host:port) is Go's: write mysql://user:password@host:port/db");
  }
  const auto decoded = text.fill_decoded(host, percent_decode);
  if (!decoded) {
    return wrong("its host holds a % that encodes nothing");
  }
  if (std::ranges::any_of(*decoded, [](unsigned char c) { return c <= ' '; })) {
    return wrong("its host holds a blank");
  }
  parsed.host = *decoded;
  if (port.size() > 1) {
    const auto number = parse_port(text.fill(port.substr(1)));
    if (!number) {
      return error_of(number);
    }
    parsed.port = *number;
  }
  return parsed;
}

Result<void> parse_user_into(Target& target, const MarkedText& text, std::string_view piece) {
  const auto [name, secret] = cut(piece, ':');
  auto user = text.fill_decoded(name, percent_decode);
  auto password = text.fill_decoded(secret, percent_decode);
  if (!user || !password) {
    return wrong("its user or password holds a % that encodes nothing");
  }
  if (!user->empty()) {
    target.user = std::move(*user);
  }
  target.password = Secret(std::move(*password));
  return {};
}

/// `host`, `host:port`, `[v6]:port`, several separated by commas.
Result<std::vector<HostPort>> parse_hosts(const MarkedText& text, std::string_view list) {
  std::vector<HostPort> hosts;
  for (const std::string_view piece : split_list(list)) {
    auto host = parse_host(text, piece);
    if (!host) {
      return error_of(host);
    }
    hosts.push_back(std::move(*host));
  }
  return hosts;
}

/// The unreserved characters of RFC 3986 §2.3.
bool is_unreserved(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
         std::string_view("-._~").find(c) != std::string_view::npos;
}

std::string encode_value(std::string_view text) {
  return percent_encode(text, is_unreserved);
}

/// Path and query of a web address, as they are to be sent: the values of placeholders are encoded,
/// the rest is the user's. An @ may stand in a path, but behind `user:12/34@host` it is the
/// password that has been cut in two, and would be shown; none is taken for that at the beginning
/// of a segment (`/@scope/name`).
Result<void> parse_request_into(Target& target, const MarkedText& text, std::string_view authority,
                                std::string_view piece) {
  const std::string_view path = cut(piece, '?').first;
  const bool has_colon = authority.find(':') != std::string_view::npos;
  for (std::size_t at = path.find('@'); has_colon && at != std::string_view::npos;
       at = path.find('@', at + 1)) {
    if (path[at - 1] != '/') {  // a path begins with a slash
      return wrong(kCutPassword);
    }
  }
  if (std::ranges::any_of(piece, [](unsigned char c) {
        return c == ' ' || (c < ' ' && c != MarkedText::kMark) || c > '~';
      })) {
    return wrong("its path holds what a URL cannot");
  }
  target.path = Secret(text.fill_encoded(piece, encode_value));
  target.shown_path = text.as_written(path);
  return {};
}

/// A database's name and the settings behind it.
Result<void> parse_path_into(Target& target, const MarkedText& text, std::string_view piece) {
  const auto [path, query] = cut(piece, '?');
  if (path.find('@') != std::string_view::npos) {
    return wrong(kCutPassword);
  }
  const auto decoded = text.fill_decoded(path.substr(path.empty() ? 0 : 1), percent_decode);
  if (!decoded) {
    return wrong("its path holds a % that encodes nothing");
  }
  target.shown_path = *decoded;
  target.path = Secret(*decoded);
  return parse_parameters(text, query, "its query").map([&](std::vector<Parameter> parameters) {
    target.query = std::move(parameters);
  });
}

}  // namespace

Result<std::uint16_t> parse_port(std::string_view text) {
  if (const auto port = parse_whole<std::uint16_t>(text, 1)) {
    return *port;
  }
  const std::string what = "its port is not a number from 1 to 65535";
  const bool is_number = text.find_first_not_of("0123456789") == std::string_view::npos;
  return is_number ? fail(ExitCode::usage, what) : wrong(what);
}

Result<std::vector<Parameter>> parse_parameters(const MarkedText& text, std::string_view piece,
                                                std::string_view where) {
  std::vector<Parameter> parameters;
  for (const std::string_view parameter : split(piece, '&')) {
    const auto [name, value] = cut(parameter, '=');
    auto decoded_name = text.fill_decoded(name, percent_decode);
    auto decoded_value = text.fill_decoded(value, percent_decode);
    if (!decoded_name || !decoded_value) {
      return wrong(std::string(where) + " holds a % that encodes nothing");
    }
    if (!decoded_name->empty()) {
      parameters.push_back({std::move(*decoded_name), Secret(std::move(*decoded_value))});
    }
  }
  return parameters;
}

Result<void> parse_url_into(Target& target, const MarkedText& text, std::string_view piece) {
  const auto authority = piece.substr(0, piece.find_first_of("/?"));
  const auto behind = piece.substr(authority.size());
  const auto at = authority.rfind('@');
  const bool has_user = at != std::string_view::npos;
  return (has_user ? parse_user_into(target, text, authority.substr(0, at)) : Result<void>())
      .and_then([&] { return parse_hosts(text, authority.substr(has_user ? at + 1 : 0)); })
      .and_then([&](std::vector<HostPort> hosts) {
        target.hosts = std::move(hosts);
        return target.kind->shape == Shape::web
                   ? parse_request_into(target, text, authority, behind)
                   : parse_path_into(target, text, behind);
      });
}

}  // namespace aweigh
