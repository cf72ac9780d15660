#pragma once

#include <charconv>
#include <concepts>
#include <limits>
#include <optional>
#include <string_view>
#include <system_error>

namespace aweigh {

/// The whole number, `least` to `most`, that all of `text` is. nullopt: it is anything else, has a
/// `+` or a blank, or does not fit into an N.
template <std::integral N>
std::optional<N> parse_whole(std::string_view text, N least = std::numeric_limits<N>::min(),
                             N most = std::numeric_limits<N>::max()) {
  N number{};
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  const bool whole = error == std::errc() && stop == end;
  return whole && number >= least && number <= most ? std::optional(number) : std::nullopt;
}

}  // namespace aweigh
