#include "migrate/sql/transaction_rules.h"

#include <algorithm>
#include <array>

namespace aweigh::migrate {
namespace {

// The first rule that fits applies. Sources: the manual's page of each command; in the server,
// PreventInTransactionBlock().
constexpr auto kRules = std::to_array<TransactionRule>({
    {"BEGIN $", Nature::begin},
    {"BEGIN WORK $", Nature::begin},
    {"BEGIN TRANSACTION $", Nature::begin},
    {"START TRANSACTION $", Nature::begin},
    {"COMMIT $", Nature::commit},
    {"COMMIT WORK $", Nature::commit},
    {"COMMIT TRANSACTION $", Nature::commit},
    {"END $", Nature::commit},
    {"END WORK $", Nature::commit},
    {"END TRANSACTION $", Nature::commit},
    {"BEGIN", Nature::special_begin},
    {"START TRANSACTION", Nature::special_begin},
    {"SET TRANSACTION", Nature::special},
    {"SET LOCAL TRANSACTION", Nature::special},
    {"COMMIT * AND CHAIN", Nature::special},
    {"END * AND CHAIN", Nature::special},
    {"ROLLBACK * AND CHAIN", Nature::special},
    {"ABORT * AND CHAIN", Nature::special},
    {"COMMIT PREPARED", Nature::outside},
    {"ROLLBACK PREPARED", Nature::outside},
    {"COMMIT", Nature::special_end},
    {"END", Nature::special_end},
    {"ROLLBACK TO", Nature::plain},
    {"ROLLBACK WORK TO", Nature::plain},
    {"ROLLBACK TRANSACTION TO", Nature::plain},
    {"ROLLBACK", Nature::special_end},
    {"ABORT", Nature::special_end},
    {"PREPARE TRANSACTION", Nature::special_end},
    {"ALTER TYPE * ADD VALUE", Nature::adds_value},
    {"CREATE INDEX CONCURRENTLY", Nature::outside},
    {"CREATE UNIQUE INDEX CONCURRENTLY", Nature::outside},
    {"DROP INDEX CONCURRENTLY", Nature::outside},
    {"REINDEX * CONCURRENTLY", Nature::outside},  // leaves an invalid index where it is killed
    {"REINDEX DATABASE", Nature::outside_repeatable},
    {"REINDEX SCHEMA", Nature::outside_repeatable},
    {"REINDEX SYSTEM", Nature::outside_repeatable},
    {"ALTER TABLE * DETACH PARTITION * CONCURRENTLY", Nature::outside},
    {"VACUUM", Nature::outside_repeatable},
    {"CLUSTER $", Nature::outside_repeatable},
    {"CLUSTER VERBOSE $", Nature::outside_repeatable},
    {"REPACK $", Nature::outside_repeatable},
    {"REPACK USING INDEX $", Nature::outside_repeatable},
    {"REPACK * CONCURRENTLY", Nature::outside_repeatable},
    {"REPACK * ANALYZE", Nature::outside_repeatable},
    {"REPACK * ANALYSE", Nature::outside_repeatable},
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

// Of the commands that take options in parentheses.
constexpr std::array<std::string_view, 2> kWithOptions = {"REINDEX", "REPACK"};
constexpr std::array<std::string_view, 3> kRulingOptions = {"CONCURRENTLY", "ANALYZE", "ANALYSE"};

template <std::size_t Size>
bool is_one_of(const std::array<std::string_view, Size>& all, std::string_view word) {
  return std::ranges::find(all, word) != all.end();
}

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

bool is_ruling_option(const Words& words, std::string_view option) {
  return !words.empty() && is_one_of(kWithOptions, words.front()) &&
         is_one_of(kRulingOptions, option);
}

std::string name_of(const TransactionRule& rule) {
  std::string name(rule.words.substr(0, rule.words.find(" $")));
  for (std::size_t star = name.find('*'); star != std::string::npos; star = name.find('*')) {
    name.replace(star, 1, "…");
  }
  return name;
}

}  // namespace aweigh::migrate
