#pragma once

namespace aweigh {

/// Closes the descriptors from `first`, which is above 0, to `last`, which may be none. Allocates
/// nothing.
void close_descriptors(unsigned first, unsigned last) noexcept;

}  // namespace aweigh
