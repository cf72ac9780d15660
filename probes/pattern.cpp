#include "probes/pattern.h"

#include <algorithm>
#include <array>

#include "text/hex.h"

namespace aweigh {
namespace {

struct Escape {
  char letter;
  char byte;
};
constexpr Escape kEscapes[] = {{'r', '\r'}, {'n', '\n'}, {'t', '\t'}, {'0', '\0'}, {'\\', '\\'}};

}  // namespace

Result<std::string> unescape(std::string_view text) {
  std::string bytes;
  while (!text.empty()) {
    const char first = text.front();
    text.remove_prefix(1);
    if (first != '\\') {
      bytes += first;
      continue;
    }
    const char letter = text.empty() ? ' ' : text.front();
    const auto* known = std::ranges::find(kEscapes, letter, &Escape::letter);
    if (known != std::end(kEscapes)) {
      bytes += known->byte;
      text.remove_prefix(1);
    } else if (const auto byte = parse_hex_byte(text.substr(0, 3).substr(letter == 'x' ? 1 : 0))) {
      bytes += *byte;
      text.remove_prefix(3);
    } else {
      return fail(ExitCode::usage, R"(behind a backslash stands r, n, t, 0, xHH or a backslash)");
    }
  }
  return bytes;
}

void Pattern::Free::operator()(regex_t* expression) const {
  ::regfree(expression);
  delete expression;
}

Result<Pattern> Pattern::read(std::string_view text) {
  Pattern pattern;
  if (text.size() < 2 || !text.starts_with('/') || !text.ends_with('/')) {
    auto bytes = unescape(text);
    if (!bytes) {
      return error_of(bytes);
    }
    pattern.bytes_ = std::move(*bytes);
    return pattern;
  }
  const std::string expression(text.substr(1, text.size() - 2));
  auto compiled = std::make_unique<regex_t>();
  const int error =
      ::regcomp(compiled.get(), expression.c_str(), REG_EXTENDED | REG_NEWLINE | REG_NOSUB);
  if (error != 0) {
    std::array<char, 128> words{};
    ::regerror(error, compiled.get(), words.data(), words.size());
    return fail(ExitCode::usage, "no regular expression: " + std::string(words.data()));
  }
  pattern.expression_.reset(compiled.release());
  return pattern;
}

bool Pattern::is_in(std::string_view words) const {
  if (!expression_) {
    return words.find(bytes_) != std::string_view::npos;
  }
  std::string lines(words);
  std::ranges::replace(lines, '\0', '\n');
  return ::regexec(expression_.get(), lines.c_str(), 0, nullptr, 0) == 0;
}

}  // namespace aweigh
