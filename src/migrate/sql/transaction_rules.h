#pragma once

#include <string>
#include <string_view>
#include <vector>

// Which statements of PostgreSQL cannot share a transaction with others: the table by which
// divide() decides how a file is run.

namespace aweigh::migrate {

/// What a statement asks of the transaction that it runs in.
enum class Nature {
  plain,               ///< nothing; an exception from a later rule
  adds_value,          ///< nothing; but what it adds cannot be used before the transaction's end
  begin,               ///< it begins one, and says no more
  commit,              ///< it commits one, and says no more
  special_begin,       ///< it begins one with words of its own, such as an isolation level
  special,             ///< it has words of its own for the one that it is in, or for the next
  special_end,         ///< it ends one in another way than COMMIT does
  maybe_outside,       ///< depending on its options, it is not allowed in a transaction block
  outside,             ///< never allowed in one, not even in the implicit one of two statements
  outside_repeatable,  ///< the same, and running it twice does no harm
  client_copy,         ///< data would follow in the file, or come out of the server
};

struct TransactionRule {
  std::string_view words;  ///< the first words of a statement; `*` any number of words, `$` its end
  Nature nature;
};

/// The words of a statement, in capitals; a quoted name is `"`.
using Words = std::vector<std::string>;

/// The rule that applies to a statement of these words; null: it is a plain one.
const TransactionRule* transaction_rule_of(const Words& words);

/// Whether `option`, in parentheses, belongs to the words of a statement that begins with `words`:
/// REINDEX (CONCURRENTLY) … is ruled as REINDEX … CONCURRENTLY.
bool is_ruling_option(const Words& words, std::string_view option);

/// The statement of a rule, as a message names it: "REINDEX … CONCURRENTLY".
std::string name_of(const TransactionRule& rule);

}  // namespace aweigh::migrate
