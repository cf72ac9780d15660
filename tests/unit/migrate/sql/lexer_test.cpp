#include "migrate/sql/lexer.h"

#include <doctest/doctest.h>
#include <string>

namespace aweigh::migrate {
namespace {

/// The tokens with a letter for their kind: "w:SELECT l:1 s:;".
std::string tokens_of(std::string_view sql) {
  constexpr std::string_view kLetters = "wqlsme";
  std::string text;
  Lexer lexer(sql);
  for (Token token = lexer.next(); token.kind != TokenKind::end; token = lexer.next()) {
    CHECK(sql.substr(token.offset, token.text.size()) == token.text);
    text += text.empty() ? "" : " ";
    text += kLetters[static_cast<std::size_t>(token.kind)];
    text += ":" + std::string(token.text);
  }
  return text;
}

TEST_CASE("SQL is cut into tokens as PostgreSQL cuts it") {
  struct Case {
    const char* sql;
    const char* tokens;
  };
  const Case cases[] = {
      {"", ""},
      {" \t\r\n", ""},
      {"SELECT a_1, b$2 FROM é;", "w:SELECT w:a_1 s:, w:b$2 w:FROM w:é s:;"},
      {"-- all of it ; 'x\n1", "l:1"},
      {"a--b\rc", "w:a w:c"},
      {"/* a /* nested ; */ still */ b", "w:b"},
      {"/* never closed ;", ""},
      {"a - -b / c", "w:a s:- s:- w:b s:/ w:c"},
      {"'it''s; --'", "l:'it''s; --'"},
      {"'standard\\' b", "l:'standard\\' w:b"},
      {"E'escaped\\'; ' b", "l:E'escaped\\'; ' w:b"},
      {"e'\\\\' b", "l:e'\\\\' w:b"},
      {"E'a'\n  'b\\'c' d", "l:E'a'\n  'b\\'c' w:d"},
      {"'a' -- note\n 'b' c", "l:'a' -- note\n 'b' w:c"},
      {"'a' 'b'", "l:'a' l:'b'"},
      {"type'x'", "w:type l:'x'"},
      {"U&'d\\0061' N'x' B'1'", "w:U s:& l:'d\\0061' w:N l:'x' w:B l:'1'"},
      {"\"quoted \"\"; --\" x", "q:\"quoted \"\"; --\" w:x"},
      {"$$ ; 'a $ $1$ $$ b", "l:$$ ; 'a $ $1$ $$ w:b"},
      {"$fn$ $$ ; $$ $fn$;", "l:$fn$ $$ ; $$ $fn$ s:;"},
      {"$é$ ; $é$", "l:$é$ ; $é$"},
      {"$1 + $2", "s:$ l:1 s:+ s:$ l:2"},
      {"a$$b$$", "w:a$$b$$"},
      {"1.5e10 .5 1_000", "l:1.5e10 l:.5 l:1_000"},
      {"a::text \\d x", "w:a s:: s:: w:text m:\\ w:d w:x"},
      {"'never closed ;", "l:'never closed ;"},
      {"E'ends in a backslash\\", "l:E'ends in a backslash\\"},
      {"$$never closed ;", "l:$$never closed ;"},
      {"\"never closed ;", "q:\"never closed ;"},
  };
  for (const Case& c : cases) {
    CHECK(tokens_of(c.sql) == c.tokens);
  }
}

}  // namespace
}  // namespace aweigh::migrate
