#include "target/url.h"

#include <algorithm>
#include <charconv>

namespace aweigh {
namespace {

/// What a wrong piece of a URL usually is. The piece itself is never shown: it may be half a
/// password.
constexpr const char* kHint = " (in a password write @ : / ? # % as %40 %3A %2F %3F %23 %25)";

tl::unexpected<Error> wrong(const std::string& what) {
  return fail(ExitCode::usage, what + kHint);
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  if (c >= 'a' && c <= 'f') {
    return c - 'a' + 10;
  }
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/// Cuts `text` at `separator` and calls `use` with each piece, until one fails.
template <class Use>
Result<void> for_each_piece(std::string_view text, char separator, Use use) {
  while (true) {
    const auto end = text.find(separator);
    if (auto used = use(text.substr(0, end)); !used || end == std::string_view::npos) {
      return used;
    }
    text.remove_prefix(end + 1);
  }
}

Result<HostPort> parse_host(std::string_view text) {
  HostPort parsed;
  std::string_view host = text;
  std::string_view port;
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos) {
      return wrong("an IPv6 address lacks its closing bracket");
    }
    host = text.substr(1, end - 1);
    port = text.substr(end + 1);
    if (!port.empty() && !port.starts_with(':')) {
      return wrong("something other than a port follows the closing bracket");
    }
  } else if (const auto colon = text.find(':'); colon != std::string_view::npos) {
    host = text.substr(0, colon);
    port = text.substr(colon);
  }
  const auto decoded = percent_decode(host);
  if (!decoded) {
    return wrong("its host holds a % that encodes nothing");
  }
  if (std::ranges::any_of(*decoded, [](unsigned char c) { return c <= ' '; })) {
    return wrong("its host holds a blank");
  }
  parsed.host = *decoded;
  if (port.size() > 1) {
    const auto number = parse_port(port.substr(1));
    if (!number) {
      return tl::make_unexpected(number.error());
    }
    parsed.port = *number;
  }
  return parsed;
}

Result<void> parse_user_into(Target& target, std::string_view text) {
  const auto colon = text.find(':');
  auto user = percent_decode(text.substr(0, colon));
  auto password =
      percent_decode(colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1));
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
Result<std::vector<HostPort>> parse_hosts(std::string_view text) {
  std::vector<HostPort> hosts;
  if (text.empty()) {
    return hosts;
  }
  return for_each_piece(text, ',',
                        [&](std::string_view piece) {
                          return parse_host(piece).map(
                              [&](HostPort host) { hosts.push_back(std::move(host)); });
                        })
      .map([&] { return std::move(hosts); });
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text) {
  std::string decoded;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
      decoded += text[at];
      continue;
    }
    const int high = at + 2 < text.size() ? hex_value(text[at + 1]) : -1;
    const int low = at + 2 < text.size() ? hex_value(text[at + 2]) : -1;
    if (high < 0 || low < 0) {
      return std::nullopt;
    }
    decoded += static_cast<char>(high * 16 + low);
    at += 2;
  }
  return decoded;
}

Result<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size() || port == 0) {
    return wrong("its port is not a number from 1 to 65535");
  }
  return port;
}

Result<std::vector<Parameter>> parse_query(std::string_view text) {
  std::vector<Parameter> parameters;
  if (text.empty()) {
    return parameters;
  }
  return for_each_piece(text, '&',
                        [&](std::string_view piece) -> Result<void> {
                          const auto equals = piece.find('=');
                          auto name = percent_decode(piece.substr(0, equals));
                          auto value = percent_decode(equals == std::string_view::npos
                                                          ? std::string_view()
                                                          : piece.substr(equals + 1));
                          if (!name || !value) {
                            return wrong("its query holds a % that encodes nothing");
                          }
                          if (!name->empty()) {
                            parameters.push_back({std::move(*name), Secret(std::move(*value))});
                          }
                          return {};
                        })
      .map([&] { return std::move(parameters); });
}

Result<void> parse_url_into(Target& target, std::string_view rest) {
  if (rest.find('#') != std::string_view::npos) {
    return wrong("it holds a #, which ends a URL");
  }
  const auto end = rest.find_first_of("/?");
  std::string_view authority = rest.substr(0, end);
  rest.remove_prefix(authority.size());
  if (const auto at = authority.rfind('@'); at != std::string_view::npos) {
    if (auto user = parse_user_into(target, authority.substr(0, at)); !user) {
      return user;
    }
    authority.remove_prefix(at + 1);
  }
  auto hosts = parse_hosts(authority);
  if (!hosts) {
    return tl::make_unexpected(hosts.error());
  }
  target.hosts = std::move(*hosts);

  const auto mark = rest.find('?');
  if (rest.substr(0, mark).find('@') != std::string_view::npos) {
    return wrong("its path holds an @, as if a password with a / in it had been cut in two");
  }
  const auto path = percent_decode(rest.substr(0, mark));
  if (!path) {
    return wrong("its path holds a % that encodes nothing");
  }
  target.path = path->empty() ? "" : path->substr(1);
  auto query =
      parse_query(mark == std::string_view::npos ? std::string_view() : rest.substr(mark + 1));
  if (!query) {
    return tl::make_unexpected(query.error());
  }
  target.query = std::move(*query);
  return {};
}

}  // namespace aweigh
