#include "preflight/git.h"

#include <asio/this_coro.hpp>

#include "process/exec_failure.h"
#include "process/run_program.h"
#include "text/split.h"

namespace aweigh {
namespace {

/// What git writes, on stdout and stderr together.
asio::awaitable<Result<std::string>> run_git(std::vector<std::string> words) {
  std::string output;
  words.insert(words.begin(), "git");
  ProgramRun run(co_await asio::this_coro::executor, std::move(words), environment_of_a_child(),
                 [&output](std::string_view block) -> asio::awaitable<void> {
                   output += block;
                   co_return;
                 });
  const auto finished = co_await run.to_end();
  if (!finished) {
    co_return error_of(finished);
  }
  const Ending& ending = finished->ending;
  if (ending.exec_error != 0) {
    co_return fail(ExitCode::usage, "git: " + exec_failure("git", ending.exec_error));
  }
  if (ending.exit_code != 0 || ending.signal != 0) {
    co_return fail(ExitCode::usage,
                   "git: " + (finished->last_line.empty() ? to_text(ending) : finished->last_line) +
                       " (is the directory in a repository, and the revision "
                       "fetched?)");
  }
  co_return output;
}

/// The names in `listed`, records of `git ls-tree -z`: "100644 blob HASH\tNAME". A warning from
/// stderr may stand in front of one, on a line of its own.
std::vector<std::string> names_in(std::string_view listed) {
  std::vector<std::string> names;
  for (const std::string_view record : split(listed, '\0')) {
    const auto [head, name] = cut(record, '\t');
    if (!name.empty() && head.find(" tree ") == std::string_view::npos) {
      names.emplace_back(name);
    }
  }
  return names;
}

}  // namespace

Result<std::vector<std::string>> names_at_revision(StoppableLoop& loop,
                                                   const std::string& directory,
                                                   const std::string& revision) {
  return loop.run(run_git({"-C", directory, "ls-tree", "-z", revision}), "git")
      .map(names_in)
      .map_error([&](Error error) {
        error.message = "cannot compare " + directory + " with " + revision + ": " + error.message;
        return error;
      });
}

}  // namespace aweigh
