#include "probes/ask_in_turn.h"

#include <utility>

#include "base/duration_text.h"
#include "net/with_timeout.h"
#include "probes/most_telling.h"

namespace aweigh {

asio::awaitable<Answer> ask_in_turn(std::vector<HostPort> servers,
                                    std::function<asio::awaitable<Answer>(HostPort)> ask,
                                    Attempt& attempt) {
  MostTelling answers;
  for (std::size_t at = 0; at < servers.size(); ++at) {
    // The last one has what is left, of which the caller sees the end.
    const bool is_last = at + 1 == servers.size();
    const Duration share =
        is_last ? kForever : share_of(attempt, servers.size() - at, Clock::now());
    auto asked = co_await with_timeout(ask(servers[at]), share);
    Answer answer = asked ? *std::move(asked)
                          : Answer::pending(attempt.stage, "no answer within " + to_text(share));
    if (answer.verdict == Verdict::ready) {
      co_return answer;
    }
    const bool is_last_word = answer.verdict == Verdict::rejected && answer.stage == Stage::auth;
    if (servers.size() > 1) {
      answer.words.insert(0, to_text(servers[at]) + ": ");
    }
    answers.hear(std::move(answer));
    if (is_last_word) {
      break;
    }
  }
  co_return std::move(answers).take();
}

}  // namespace aweigh
