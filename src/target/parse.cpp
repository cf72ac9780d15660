// Takes the text of a target apart, as the Shape of its kind says.
// src/options calls it for each target and for --database.

#include "target/parse.h"

#include <algorithm>
#include <cctype>

#include "target/dialect.h"
#include "target/fragment.h"
#include "target/key_value.h"
#include "target/keywords.h"
#include "target/mistakes.h"
#include "target/url.h"
#include "text/percent.h"
#include "text/scheme.h"
#include "text/words.h"

namespace aweigh {
namespace {

constexpr std::string_view kSlashes = "//";

const TargetKind* find_kind(std::string_view scheme, std::span<const TargetKind> kinds) {
  const auto kind = std::ranges::find_if(
      kinds, [scheme](const TargetKind& candidate) { return candidate.is_called(scheme); });
  return kind == kinds.end() ? nullptr : &*kind;
}

tl::unexpected<Error> left_out(const TargetKind& kind, std::span<const TargetKind> kinds) {
  std::string known;
  for (const TargetKind& other : kinds) {
    if (!other.left_out) {
      known += (known.empty() ? "" : ", ") + std::string(other.scheme);
    }
  }
  return fail(ExitCode::usage,
              "this build has no kind `" + std::string(kind.scheme) + "`: it has " + known);
}

/// An IPv6 address, which has colons of its own, has brackets.
bool is_host_port(const MarkedText& text, std::string_view piece) {
  const auto colon = piece.rfind(':');
  const bool in_brackets = piece.starts_with('[') && piece.substr(0, colon).ends_with(']');
  if (colon == std::string_view::npos || colon == 0 || (piece.find(':') != colon && !in_brackets)) {
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
      return translate_dialects(target).and_then([&] { return adopt_keywords(target); });
    }
    if (target.hosts.empty() || (target.hosts.size() > 1 && kind.shape != Shape::servers)) {
      return needs(kind, "one host");
    }
    if (kind.shape == Shape::domain) {
      const HostPort& name = target.hosts.front();
      return name.host.empty() || name.port != 0 ? needs(kind, "a name without a port")
                                                 : Result<void>();
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
  if (is_dotnet(piece)) {
    return fail(ExitCode::usage, kDotnet);
  }
  return parse_key_value(text, piece)
      .and_then([&](std::vector<Parameter> parameters) {
        target.query = std::move(parameters);
        return translate_dialects(target);
      })
      .and_then([&] { return adopt_keywords(target); });
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

bool is_key_value(Shape shape, const Parts& parts) {
  return shape == Shape::libpq && !parts.slashes;
}

CutText cut_options(Shape shape, const MarkedText& text, const Parts& parts) {
  if (shape == Shape::command) {
    return cut_comment(parts.body);
  }
  return is_key_value(shape, parts) ? cut_key_value(text, parts.body) : cut_fragment(parts.body);
}

Result<void> read_body(Target& target, const MarkedText& text, const Parts& parts,
                       std::string_view body) {
  const Shape shape = target.kind->shape;
  if (shape == Shape::command) {
    return read_command(target, text, body);
  }
  if (shape == Shape::path) {
    return read_path(target, text, body);
  }
  if (is_key_value(shape, parts)) {
    return read_key_values(target, text, body);
  }
  if (!parts.slashes) {
    return needs(*target.kind, "//");
  }
  return shape == Shape::name ? read_name(target, text, body) : read_server(target, text, body);
}

Result<Target> read_target(const MarkedText& text, std::string_view piece,
                           std::span<const TargetKind> kinds) {
  Target target;
  target.inverted = piece.starts_with('!');
  piece.remove_prefix(target.inverted ? 1 : 0);
  if (auto mistake = wrong_separator_in(piece); !mistake.empty()) {
    return fail(ExitCode::usage, std::move(mistake));
  }
  const std::string url = url_of_java(piece);
  const Parts parts = cut_at_scheme(text, url.empty() ? piece : url);
  target.kind = find_kind(parts.scheme, kinds);
  if (target.kind == nullptr || (!url.empty() && target.kind->shape != Shape::libpq)) {
    return fail(ExitCode::usage, mistake_in(piece, kinds));
  }
  if (target.kind->left_out) {
    return left_out(*target.kind, kinds);
  }
  const Shape shape = target.kind->shape;
  const CutText cut = cut_options(shape, text, parts);
  const bool words = shape == Shape::command || is_key_value(shape, parts);
  if (!words && has_blank_at_an_end(cut.body)) {
    return fail(ExitCode::usage, kBlankAtAnEnd);
  }
  return read_body(target, text, parts, cut.body)
      .and_then([&] { return read_options(target, text, cut.fragment); })
      .map([&] {
        target.filled_by = text.names();
        return std::move(target);
      });
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
    return read_options(target, *marked, cut.fragment).map([&] {
      target.filled_by = marked->names();
      return std::move(target);
    });
  });
}

}  // namespace aweigh
