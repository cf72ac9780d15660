#include "text/nearest.h"

#include <algorithm>
#include <vector>

#include "text/case.h"

namespace aweigh {
namespace {

constexpr std::size_t kLongest = 64;  // a longer word is no misspelt one of ours
constexpr std::size_t kLettersOfAnAbbreviation = 3;

/// A third of the letters may be wrong, and one of a short word.
std::size_t most_wrong(std::string_view word) {
  return word.size() > kLongest || word.size() < 2 ? 0 : std::max<std::size_t>(1, word.size() / 3);
}

}  // namespace

std::size_t edit_distance(std::string_view one, std::string_view other, std::size_t most) {
  if (std::max(one.size(), other.size()) - std::min(one.size(), other.size()) > most) {
    return most + 1;
  }
  // Three lines of the table of distances between the beginnings of both words.
  std::vector<std::size_t> before_last(other.size() + 1);
  std::vector<std::size_t> last(other.size() + 1);
  std::vector<std::size_t> line(other.size() + 1);
  for (std::size_t j = 0; j <= other.size(); ++j) {
    line[j] = j;
  }
  for (std::size_t i = 1; i <= one.size(); ++i) {
    before_last.swap(last);
    last.swap(line);
    line[0] = i;
    for (std::size_t j = 1; j <= other.size(); ++j) {
      const auto same = [&](std::size_t a, std::size_t b) {
        return lower(one[a - 1]) == lower(other[b - 1]);
      };
      line[j] = std::min({last[j] + 1, line[j - 1] + 1, last[j - 1] + (same(i, j) ? 0U : 1U)});
      if (i > 1 && j > 1 && same(i, j - 1) && same(i - 1, j)) {
        line[j] = std::min(line[j], before_last[j - 2] + 1);
      }
    }
  }
  return std::min(line.back(), most + 1);
}

Nearest::Nearest(std::string_view word) : word_(word), most_(most_wrong(word)) {}

void Nearest::offer(std::string_view known) {
  if (most_ == 0) {
    return;
  }
  if (longer_.empty() && word_.size() >= kLettersOfAnAbbreviation &&
      same_in_any_case(known.substr(0, word_.size()), word_)) {
    longer_ = known;
  }
  if (const std::size_t distance = edit_distance(word_, known, most_); distance <= most_) {
    near_ = known;
    most_ = distance == 0 ? 0 : distance - 1;
  }
}

}  // namespace aweigh
