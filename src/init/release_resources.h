#pragma once

namespace aweigh {

/// Closes all descriptors but stderr and `lifeline`, and changes to the root directory. A reader of
/// a pipe would wait for our end of it, and the file system of a working directory stays busy.
void release_resources(int lifeline) noexcept;

/// Gives back the pages of the program's text that the start has touched. They are clean: the
/// kernel reads those again that are needed.
void release_text_pages() noexcept;

}  // namespace aweigh
