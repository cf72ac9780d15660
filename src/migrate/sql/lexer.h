#pragma once

#include <cstddef>
#include <string_view>

// The scanner below everything here that reads SQL. It knows tokens, and no statement.

namespace aweigh::migrate {

enum class TokenKind {
  word,          ///< keyword or unquoted identifier
  quoted_name,   ///< "identifier"
  literal,       ///< string of any kind, dollar-quoted text, number
  symbol,        ///< one character of punctuation or of an operator
  meta_command,  ///< the backslash of a psql command
  end,
};

struct Token {
  TokenKind kind = TokenKind::end;
  std::size_t offset = 0;  ///< of its first byte
  std::string_view text;   ///< borrowed from the script
};

/// Cuts SQL into tokens as PostgreSQL's scanner does (src/backend/parser/scan.l): E'' strings,
/// dollar quotes, quoted names, nested comments; standard_conforming_strings is on. A quote that is
/// not closed ends with the text, without an error: the server will complain.
class Lexer {
 public:
  explicit Lexer(std::string_view sql) : sql_(sql) {}

  /// The next token; behind the last one always `end`. Comments are skipped.
  Token next();

 private:
  [[nodiscard]] char at(std::size_t ahead = 0) const;
  void skip_blank();
  void skip_line_comment();
  void skip_block_comment();
  void read_quoted(char quote, bool backslash_escapes);
  void read_string(bool backslash_escapes);
  bool read_dollar_quoted();
  void read_word();
  void read_number();

  std::string_view sql_;
  std::size_t here_ = 0;
};

}  // namespace aweigh::migrate
