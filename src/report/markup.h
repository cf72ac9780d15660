#pragma once

#include <string>
#include <string_view>

namespace aweigh {

/// Text that grows at its end. Each piece takes few instructions, and a picture has many.
class Markup {
 public:
  Markup& operator<<(std::string_view piece);
  /// In whole pixels.
  Markup& operator<<(int length);
  /// In pixels, to a tenth.
  Markup& operator<<(double length);

  std::string text;
};

}  // namespace aweigh
