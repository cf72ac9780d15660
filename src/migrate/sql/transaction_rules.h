#pragma once

#include <string>
#include <string_view>
#include <vector>

// Which statements of PostgreSQL cannot share a transaction with others: the table by which
// read_script() decides how a file is run.

namespace aweigh::migrate {

/// What a statement asks of the transaction that it runs in.
enum class Nature {
  plain,                ///< nothing; an exception from a later rule
  transaction_control,  ///< it begins or ends the transaction itself
  maybe_outside,        ///< depending on its options, it is not allowed in a transaction block
  outside,              ///< never allowed in one, not even in the implicit one of two statements
  outside_repeatable,   ///< the same, and running it twice does no harm
  client_copy,          ///< data would follow in the file, or come out of the server
};

struct TransactionRule {
  std::string_view words;  ///< the first words of a statement; `*` any number of words, `$` its end
  Nature nature;
};

/// The words of a statement, in capitals; a quoted name is `"`.
using Words = std::vector<std::string>;

/// The rule that applies to a statement of these words; null: it is a plain one.
const TransactionRule* transaction_rule_of(const Words& words);

/// The statement of a rule, as a message names it: "REINDEX … CONCURRENTLY".
std::string name_of(const TransactionRule& rule);

}  // namespace aweigh::migrate
