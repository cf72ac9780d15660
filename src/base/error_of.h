#pragma once

#include <tl/expected.hpp>
#include <utility>

namespace aweigh {

/// Hands the error of `failed` on to a caller that expects another value:
/// `if (!text) { return error_of(text); }`
template <class Failed>
auto error_of(Failed&& failed) {
  return tl::make_unexpected(std::forward<Failed>(failed).error());
}

}  // namespace aweigh
