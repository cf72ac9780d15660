#include "target/target.h"

#include <algorithm>
#include <ranges>

#include "text/case.h"

namespace aweigh {

bool TargetKind::is_called(std::string_view word) const {
  const auto same = [word = shape == Shape::libpq ? word.substr(0, word.find('+')) : word](
                        std::string_view name) { return same_in_any_case(word, name); };
  return same(scheme) || std::ranges::any_of(aliases, same);
}

std::string to_text(const AnyOf& any) {
  const bool one = any.enough == 1;
  return (one ? "one" : std::to_string(any.enough)) + " of " + std::to_string(any.members) +
         (one ? " is enough" : " are enough");
}

std::string to_text(const HostPort& where) {
  const bool is_ipv6 = where.host.find(':') != std::string::npos;
  return (is_ipv6 ? "[" + where.host + "]" : where.host) +
         (where.port == 0 ? "" : ":" + std::to_string(where.port));
}

const std::string* Target::option(std::string_view name) const {
  const auto latest_first = options | std::views::reverse;
  const auto last = std::ranges::find(latest_first, name, &Parameter::name);
  return last == latest_first.end() ? nullptr : &last->value.reveal();
}

std::string Target::redacted() const {
  std::string text = inverted ? "!" : "";
  text += kind->scheme;
  text += kind->shape == Shape::command ? ":" : "://";
  bool first = true;
  for (const HostPort& host : hosts) {
    text += (first ? "" : ",") + to_text(host);
    first = false;
  }
  const bool has_slash = shown_path.starts_with('/') || kind->shape == Shape::command;
  return text + (shown_path.empty() || has_slash ? "" : "/") + shown_path;
}

}  // namespace aweigh
