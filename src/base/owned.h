#pragma once

#include <memory>

namespace aweigh {

/// Calls `free`, for each type of a C library has a function of its own for that.
template <auto free>
struct FreedBy {
  template <class T>
  void operator()(T* object) const {
    free(object);
  }
};

/// Owns what a C library gave us.
template <class T, auto free>
using Owned = std::unique_ptr<T, FreedBy<free>>;

}  // namespace aweigh
