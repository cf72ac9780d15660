#pragma once

namespace aweigh {

/// Opens the pipe or terminal on stderr anew, non-blocking. The description that we have inherited
/// is the service's, too, and must stay as it is; a write of ours could block there, though poll(2)
/// has just said that it would not: the service may be faster. Where /proc is not mounted, or we
/// may not open it, stderr stays as it is.
void unshare_stderr() noexcept;

/// Closes all descriptors but stderr and `lifeline` (-1: there is none), and changes to the root
/// directory. A reader of a pipe would wait for our end of it, and the file system of a working
/// directory stays busy.
void release_resources(int lifeline) noexcept;

/// Gives back the pages of the program's text that the start has touched. They are clean: the
/// kernel reads those again that are needed.
void release_text_pages() noexcept;

}  // namespace aweigh
