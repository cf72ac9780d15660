#pragma once

#include <cstddef>
#include <string_view>

namespace aweigh {

/// How many letters must be put in, left out, replaced or swapped with their neighbour to make the
/// one word of the other (Damerau-Levenshtein, no letter touched twice); `most + 1` where that is
/// more than `most`. Case does not count.
std::size_t edit_distance(std::string_view one, std::string_view other, std::size_t most);

/// The known word that was meant by a misspelt one. To be offered all known words, one by one.
class Nearest {
 public:
  explicit Nearest(std::string_view word);

  void offer(std::string_view known);

  /// Of the nearest words the one that was offered first; else the first that begins as the
  /// misspelt one, if that has three letters; "": no known word is near. Lives as long as the
  /// known words.
  [[nodiscard]] std::string_view found() const { return near_.empty() ? longer_ : near_; }

 private:
  std::string_view word_;
  std::size_t most_;  ///< the distance that a word must be within to be nearer; 0: none can be
  std::string_view near_;
  std::string_view longer_;
};

}  // namespace aweigh
