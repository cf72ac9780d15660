// The rules of one target's wait, without clock, network and log.
// The waiter tells it how each attempt ended, and asks whether and when to try again.

#include "wait/progress.h"

#include <algorithm>
#include <utility>

#include "base/duration_text.h"
#include "text/printable.h"
#include "text/utf8.h"
#include "wait/pace.h"

namespace aweigh {
namespace {

/// A server's words are a stranger's: in the log and in a report they must stay one line.
std::string tamed(std::string_view words) {
  constexpr std::size_t kLongest = 300;
  if (words.size() <= kLongest) {
    return printable(words);
  }
  return printable(words.substr(0, character_boundary(words, kLongest))) + " …";
}

}  // namespace

std::string said(const Answer& answer) {
  return answer.words + " (" + to_string(answer.stage) + ")";
}

Duration Progress::attempt_limit(Clock::time_point now) const {
  if (limits_.timeout == Duration::zero()) {
    return limits_.attempt_timeout;
  }
  return std::min(limits_.attempt_timeout, Duration(deadline_ - now));
}

void Progress::take(Answer answer, Clock::time_point now) {
  ++attempts_;
  answered_at_ = now;
  answer_ = std::move(answer);
  answer_.words = tamed(answer_.words);
  if (answer_.stage == Stage::dns || answer_.stage == Stage::connect) {
    answers_since_.reset();
  } else {
    answers_since_ = answers_since_.value_or(now);
  }
  if (answer_.verdict != Verdict::ready) {
    ready_since_.reset();
  } else {
    ready_since_ = ready_since_.value_or(now);
    if (now - *ready_since_ >= limits_.stable_for) {
      state_ = State::ready;
      return;
    }
    answer_ =
        Answer::pending(Stage::query, "ready, but not yet for " + to_text(limits_.stable_for));
  }
  if (answer_.verdict == Verdict::pending) {
    rejected_since_.reset();
  } else {
    rejected_since_ = rejected_since_.value_or(now);
    if (now - *rejected_since_ >= limits_.rejection_grace) {
      state_ = State::rejected;
      return;
    }
  }
  check_deadline(now);
}

Answer invert(const Answer& answer) {
  if (answer.verdict == Verdict::ready) {
    return Answer::pending(Stage::query, "it still answers");
  }
  return answer.said_no ? Answer::ready() : answer;
}

void Progress::cut_off(Stage stage, Clock::time_point begun, Clock::time_point now) {
  const Duration limit = attempt_limit(begun);
  const bool had_no_time = limit < std::chrono::milliseconds(1);
  if (had_no_time || (attempts_ > 0 && limit < limits_.attempt_timeout)) {
    check_deadline(now);
  } else {
    take(Answer::pending(stage, "no answer within " + to_text(limit)), now);
  }
}

Duration Progress::pause(Clock::time_point now, double jitter, std::size_t waiting) const {
  const Duration waited = answers_since_ ? since_it_answers(now - start_, now - *answers_since_)
                                         : Duration(now - start_);
  Duration next = backoff(waited, paced(limits_.backoff, answer_.stage, waiting), jitter);
  if (rejected_since_) {  // the grace ends with an attempt, not somewhere in a pause after it
    next =
        std::min(next, Duration(deadline_after(*rejected_since_, limits_.rejection_grace) - now));
  }
  if (ready_since_) {
    next = std::min(next, Duration(deadline_after(*ready_since_, limits_.stable_for) - now));
  }
  return std::max(Duration::zero(), std::min(next, Duration(deadline_ - now)));
}

std::optional<Duration> Progress::rejected_for() const {
  if (!rejected_since_ || deadline_after(*rejected_since_, limits_.rejection_grace) >= deadline_) {
    return std::nullopt;
  }
  return answered_at_ - *rejected_since_;
}

void Progress::check_deadline(Clock::time_point now) {
  if (state_ == State::waiting && now >= deadline_) {
    state_ = State::timed_out;
  }
}

}  // namespace aweigh
