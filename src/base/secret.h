#pragma once

#include <string>
#include <utility>

namespace aweigh {

/// A string that must not reach a log, a report or an error. It has no stream operator and no
/// conversion: code that needs the text says `reveal()`, which a reviewer can grep for.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_(std::move(text)) {}

  [[nodiscard]] const std::string& reveal() const { return text_; }
  [[nodiscard]] bool empty() const { return text_.empty(); }

 private:
  std::string text_;
};

}  // namespace aweigh
