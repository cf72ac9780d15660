#include "migrate/sql/segments.h"

#include <algorithm>
#include <utility>

#include "migrate/sql/lexer.h"

namespace aweigh::migrate {
namespace {

Nature nature_of(const Statement& statement) {
  return statement.rule == nullptr ? Nature::plain : statement.rule->nature;
}

/// Cuts a file into segments, one statement after the other.
class Divider {
 public:
  void add(Nature nature) {
    switch (nature) {
      case Nature::maybe_outside:
      case Nature::outside:
      case Nature::outside_repeatable:
        add_outside(nature);
        break;
      case Nature::special_begin:
      case Nature::special:
        if (!in_block_ && current_.manner != Manner::as_it_is) {
          close();
        }
        current_.manner = Manner::as_it_is;
        in_block_ = in_block_ || nature == Nature::special_begin;
        take();
        break;
      case Nature::special_end:
        current_.manner = Manner::as_it_is;
        take();
        close();
        break;
      case Nature::begin:
      case Nature::commit:
        current_.own = true;
        in_block_ = true;
        take();
        if (nature == Nature::commit) {
          close();
        }
        break;
      default:
        take();
    }
  }

  Division finish() {
    if (in_block_) {
      current_.manner = Manner::as_it_is;  // the server is to say what it makes of that
    }
    close();
    if (division_.segments.empty()) {
      division_.segments.emplace_back();
    }
    return std::move(division_);
  }

 private:
  void add_outside(Nature nature) {
    if (in_block_) {
      if (nature != Nature::maybe_outside && !division_.misplaced) {
        division_.misplaced = current_.end;
      }
      take();
      return;
    }
    close();
    current_.manner = Manner::alone;
    take();
    close();
  }

  void take() { ++current_.end; }

  void close() {
    if (current_.manner == Manner::as_it_is) {
      current_.own = false;
    }
    if (current_.end > current_.first) {
      division_.segments.push_back(current_);
    }
    current_ = {.first = current_.end, .end = current_.end};
    in_block_ = false;
  }

  Division division_;
  Segment current_;
  bool in_block_ = false;  // the file has begun a transaction and not ended it
};

/// Replaces number `at` by those of `pieces` that are not empty.
void replace(Segments& segments, std::size_t at, std::span<const Segment> pieces) {
  auto place = segments.erase(segments.begin() + static_cast<std::ptrdiff_t>(at));
  for (const Segment& piece : pieces) {
    if (piece.end > piece.first) {
      place = segments.insert(place, piece) + 1;
    }
  }
}

bool is_ours(const Segment& segment) {
  return segment.manner == Manner::transaction && !segment.own;
}

/// Blanks out, in `text`, the words that `statement` begins with; it stands there at `offset`.
void blank_out(std::string& text, std::size_t offset, std::string_view statement) {
  Lexer lexer(statement);
  for (Token token = lexer.next(); token.kind == TokenKind::word; token = lexer.next()) {
    text.replace(offset + token.offset, token.text.size(), token.text.size(), ' ');
  }
}

}  // namespace

Division divide(std::span<const Statement> statements) {
  Divider divider;
  for (const Statement& statement : statements) {
    divider.add(nature_of(statement));
  }
  return divider.finish();
}

bool is_atomic(const Segments& segments) {
  return segments.size() == 1 && segments.front().manner == Manner::transaction;
}

bool has_one_alone(const Segments& segments) {
  return std::ranges::any_of(
      segments, [](const Segment& segment) { return segment.manner == Manner::alone; });
}

Segments segments_behind(const Segments& segments, std::size_t reached) {
  Segments left;
  for (Segment segment : segments) {
    if (segment.end > reached || segment.end == 0) {
      segment.first = std::max(segment.first, reached);
      left.push_back(segment);
    }
  }
  return left;
}

bool set_apart(Segments& segments, std::size_t at, std::size_t statement) {
  const Segment whole = segments[at];
  if (!is_ours(whole) || statement < whole.first || statement >= whole.end) {
    return false;
  }
  const Segment pieces[] = {{Manner::transaction, whole.first, statement},
                            {Manner::alone, statement, statement + 1},
                            {Manner::transaction, statement + 1, whole.end}};
  replace(segments, at, pieces);
  return true;
}

bool cut_behind_new_values(Segments& segments, std::size_t at,
                           std::span<const Statement> statements) {
  const Segment whole = segments[at];
  Segments pieces;
  std::size_t first = whole.first;
  for (std::size_t number = whole.first; is_ours(whole) && number < whole.end; ++number) {
    if (nature_of(statements[number]) == Nature::adds_value || number + 1 == whole.end) {
      pieces.push_back({Manner::transaction, first, number + 1});
      first = number + 1;
    }
  }
  if (pieces.size() < 2) {
    return false;
  }
  replace(segments, at, pieces);
  return true;
}

Part part_of(std::string_view sql, std::span<const Statement> statements, const Segment& segment) {
  const auto begin_of = [&](std::size_t number) {
    return number < statements.size() ? statements[number].offset : sql.size();
  };
  const std::size_t begin = segment.first == 0 ? 0 : begin_of(segment.first);
  Part part{std::string(sql.substr(begin, begin_of(segment.end) - begin)), begin, {}};
  for (const Statement& statement :
       statements.subspan(segment.first, segment.end - segment.first)) {
    const Nature nature = nature_of(statement);
    const bool ours = nature == Nature::begin || nature == Nature::commit;
    if (ours && segment.manner == Manner::transaction) {
      blank_out(part.sql, statement.offset - begin, sql.substr(statement.offset));
    } else {
      part.statements.push_back(statement.offset);
    }
  }
  return part;
}

}  // namespace aweigh::migrate
