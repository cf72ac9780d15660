#include <algorithm>

#include "probes/makers.h"
#include "process/exec_failure.h"
#include "process/run_program.h"

namespace aweigh {
namespace {

/// Ready when a program exits 0.
class ExecProbe : public Probe {
 public:
  ExecProbe(std::vector<std::string> words, std::string name)
      : words_(std::move(words)), name_(std::move(name)) {}

  asio::awaitable<Answer> ask(Attempt& attempt) override {
    attempt.stage = Stage::query;
    const auto finished = co_await run_program(words_);
    co_return finished ? judge(*finished) : Answer::pending(Stage::query, finished.error().message);
  }

 private:
  [[nodiscard]] Answer judge(const Finished& finished) const {
    const auto& [ending, last_line] = finished;
    const std::string why = last_line.empty() ? "" : ": " + last_line;
    if (ending.exec_error != 0) {
      return Answer::rejected(Stage::query, "cannot run " + name_ + ": " +
                                                exec_failure(words_.front(), ending.exec_error));
    }
    const std::string words = to_text(ending) + why;
    if (ending.signal != 0) {
      return Answer::pending(Stage::query, words);
    }
    if (const std::string advice = advice_on(ending); !advice.empty()) {
      return Answer::rejected(Stage::query, words, advice);
    }
    return ending.exit_code == 0 ? Answer::ready()
                                 : Answer::pending(Stage::query, words).by_server();
  }

  std::vector<std::string> words_;
  std::string name_;
};

}  // namespace

Result<std::unique_ptr<Probe>> make_exec_probe(const Target& target) {
  std::vector<std::string> words;
  std::ranges::transform(target.command, std::back_inserter(words), &Secret::reveal);
  if (words.empty() || words.front().empty()) {
    return fail(ExitCode::usage, "it needs a program, as in exec:pg_isready -h db");
  }
  return std::make_unique<ExecProbe>(std::move(words), target.shown_path);
}

}  // namespace aweigh
