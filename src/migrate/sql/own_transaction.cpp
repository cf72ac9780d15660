#include "migrate/sql/own_transaction.h"

#include <algorithm>
#include <array>
#include <span>

#include "migrate/sql/lexer.h"
#include "text/case.h"

namespace aweigh::migrate {
namespace {

constexpr std::array<std::string_view, 4> kBegins = {"BEGIN", "BEGIN WORK", "BEGIN TRANSACTION",
                                                     "START TRANSACTION"};
constexpr std::array<std::string_view, 6> kCommits = {"COMMIT", "COMMIT WORK", "COMMIT TRANSACTION",
                                                      "END",    "END WORK",    "END TRANSACTION"};

/// Blanks out the first words of the statement at `offset` of `sql`, in the copy `text`. False: the
/// statement is none of `spellings`.
bool blank_out(std::string& text, std::string_view sql, std::size_t offset,
               std::span<const std::string_view> spellings) {
  std::string words;
  Lexer lexer(sql.substr(offset));
  Token token = lexer.next();
  for (; token.kind == TokenKind::word; token = lexer.next()) {
    words += (words.empty() ? "" : " ") + upper(token.text);
    text.replace(offset + token.offset, token.text.size(), token.text.size(), ' ');
  }
  const bool is_over = token.kind == TokenKind::end || token.text == ";";
  return is_over && std::ranges::find(spellings, words) != spellings.end();
}

}  // namespace

std::optional<Unwrapped> without_own_transaction(std::string_view sql, const Script& script) {
  const std::vector<std::size_t>& statements = script.statements;
  std::string text(sql);
  if (statements.size() < 2 || script.ruled != 2 ||
      !blank_out(text, sql, statements.front(), kBegins) ||
      !blank_out(text, sql, statements.back(), kCommits)) {
    return std::nullopt;
  }
  Script inner;
  inner.statements.assign(statements.begin() + 1, statements.end() - 1);
  return Unwrapped{std::move(text), std::move(inner)};
}

}  // namespace aweigh::migrate
