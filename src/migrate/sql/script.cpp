#include "migrate/sql/script.h"

#include <algorithm>

#include "migrate/sql/lexer.h"
#include "migrate/sql/transaction_rules.h"
#include "text/case.h"

namespace aweigh::migrate {
namespace {

/// One statement, token by token.
class StatementReader {
 public:
  explicit StatementReader(std::size_t offset) : offset_(offset) {}

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
    if (parentheses_ == 0 || is_ruling_option(words_, word)) {
      count_bodies(word);
      words_.push_back(word);
    }
  }

  /// Whether a semicolon at this place does not end the statement, as in CREATE RULE … DO (…; …)
  /// or CREATE FUNCTION … BEGIN ATOMIC …; END.
  [[nodiscard]] bool is_open() const { return parentheses_ > 0 || bodies_ > 0; }

  [[nodiscard]] Statement finish() const { return {offset_, transaction_rule_of(words_)}; }

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
  void add(const Statement& statement) {
    script_.statements.push_back(statement);
    if (statement.rule != nullptr && statement.rule->nature == Nature::client_copy) {
      refuse({statement.offset, name_of(*statement.rule) +
                                    " needs psql; COPY a file of the server or INSERT the rows"});
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
    Division division = divide(script_.statements);
    script_.segments = std::move(division.segments);
    if (division.misplaced && !refused()) {
      const Statement& statement = script_.statements[*division.misplaced];
      refuse({statement.offset,
              name_of(*statement.rule) + " cannot run between BEGIN and COMMIT; put it outside"});
    }
    return std::move(script_);
  }

 private:
  Script script_;
};

bool rules_its_transaction(const Statement& statement) {
  return statement.rule != nullptr && statement.rule->nature != Nature::adds_value;
}

}  // namespace

Script read_script(std::string_view sql) {
  ScriptBuilder script;
  std::optional<StatementReader> current;
  Lexer lexer(sql);
  while (!script.refused()) {
    const Token token = lexer.next();
    const bool separator = token.text == ";" && !(current && current->is_open());
    if (token.kind == TokenKind::end || separator) {
      if (current) {
        script.add(current->finish());
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

Mode mode_of(const Script& script) {
  if (is_atomic(script.segments)) {
    return {"transaction", "in one transaction"};
  }
  const auto alone = std::ranges::find(script.segments, Manner::alone, &Segment::manner);
  if (alone != script.segments.end()) {
    return {"statements", "statement by statement", &script.statements[alone->first]};
  }
  // The first that is no plain BEGIN: where all are, it is the one without a COMMIT.
  const auto decides = [](const Statement& statement) {
    return rules_its_transaction(statement) && statement.rule->nature != Nature::begin;
  };
  const auto found = std::ranges::find_if(script.statements, decides);
  const bool is_there = found != script.statements.end();
  return {"own_transactions", "in its own transactions",
          is_there ? &*found : &*std::ranges::find_if(script.statements, rules_its_transaction)};
}

}  // namespace aweigh::migrate
