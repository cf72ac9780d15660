#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "migrate/sql/transaction_rules.h"

// The parts of a file that are run one after the other. Most files are one of them.

namespace aweigh::migrate {

struct Statement {
  std::size_t offset;           ///< where it begins, in bytes of the file
  const TransactionRule* rule;  ///< null: it is a plain one
};

/// How a part of a file is run.
enum class Manner {
  transaction,  ///< in a transaction of ours; BEGIN and COMMIT of the file are left out
  alone,        ///< one statement, outside of any transaction
  as_it_is,     ///< it controls its transactions in words of its own
};

/// The statements number `first` up to `end`, which is not among them, of a file.
struct Segment {
  Manner manner = Manner::transaction;
  std::size_t first = 0;
  std::size_t end = 0;
  bool own = false;  ///< of a transaction: the file itself begins or commits it

  bool operator==(const Segment&) const = default;
};

using Segments = std::vector<Segment>;

struct Division {
  Segments segments;                     ///< at least one, together the whole file
  std::optional<std::size_t> misplaced;  ///< number of a statement that stands between BEGIN and
                                         ///< COMMIT, and cannot run there
};

/// Consecutive plain statements are one transaction, and so is what the file commits. As in the
/// server, a BEGIN takes the statements before it into its transaction
/// (https://www.postgresql.org/docs/current/protocol-flow.html, "Multiple Statements in a Simple
/// Query").
Division divide(std::span<const Statement> statements);

/// Whether the whole file can run in the transaction that writes its version.
bool is_atomic(const Segments& segments);

/// Whether a statement runs outside of any transaction.
bool has_one_alone(const Segments& segments);

/// What is left of `segments` behind the first `reached` statements.
Segments segments_behind(const Segments& segments, std::size_t reached);

/// Divides number `at`: the statement number `statement` is to run alone. False: it may not,
/// because the file wants this transaction.
bool set_apart(Segments& segments, std::size_t at, std::size_t statement);

/// Divides number `at` behind each statement that adds a value to a type. False: there is none with
/// a statement behind it, or the file wants this transaction.
bool cut_behind_new_values(Segments& segments, std::size_t at,
                           std::span<const Statement> statements);

/// A segment's text, as it is sent.
struct Part {
  std::string sql;
  std::size_t offset;                   ///< where it begins in the file
  std::vector<std::size_t> statements;  ///< offsets in the file of those that the server sees
};

Part part_of(std::string_view sql, std::span<const Statement> statements, const Segment& segment);

}  // namespace aweigh::migrate
