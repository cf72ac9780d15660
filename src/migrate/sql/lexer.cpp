#include "migrate/sql/lexer.h"

namespace aweigh::migrate {
namespace {

bool is_space(char c) {
  return std::string_view(" \t\n\r\f\v").find(c) != std::string_view::npos;
}
bool is_newline(char c) {
  return c == '\n' || c == '\r';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool begins_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool continues_tag(char c) {
  return begins_word(c) || is_digit(c);
}
bool continues_word(char c) {
  return continues_tag(c) || c == '$';
}

}  // namespace

char Lexer::at(std::size_t ahead) const {
  return here_ + ahead < sql_.size() ? sql_[here_ + ahead] : '\0';
}

Token Lexer::next() {
  skip_blank();
  const std::size_t begin = here_;
  if (begin >= sql_.size()) {
    return {TokenKind::end, sql_.size(), {}};
  }
  const char first = at();
  TokenKind kind = TokenKind::literal;
  if (first == '\'') {
    read_string(/*backslash_escapes=*/false);
  } else if ((first == 'e' || first == 'E') && at(1) == '\'') {
    ++here_;
    read_string(/*backslash_escapes=*/true);
  } else if (first == '"') {
    read_quoted('"', /*backslash_escapes=*/false);
    kind = TokenKind::quoted_name;
  } else if (begins_word(first)) {
    read_word();
    kind = TokenKind::word;
  } else if (is_digit(first) || (first == '.' && is_digit(at(1)))) {
    read_number();
  } else if (first != '$' || !read_dollar_quoted()) {
    ++here_;
    kind = first == '\\' ? TokenKind::meta_command : TokenKind::symbol;
  }
  return {kind, begin, sql_.substr(begin, here_ - begin)};
}

void Lexer::skip_blank() {
  for (;;) {
    if (here_ < sql_.size() && is_space(at())) {
      ++here_;
    } else if (at() == '-' && at(1) == '-') {
      skip_line_comment();
    } else if (at() == '/' && at(1) == '*') {
      skip_block_comment();
    } else {
      return;
    }
  }
}

void Lexer::skip_line_comment() {
  while (here_ < sql_.size() && !is_newline(at())) {
    ++here_;
  }
}

void Lexer::skip_block_comment() {
  int depth = 0;
  do {
    if (at() == '/' && at(1) == '*') {
      ++depth;
      here_ += 2;
    } else if (at() == '*' && at(1) == '/') {
      --depth;
      here_ += 2;
    } else {
      ++here_;
    }
  } while (depth > 0 && here_ < sql_.size());
}

/// From the opening quote to behind the closing one. A doubled quote is part of the text.
void Lexer::read_quoted(char quote, bool backslash_escapes) {
  ++here_;
  while (here_ < sql_.size()) {
    if (at() == quote) {
      ++here_;
      if (at() != quote) {
        return;
      }
      ++here_;
    } else {
      const bool escape = backslash_escapes && at() == '\\';
      here_ += escape ? 2U : 1U;
    }
  }
  here_ = sql_.size();
}

/// A string goes on in the next quotes if only blanks, a newline among them, stand between. An E
/// before the first quotes holds for all of them.
void Lexer::read_string(bool backslash_escapes) {
  for (;;) {
    read_quoted('\'', backslash_escapes);
    const std::size_t end = here_;
    bool newline = false;
    while (here_ < sql_.size() && (is_space(at()) || (at() == '-' && at(1) == '-'))) {
      newline = newline || is_newline(at());
      if (at() == '-') {
        skip_line_comment();
      } else {
        ++here_;
      }
    }
    if (!newline || at() != '\'') {
      here_ = end;
      return;
    }
  }
}

/// `$$…$$` or `$tag$…$tag$`. False: this dollar sign begins a parameter like $1.
bool Lexer::read_dollar_quoted() {
  std::size_t tag_end = here_ + 1;
  if (tag_end < sql_.size() && begins_word(sql_[tag_end])) {
    while (tag_end < sql_.size() && continues_tag(sql_[tag_end])) {
      ++tag_end;
    }
  }
  if (tag_end >= sql_.size() || sql_[tag_end] != '$') {
    return false;
  }
  const std::string_view delimiter = sql_.substr(here_, tag_end + 1 - here_);
  const std::size_t close = sql_.find(delimiter, tag_end + 1);
  here_ = close == std::string_view::npos ? sql_.size() : close + delimiter.size();
  return true;
}

void Lexer::read_word() {
  while (here_ < sql_.size() && continues_word(at())) {
    ++here_;
  }
}

void Lexer::read_number() {
  while (here_ < sql_.size() && (continues_tag(at()) || at() == '.')) {
    ++here_;
  }
}

}  // namespace aweigh::migrate
