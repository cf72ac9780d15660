// Takes the text of a target apart, as the Shape of its kind says.
// src/options calls it for each target and for --database.

#include "target/parse.h"

#include <algorithm>
#include <cctype>

#include "target/fragment.h"
#include "target/key_value.h"
#include "target/keywords.h"
#include "target/url.h"
#include "text/percent.h"
#include "text/scheme.h"
#include "text/words.h"

namespace aweigh {
namespace {

constexpr std::string_view kSlashes = "//";

const TargetKind* find_kind(std::string_view scheme, std::span<const TargetKind> kinds) {
  const auto kind = std::ranges::find_if(kinds, [scheme](const TargetKind& candidate) {
    return !scheme.empty() && (scheme == candidate.scheme || scheme == candidate.alias);
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

bool is_host_port(const MarkedText& text, std::string_view piece) {
  const auto colon = piece.rfind(':');
  if (colon == std::string_view::npos || colon == 0) {
    return false;
  }
  const std::string port = text.fill(piece.substr(colon + 1));
  return !port.empty() &&
         std::ranges::all_of(port, [](unsigned char c) { return std::isdigit(c) != 0; });
}

tl::unexpected<Error> needs(const TargetKind& kind, const char* what) {
  return fail(ExitCode::usage,
              std::string("it needs ") + what + ", as in " + std::string(kind.example));
}

Result<void> read_server(Target& target, const MarkedText& text, std::string_view piece) {
  const TargetKind& kind = *target.kind;
  return parse_url_into(target, text, piece).and_then([&]() -> Result<void> {
    if (kind.shape == Shape::libpq) {
      return adopt_keywords(target);
    }
    if (target.hosts.empty() || (target.hosts.size() > 1 && kind.shape != Shape::servers)) {
      return needs(kind, "one host");
    }
    for (HostPort& server : target.hosts) {
      server.port = server.port == 0 ? kind.default_port : server.port;
      if (server.host.empty() || server.port == 0) {
        return needs(kind, server.host.empty() ? "a host" : "a port");
      }
    }
    return {};
  });
}

Result<void> read_key_values(Target& target, const MarkedText& text, std::string_view piece) {
  return parse_key_value(text, piece).and_then([&](std::vector<Parameter> parameters) {
    target.query = std::move(parameters);
    return adopt_keywords(target);
  });
}

Result<void> read_path(Target& target, const MarkedText& text, std::string_view piece) {
  const auto decoded = text.fill_decoded(piece, percent_decode);
  if (!decoded || !decoded->starts_with('/')) {
    return needs(*target.kind, "an absolute path");
  }
  target.path = Secret(*decoded);
  target.shown_path = text.as_written(piece);
  return {};
}

Result<void> read_name(Target& target, const MarkedText& text, std::string_view piece) {
  const auto decoded = text.fill_decoded(piece, percent_decode);
  if (!decoded || decoded->empty() || decoded->find_first_of("/:@? ") != std::string::npos) {
    return needs(*target.kind, "a name and nothing else");
  }
  target.hosts = {HostPort{*decoded, 0}};
  return {};
}

Result<void> read_command(Target& target, const MarkedText& text, std::string_view piece) {
  const auto words = split_words(piece);
  if (!words || words->empty()) {
    return fail(ExitCode::usage, words ? "it needs a program to run" : "a quote is not closed");
  }
  for (const std::string& word : *words) {
    target.command.emplace_back(text.fill(word));
  }
  target.shown_path = text.as_written(words->front());
  return {};
}

/// A target's text, cut at its scheme. "redis:6379" is a host and its port, whatever the word.
struct Parts {
  std::string_view scheme;
  std::string_view body;
  bool slashes = true;  ///< whether // stands between the two, or is to be understood
};

Parts cut_at_scheme(const MarkedText& text, std::string_view piece) {
  const auto scheme = piece.substr(0, piece.find(':'));
  const auto behind = piece.substr(std::min(scheme.size() + 1, piece.size()));
  if (is_scheme(scheme) && behind.starts_with(kSlashes)) {
    return {scheme, behind.substr(kSlashes.size())};
  }
  if (is_host_port(text, piece.substr(0, piece.find('#')))) {
    return {"tcp", piece};
  }
  return {scheme, behind, false};
}

Result<void> read_body(Target& target, const MarkedText& text, bool slashes,
                       std::string_view body) {
  const Shape shape = target.kind->shape;
  if (shape == Shape::command) {
    return read_command(target, text, body);
  }
  if (shape == Shape::path) {
    return read_path(target, text, body);
  }
  if (shape == Shape::libpq && !slashes) {
    return read_key_values(target, text, body);
  }
  if (!slashes) {
    return needs(*target.kind, "//");
  }
  return shape == Shape::name ? read_name(target, text, body) : read_server(target, text, body);
}

Result<Target> read_target(const MarkedText& text, std::string_view piece,
                           std::span<const TargetKind> kinds) {
  Target target;
  target.inverted = piece.starts_with('!');
  const Parts parts = cut_at_scheme(text, piece.substr(target.inverted ? 1 : 0));
  target.kind = find_kind(parts.scheme, kinds);
  if (target.kind == nullptr) {
    const bool shown = parts.slashes && is_scheme(parts.scheme);
    return fail(ExitCode::usage,
                (shown ? "unknown scheme \"" + std::string(parts.scheme) + "\"; known are "
                       : "no target: it is neither host:port nor one of ") +
                    known_kinds(kinds));
  }
  const Shape shape = target.kind->shape;
  const bool words = shape == Shape::command || (shape == Shape::libpq && !parts.slashes);
  const CutText cut = words ? cut_comment(parts.body) : cut_fragment(parts.body);
  return read_body(target, text, parts.slashes, cut.body)
      .and_then([&] { return read_options(target, text, cut.fragment); })
      .map([&] { return std::move(target); });
}

}  // namespace

Result<Target> parse_target(std::string_view text, std::span<const TargetKind> kinds,
                            const Lookup& lookup) {
  const auto marked = MarkedText::read(text, lookup);
  if (!marked) {
    return error_of(marked);
  }
  const CutText cut = cut_fragment(marked->marked());
  const std::string* whole = marked->sole_value(cut.body);
  if (whole == nullptr) {
    return read_target(*marked, marked->marked(), kinds);
  }
  return parse_target(*whole, kinds, {}).and_then([&](Target target) -> Result<Target> {
    if (target.kind->is_local) {
      const std::string scheme(target.kind->scheme);
      return fail(ExitCode::usage, "a placeholder cannot stand for all of a target of " + scheme +
                                       ": write " + scheme + ": in front of it");
    }
    return read_options(target, *marked, cut.fragment).map([&] { return std::move(target); });
  });
}

}  // namespace aweigh
