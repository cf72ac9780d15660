#pragma once

#include <asio/awaitable.hpp>
#include <functional>
#include <vector>

#include "net/attempt.h"
#include "probes/answer.h"
#include "target/target.h"

namespace aweigh {

/// Asks servers of which one is enough, one after the other, each in its share of the attempt's
/// time, until one is ready or refuses the login: others would count as further guesses. Otherwise
/// it is the answer that tells most, with its server's name where there are several. `attempt` must
/// outlive the coroutine.
asio::awaitable<Answer> ask_in_turn(std::vector<HostPort> servers,
                                    std::function<asio::awaitable<Answer>(HostPort)> ask,
                                    Attempt& attempt);

}  // namespace aweigh
