#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "preflight/stoppable_loop.h"

namespace aweigh {

/// The names of the files in `directory` as it is at a revision of its repository, by the program
/// git; none where the revision does not have the directory. `revision` begins with no dash: git
/// would read that as an option. Error (usage): git cannot be run, or knows no such revision.
Result<std::vector<std::string>> names_at_revision(StoppableLoop& loop,
                                                   const std::string& directory,
                                                   const std::string& revision);

}  // namespace aweigh
