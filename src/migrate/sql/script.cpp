#include "migrate/sql/script.h"

#include <algorithm>

#include "migrate/sql/lexer.h"
#include "migrate/sql/transaction_rules.h"
#include "text/case.h"

namespace aweigh::migrate {
namespace {

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
    // One word in parentheses matters to the rules: REINDEX (CONCURRENTLY) …
    const bool is_option = word == "CONCURRENTLY" && !words_.empty() && words_.front() == "REINDEX";
    if (parentheses_ == 0 || is_option) {
      count_bodies(word);
      words_.push_back(word);
    }
  }

  /// Whether a semicolon at this place does not end the statement, as in CREATE RULE … DO (…; …)
  /// or CREATE FUNCTION … BEGIN ATOMIC …; END.
  [[nodiscard]] bool is_open() const { return parentheses_ > 0 || bodies_ > 0; }

  [[nodiscard]] std::size_t offset() const { return offset_; }

  /// Null for a plain statement.
  [[nodiscard]] const TransactionRule* rule() const { return transaction_rule_of(words_); }

 private:
  /// Counts the open bodies of SQL-standard functions. CASE counts, too, because END closes both
  /// (psqlscan.l does the same).
  void count_bodies(const std::string& word) {
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

/// Makes a Script of a file's statements, one after the other.
class ScriptBuilder {
 public:
  explicit ScriptBuilder(std::string_view sql) : sql_(sql) {}

  void add(const Statement& statement) {
    script_.statements.push_back(statement.offset());
    if (const TransactionRule* rule = statement.rule()) {
      apply(*rule, statement.offset());
    }
  }

  void look_at(const Token& token) {
    if (token.text.starts_with('\'') && token.text.find('\\') != std::string_view::npos &&
        !script_.backslash) {
      script_.backslash = token.offset;
    }
  }

  void refuse(Refusal refusal) { script_.refusal = std::move(refusal); }

  [[nodiscard]] bool refused() const { return script_.refusal.has_value(); }

  Script finish() {
    if (must_be_only_ && script_.statements.size() == 1) {
      script_.index = concurrent_index_of(sql_.substr(must_be_only_->offset));
    } else if (must_be_only_ && !refused()) {
      refuse(std::move(*must_be_only_));
    }
    return std::move(script_);
  }

 private:
  void apply(const TransactionRule& rule, std::size_t offset) {
    script_.mode = Mode::alone;
    ++script_.ruled;
    script_.controls_transaction |= rule.nature == Nature::transaction_control;
    script_.repeatable = rule.nature == Nature::outside_repeatable;  // it is the only one then
    const bool outside = script_.repeatable || rule.nature == Nature::outside;
    if (rule.nature == Nature::client_copy) {
      refuse({offset, name_of(rule) + " needs psql; COPY a file of the server or INSERT the rows"});
    } else if (outside && !must_be_only_) {
      must_be_only_ =
          Refusal{offset, name_of(rule) +
                              " cannot run with other statements; give it a migration of its own"};
    }
  }

  std::string_view sql_;
  Script script_;
  std::optional<Refusal> must_be_only_;  // of the first statement that the server wants alone
};

}  // namespace

Script read_script(std::string_view sql) {
  ScriptBuilder script(sql);
  std::optional<Statement> current;
  Lexer lexer(sql);
  while (!script.refused()) {
    const Token token = lexer.next();
    const bool separator = token.text == ";" && !(current && current->is_open());
    if (token.kind == TokenKind::end || separator) {
      if (current) {
        script.add(*current);
        current.reset();
      }
      if (token.kind == TokenKind::end) {
        break;
      }
    } else if (token.kind == TokenKind::meta_command) {
      script.refuse({token.offset, "this is a command of psql; only SQL can be used here"});
    } else {
      if (!current) {
        current.emplace(token.offset);
      }
      current->add(token);
      script.look_at(token);
    }
  }
  return script.finish();
}

}  // namespace aweigh::migrate
