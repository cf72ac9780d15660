#pragma once

namespace aweigh {

/// Closes all descriptors but stderr and `lifeline`, and leaves the working directory: nobody who
/// waits for the end of a pipe is to wait for us, and no file system is to be kept busy.
void release_resources(int lifeline) noexcept;

/// Gives back the pages of text that the start has touched: they are clean, and read again should
/// they be needed.
void release_text_pages() noexcept;

}  // namespace aweigh
