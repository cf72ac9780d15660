#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace aweigh {

/// Finds the value of a placeholder: `NAME`, a variable, or `file:PATH`, a file's content less its
/// last newline.
using Lookup = std::function<Result<std::string>(std::string_view name)>;

/// A text whose `${…}` are hidden behind marks while it is taken apart, so that nothing in their
/// values (`@ / : # %`, a space) is taken for syntax. `$${` is a literal `${`.
class MarkedText {
 public:
  /// Looks every placeholder up; the error names the one that has no value. Without a `lookup`
  /// there are no placeholders, and `${` is plain text.
  static Result<MarkedText> read(std::string_view text, const Lookup& lookup);

  /// To be taken apart. A mark is a number between two kMark: no piece may be cut within one.
  [[nodiscard]] const std::string& marked() const { return marked_; }

  /// The names of the placeholders, in order of appearance.
  [[nodiscard]] std::vector<std::string> names() const;

  /// A piece of marked() with the values in place of the marks.
  [[nodiscard]] std::string fill(std::string_view piece) const;

  /// The same, where all but the values is encoded; nullopt: `decode` says that it is not.
  using Decode = std::optional<std::string> (*)(std::string_view);
  [[nodiscard]] std::optional<std::string> fill_decoded(std::string_view piece,
                                                        Decode decode) const;

  /// The same, where the values are to be encoded, too, as the rest is.
  using Encode = std::string (*)(std::string_view);
  [[nodiscard]] std::string fill_encoded(std::string_view piece, Encode encode) const;

  /// A piece of marked() as it was written.
  [[nodiscard]] std::string as_written(std::string_view piece) const;

  /// The value, if the piece is one placeholder and nothing else.
  [[nodiscard]] const std::string* sole_value(std::string_view piece) const;

  static constexpr char kMark = '\x01';

 private:
  struct Placeholder {
    std::string name;
    std::string value;
  };

  template <class OnPlain, class OnMark>
  void for_each_part(std::string_view piece, OnPlain on_plain, OnMark on_mark) const;

  /// Takes a mark off the front of `piece`.
  const Placeholder& take_mark(std::string_view& piece) const;

  std::string marked_;
  std::vector<Placeholder> placeholders_;
};

}  // namespace aweigh
