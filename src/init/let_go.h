#pragma once

namespace aweigh {

/// Closes all descriptors but stderr and `lifeline`, and leaves the working directory: nobody who
/// waits for the end of a pipe is to wait for us, and no file system is to be kept busy.
void let_go_of_everything(int lifeline) noexcept;

/// Gives back the pages of text that the start has touched: they are clean, and read again should
/// they be needed.
void let_go_of_text() noexcept;

}  // namespace aweigh
