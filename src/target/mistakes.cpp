// What people write in place of a target, and the shape that they meant. parse.cpp calls it for a
// text that it cannot read.

#include "target/mistakes.h"

#include <algorithm>

#include "target/dialect.h"
#include "text/case.h"
#include "text/nearest.h"
#include "text/scheme.h"
#include "text/split.h"

namespace aweigh {
namespace {

constexpr std::string_view kMore = " (aweigh help targets)";
constexpr std::string_view kSlashes = "://";
constexpr std::string_view kDigits = "0123456789";

bool consists_of(std::string_view text, std::string_view characters) {
  return text.find_first_not_of(characters) == std::string_view::npos;
}

/// A name, or an IPv4 address.
bool is_host(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (lower(c) >= 'a' && lower(c) <= 'z') ||
           std::string_view("0123456789-._").find(c) != std::string_view::npos;
  });
}

bool is_plain_host_port(std::string_view text) {
  const auto [host, port] = cut(text, ':');
  return is_host(host) && !port.empty() && consists_of(port, kDigits);
}

/// Another database's, Java's or Go's way to write what a target says.
std::string other_dialect(std::string_view scheme, std::string_view text) {
  if (same_in_any_case(scheme, "jdbc")) {
    return "of Java's URLs only jdbc:postgresql: is known; write scheme://user:password@host/name";
  }
  if (same_in_any_case(scheme, "sqlite") || same_in_any_case(scheme, "sqlite3")) {
    return "a database in a file is waited for as file:///path";
  }
  if (is_dotnet(text)) {
    return kDotnet;
  }
  return text.starts_with("$(") ? "no shell is here to run $(…); a variable is written ${NAME}"
                                : "";
}

std::string unknown_scheme(std::string_view scheme, std::string_view behind,
                           std::span<const TargetKind> kinds) {
  Nearest nearest(scheme);
  for (const TargetKind& kind : kinds) {
    nearest.offer(kind.scheme);
    for (const std::string_view alias : kind.aliases) {
      nearest.offer(alias);
    }
  }
  const std::string unknown = "unknown scheme \"" + std::string(scheme) + "\"";
  if (!nearest.found().empty()) {
    return unknown + "; did you mean " + std::string(nearest.found()) + "://?";
  }
  const auto authority = behind.substr(0, behind.find_first_of("/?#"));
  // With an @ anywhere the piece may be a user and half of a password.
  const bool shown = behind.find('@') == std::string_view::npos && is_plain_host_port(authority);
  return unknown + "; tcp://" + (shown ? std::string(authority) : "host:port") +
         " waits for the port alone" + std::string(kMore);
}

/// Of a text without ://.
std::string unfinished(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) {
    return is_host(text) ? "it lacks a port: write host:port, as in db:5432" : "";
  }
  const auto host = text.substr(0, colon);
  const auto port = text.substr(colon + 1);
  if (consists_of(text, "0123456789abcdefABCDEF:") && port.find(':') != std::string_view::npos) {
    return "an IPv6 address stands in brackets: [::1]:5432";
  }
  if (host.empty()) {
    return "it lacks a host: write host:port, as in db:5432";
  }
  if (!is_host(host)) {
    return "";
  }
  if (port.empty()) {
    return "it lacks a port behind its colon: write host:port, as in db:5432";
  }
  if (is_plain_host_port(text.substr(0, text.find('/')))) {
    return "what follows host:port needs a scheme in front, as in postgres://host:port/database";
  }
  return is_host(port) ? "its port is not a number from 1 to 65535" : "";
}

/// Whether `separator` stands behind a target, before another or, if it is a comma, before nothing.
bool separates_targets(char separator, std::string_view text) {
  const auto pieces = split(text, separator);
  const auto is_target = [](std::string_view piece) {
    const auto at = piece.find(kSlashes);
    return is_plain_host_port(piece) ||
           (at != std::string_view::npos && is_scheme(piece.substr(0, at)));
  };
  // One kind's own list has no ports and schemes behind its commas, nor a comma at its end.
  const auto further = std::span(pieces).subspan(1);
  const bool is_url = pieces.front().find(kSlashes) != std::string_view::npos;
  return is_target(pieces.front()) && std::ranges::any_of(further, [&](std::string_view piece) {
           return (piece.empty() && separator == ',') ||
                  (is_target(piece) && !(is_url && is_plain_host_port(piece)));
         });
}

}  // namespace

bool has_blank_at_an_end(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  return !text.empty() && (kBlanks.find(text.front()) != std::string_view::npos ||
                           kBlanks.find(text.back()) != std::string_view::npos);
}

std::string wrong_separator_in(std::string_view text) {
  text = text.substr(0, text.find_first_of("?#"));
  if (separates_targets(',', text)) {
    return "a blank stands between two targets, not a comma";
  }
  return separates_targets(';', text) ? "a blank stands between two targets, not a semicolon" : "";
}

std::string mistake_in(std::string_view text, std::span<const TargetKind> kinds) {
  if (text.empty()) {
    return "it is empty";
  }
  if (has_blank_at_an_end(text)) {
    return kBlankAtAnEnd;
  }
  if (text.front() == '"' || text.front() == '\'') {
    return "it begins with a quote: leave the quotes out, they reach us as they are";
  }
  const std::string_view scheme = text.substr(0, text.find(':'));
  if (const std::string other = other_dialect(scheme, text); !other.empty()) {
    return other;
  }
  if (text.front() == '$') {
    return "it begins with a $: a variable is written ${NAME}";
  }
  const std::string_view behind = text.substr(scheme.size());
  if (behind.starts_with(kSlashes) && is_scheme(scheme)) {
    return unknown_scheme(scheme, behind.substr(kSlashes.size()), kinds);
  }
  const std::string what = unfinished(text);
  return what.empty()
             ? "it is no target: write host:port, or a URL such as postgres://user@host/db" +
                   std::string(kMore)
             : what;
}

}  // namespace aweigh
