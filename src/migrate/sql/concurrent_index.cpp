#include "migrate/sql/concurrent_index.h"

#include "migrate/sql/lexer.h"
#include "text/case.h"

namespace aweigh::migrate {
namespace {

/// A name as the catalogue has it: unquoted in lower case (ASCII's: the server leaves the rest of
/// UTF-8 alone), quoted without its quotes.
std::string folded(const Token& token) {
  if (token.kind == TokenKind::word) {
    return lower(token.text);
  }
  std::string name;
  for (std::size_t at = 1; at + 1 < token.text.size(); ++at) {
    name += token.text[at];
    if (token.text[at] == '"') {
      ++at;  // two stand for one
    }
  }
  return name;
}

/// The statement's tokens, one after the other.
class TokenReader {
 public:
  explicit TokenReader(std::string_view sql) : lexer_(sql), here_(lexer_.next()) {}

  bool take(std::string_view keyword) {
    const bool found = here_.kind == TokenKind::word && folded(here_) == keyword;
    if (found) {
      here_ = lexer_.next();
    }
    return found;
  }

  bool take_dot() {
    const bool found = here_.text == ".";
    if (found) {
      here_ = lexer_.next();
    }
    return found;
  }

  std::optional<Token> take_name() {
    if (here_.kind != TokenKind::word && here_.kind != TokenKind::quoted_name) {
      return std::nullopt;
    }
    const Token name = here_;
    here_ = lexer_.next();
    return name;
  }

  /// As it is written.
  std::optional<std::string> take_qualified_name() {
    std::string name;
    do {
      const auto part = take_name();
      if (!part) {
        return std::nullopt;
      }
      name += (name.empty() ? "" : ".") + std::string(part->text);
    } while (take_dot());
    return name;
  }

 private:
  Lexer lexer_;
  Token here_;
};

}  // namespace

std::optional<ConcurrentIndex> concurrent_index_of(std::string_view sql) {
  TokenReader reader(sql);
  if (!reader.take("create")) {
    return std::nullopt;
  }
  reader.take("unique");
  if (!reader.take("index") || !reader.take("concurrently")) {
    return std::nullopt;
  }
  if (reader.take("if")) {
    reader.take("not");
    reader.take("exists");
  }
  if (reader.take("on")) {
    return std::nullopt;
  }
  const auto name = reader.take_name();
  if (!name || !reader.take("on")) {
    return std::nullopt;
  }
  reader.take("only");
  const auto table = reader.take_qualified_name();
  return table ? std::optional(ConcurrentIndex{folded(*name), *table}) : std::nullopt;
}

std::optional<std::string> concurrently_dropped_by(std::string_view sql) {
  TokenReader reader(sql);
  if (!reader.take("drop") || !reader.take("index") || !reader.take("concurrently")) {
    return std::nullopt;
  }
  if (reader.take("if")) {
    reader.take("exists");
  }
  return reader.take_qualified_name();
}

}  // namespace aweigh::migrate
