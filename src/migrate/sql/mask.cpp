// Keeps passwords out of the excerpts and the server's words that a failed migration is told with.

#include "migrate/sql/mask.h"

#include <algorithm>

#include "text/case.h"

namespace aweigh::migrate {
namespace {

/// What may stand between the word and the string: `PASSWORD 'x'`, `password = E'x'`.
constexpr std::string_view kBetween = " \t\r\n=:\"(";
constexpr std::string_view kPrefixes = "eEnNbBxXuU&";  // E'…', U&'…'

/// A string of SQL in `text`: its contents begin at `begin`. Where it does not end, all that
/// follows belongs to it.
struct Literal {
  std::size_t begin;
  std::size_t end;
};

std::size_t skip(std::string_view text, std::size_t at, std::string_view what) {
  return std::min(text.find_first_not_of(what, at), text.size());
}

/// The end of a string in single quotes, in which '' and \' are a quote.
std::size_t end_of_quoted(std::string_view text, std::size_t at) {
  while (at < text.size() && (text[at] != '\'' || text.substr(at).starts_with("''"))) {
    at += text[at] == '\'' || text[at] == '\\' ? 2U : 1U;
  }
  return std::min(at, text.size());
}

/// Whether `text` begins with a string that stands within another one: ''x'', but not ''.
bool is_nested(std::string_view text) {
  constexpr std::string_view kAfterEmpty = " \t\r\n;,)'";
  return text.starts_with("''") && text.size() > 2 &&
         kAfterEmpty.find(text[2]) == std::string_view::npos;
}

/// The string that begins at `at`, behind its prefix; an empty one: there is none.
Literal literal_at(std::string_view text, std::size_t at) {
  const std::size_t quote = skip(text, at, kPrefixes);
  const auto up_to = [text](std::size_t begin, std::string_view end) {
    begin = std::min(begin, text.size());
    return Literal{begin, std::min(text.find(end, begin), text.size())};
  };
  if (is_nested(text.substr(quote))) {
    return up_to(quote + 2, "''");
  }
  if (text.substr(quote).starts_with('\'')) {
    return {quote + 1, end_of_quoted(text, quote + 1)};
  }
  const std::size_t tag_end = text.find('$', at + 1);
  if (text.substr(at).starts_with('$') && tag_end != std::string_view::npos) {
    const std::string_view tag = text.substr(at, tag_end + 1 - at);
    return up_to(at + tag.size(), tag);
  }
  return {at, at};
}

}  // namespace

std::string mask_passwords(std::string_view text) {
  constexpr std::string_view kWord = "password";
  std::string masked(text);
  const std::string words = lower(text);
  for (std::size_t at = words.find(kWord); at != std::string::npos; at = words.find(kWord, at)) {
    at += kWord.size();
    const std::size_t next = skip(text, at, kBetween);
    if (next == at) {  // another word, or the end of a string that says password
      continue;
    }
    const Literal literal = literal_at(text, next);
    for (std::size_t byte = literal.begin; byte < literal.end; ++byte) {
      masked[byte] = text[byte] == '\n' ? '\n' : '*';
    }
    at = std::max(at, literal.end);
  }
  return masked;
}

}  // namespace aweigh::migrate
