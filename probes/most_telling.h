#pragma once

#include <optional>
#include <utility>

#include "probes/answer.h"

namespace aweigh {

/// The answer of a target whose servers were asked in turn, and of which none was ready.
class MostTelling {
 public:
  /// The answer of one server. Among those that tell as much the first stays.
  void hear(Answer answer) {
    if (!answer_ || weight(answer) > weight(*answer_)) {
      answer_ = std::move(answer);
    }
  }

  /// For after hear().
  [[nodiscard]] Answer take() && { return *std::move(answer_); }

 private:
  /// A rejection tells more than another no, and that more than silence.
  static int weight(const Answer& answer) {
    if (answer.verdict == Verdict::rejected) {
      return 2;
    }
    return answer.said_no ? 1 : 0;
  }

  std::optional<Answer> answer_;
};

}  // namespace aweigh
