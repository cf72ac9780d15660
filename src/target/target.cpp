#include "target/target.h"

#include <algorithm>

namespace aweigh {

const std::string* Target::option(std::string_view name) const {
  const auto last = std::find_if(options.rbegin(), options.rend(),
                                 [name](const Parameter& each) { return each.name == name; });
  return last == options.rend() ? nullptr : &last->value.reveal();
}

std::string Target::redacted() const {
  std::string text = inverted ? "!" : "";
  text += kind->schemes.front();
  text += kind->shape == Shape::command ? ":" : "://";
  bool first = true;
  for (const auto& [host, port] : hosts) {
    text += first ? "" : ",";
    text += host.find(':') == std::string::npos ? host : "[" + host + "]";
    text += port == 0 ? "" : ":" + std::to_string(port);
    first = false;
  }
  const bool has_slash = shown_path.starts_with('/') || kind->shape == Shape::command;
  return text + (shown_path.empty() || has_slash ? "" : "/") + shown_path;
}

}  // namespace aweigh
