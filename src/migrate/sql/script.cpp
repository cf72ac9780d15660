#include "migrate/sql/script.h"

#include <algorithm>
#include <array>

#include "migrate/sql/lexer.h"
#include "text/case.h"

namespace aweigh::migrate {
namespace {

enum class Nature {
  plain,                ///< an exception from a later rule
  transaction_control,  ///< rules the transaction itself
  maybe_outside,        ///< depending on its options, not allowed in a transaction block
  outside,              ///< never allowed in one, not even in the implicit one of two statements
  outside_repeatable,   ///< the same, and running it twice does no harm
  client_copy,          ///< data would follow in the file, or come out of the server
};

struct Rule {
  std::string_view words;  ///< the first words of a statement; `*` any number of words, `$` its end
  Nature nature;
};

// The first that fits counts. Sources: the manual's page of each command; in the server,
// PreventInTransactionBlock().
constexpr auto kRules = std::to_array<Rule>({
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
    {"COPY * FROM STDIN", Nature::client_copy},
    {"COPY * FROM STDOUT",
     Nature::client_copy},  // the grammar takes either word in either direction
    {"COPY * TO STDOUT", Nature::client_copy},
    {"COPY * TO STDIN", Nature::client_copy},
});

using Words = std::vector<std::string>;  // in capitals; a quoted name is `"`

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

/// One statement, token by token.
class Statement {
 public:
  explicit Statement(std::size_t offset) : offset_(offset) {}

  void add(const Token& token) {
    if (token.text == "(") {
      ++parentheses_;
    } else if (token.text == ")") {
      parentheses_ = std::max(parentheses_ - 1, 0);
    }
    if (token.kind != TokenKind::word && token.kind != TokenKind::quoted_name) {
      return;
    }
    const std::string word = token.kind == TokenKind::word ? upper(token.text) : "\"";
    // Of words in parentheses one tells something: REINDEX (CONCURRENTLY) …
    const bool is_option = word == "CONCURRENTLY" && !words_.empty() && words_.front() == "REINDEX";
    if (parentheses_ == 0 || is_option) {
      follow_body(word);
      words_.push_back(word);
    }
  }

  /// A semicolon here is not its end: CREATE RULE … DO (…; …), CREATE FUNCTION … BEGIN ATOMIC …;
  /// END.
  [[nodiscard]] bool is_open() const { return parentheses_ > 0 || bodies_ > 0; }

  [[nodiscard]] std::size_t offset() const { return offset_; }

  /// The rule that it falls under, or null for a plain statement.
  [[nodiscard]] const Rule* rule() const {
    const auto found = std::ranges::find_if(
        kRules, [this](const Rule& candidate) { return matches(words_, 0, candidate.words); });
    return found == kRules.end() || found->nature == Nature::plain ? nullptr : &*found;
  }

 private:
  /// SQL-standard function bodies nest through CASE, which ends with END too (psqlscan.l does the
  /// same).
  void follow_body(const std::string& word) {
    if (bodies_ == 0) {
      const bool begins = word == "ATOMIC" && words_.size() > 1 && words_.back() == "BEGIN" &&
                          words_.front() == "CREATE";
      bodies_ = begins ? 1 : 0;
    } else if (word == "CASE") {
      ++bodies_;
    } else if (word == "END") {
      --bodies_;
    }
  }

  std::size_t offset_;
  Words words_;
  int parentheses_ = 0;
  int bodies_ = 0;
};

/// "REINDEX * CONCURRENTLY" as a message says it.
std::string name_of(const Rule& rule) {
  std::string name(rule.words.substr(0, rule.words.find(" $")));
  for (std::size_t star = name.find('*'); star != std::string::npos; star = name.find('*')) {
    name.replace(star, 1, "…");
  }
  return name;
}

/// Collects the verdicts on a file's statements.
class Judge {
 public:
  void hear(const Statement& statement) {
    script_.statements.push_back(statement.offset());
    const Rule* rule = statement.rule();
    if (rule == nullptr) {
      return;
    }
    script_.mode = Mode::alone;
    script_.controls_transaction |= rule->nature == Nature::transaction_control;
    script_.repeatable = rule->nature == Nature::outside_repeatable;  // it is the only one then
    const bool outside = script_.repeatable || rule->nature == Nature::outside;
    if (rule->nature == Nature::client_copy) {
      refuse({statement.offset(),
              name_of(*rule) + " needs psql; COPY a file of the server or INSERT the rows"});
    } else if (outside && !must_be_only_) {
      must_be_only_ =
          Refusal{statement.offset(), name_of(*rule) +
                                          " cannot run with other statements; give it a "
                                          "migration of its own"};
    }
  }

  void refuse(Refusal refusal) { script_.refusal = std::move(refusal); }

  [[nodiscard]] bool refused() const { return script_.refusal.has_value(); }

  Script verdict() {
    if (!refused() && must_be_only_ && script_.statements.size() > 1) {
      refuse(std::move(*must_be_only_));
    }
    return std::move(script_);
  }

 private:
  Script script_;
  std::optional<Refusal> must_be_only_;
};

}  // namespace

Script read_script(std::string_view sql) {
  Judge judge;
  std::optional<Statement> current;
  Lexer lexer(sql);
  while (!judge.refused()) {
    const Token token = lexer.next();
    const bool separator = token.text == ";" && !(current && current->is_open());
    if (token.kind == TokenKind::end || separator) {
      if (current) {
        judge.hear(*current);
        current.reset();
      }
      if (token.kind == TokenKind::end) {
        break;
      }
    } else if (token.kind == TokenKind::meta_command) {
      judge.refuse({token.offset, "this is a command of psql; only SQL can be used here"});
    } else {
      if (!current) {
        current.emplace(token.offset);
      }
      current->add(token);
    }
  }
  return judge.verdict();
}

}  // namespace aweigh::migrate
