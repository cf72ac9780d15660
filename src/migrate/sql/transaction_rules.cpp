#include "migrate/sql/transaction_rules.h"

#include <algorithm>
#include <array>

namespace aweigh::migrate {
namespace {

// The first rule that fits applies. Sources: the manual's page of each command; in the server,
// PreventInTransactionBlock().
constexpr auto kRules = std::to_array<TransactionRule>({
    {"BEGIN", Nature::transaction_control},
    {"START TRANSACTION", Nature::transaction_control},
    {"COMMIT", Nature::transaction_control},
    {"END", Nature::transaction_control},
    {"ROLLBACK TO", Nature::plain},
    {"ROLLBACK WORK TO", Nature::plain},
    {"ROLLBACK TRANSACTION TO", Nature::plain},
    {"ROLLBACK", Nature::transaction_control},
    {"ABORT", Nature::transaction_control},
    {"PREPARE TRANSACTION", Nature::transaction_control},
    {"CREATE INDEX CONCURRENTLY", Nature::outside},
    {"CREATE UNIQUE INDEX CONCURRENTLY", Nature::outside},
    {"DROP INDEX CONCURRENTLY", Nature::outside},
    {"REINDEX DATABASE", Nature::outside},
    {"REINDEX SCHEMA", Nature::outside},
    {"REINDEX SYSTEM", Nature::outside},
    {"REINDEX * CONCURRENTLY", Nature::outside},
    {"ALTER TABLE * DETACH PARTITION * CONCURRENTLY", Nature::outside},
    {"VACUUM", Nature::outside_repeatable},
    {"CLUSTER $", Nature::outside_repeatable},
    {"CLUSTER VERBOSE $", Nature::outside_repeatable},
    {"CREATE DATABASE", Nature::outside},
    {"DROP DATABASE", Nature::outside},
    {"ALTER DATABASE * SET TABLESPACE", Nature::outside},
    {"CREATE TABLESPACE", Nature::outside},
    {"DROP TABLESPACE", Nature::outside},
    {"ALTER SYSTEM", Nature::outside_repeatable},
    {"DISCARD ALL", Nature::outside_repeatable},
    {"CREATE SUBSCRIPTION", Nature::maybe_outside},
    {"ALTER SUBSCRIPTION", Nature::maybe_outside},
    {"DROP SUBSCRIPTION", Nature::maybe_outside},
    // The grammar takes either word in either direction.
    {"COPY * FROM STDIN", Nature::client_copy},
    {"COPY * FROM STDOUT", Nature::client_copy},
    {"COPY * TO STDOUT", Nature::client_copy},
    {"COPY * TO STDIN", Nature::client_copy},
});

/// Whether the words from `at` on begin as `pattern` says.
bool matches(const Words& words, std::size_t at, std::string_view pattern) {
  if (pattern.empty()) {
    return true;
  }
  const std::size_t space = std::min(pattern.find(' '), pattern.size());
  const std::string_view wanted = pattern.substr(0, space);
  const std::string_view rest = pattern.substr(std::min(space + 1, pattern.size()));
  if (wanted == "$") {
    return at == words.size();
  }
  if (wanted == "*") {
    for (; at <= words.size(); ++at) {
      if (matches(words, at, rest)) {
        return true;
      }
    }
    return false;
  }
  return at < words.size() && words[at] == wanted && matches(words, at + 1, rest);
}

}  // namespace

const TransactionRule* transaction_rule_of(const Words& words) {
  const auto found = std::ranges::find_if(kRules, [&words](const TransactionRule& candidate) {
    return matches(words, 0, candidate.words);
  });
  return found == kRules.end() || found->nature == Nature::plain ? nullptr : &*found;
}

std::string name_of(const TransactionRule& rule) {
  std::string name(rule.words.substr(0, rule.words.find(" $")));
  for (std::size_t star = name.find('*'); star != std::string::npos; star = name.find('*')) {
    name.replace(star, 1, "…");
  }
  return name;
}

}  // namespace aweigh::migrate
