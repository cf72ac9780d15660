#pragma once

#include <optional>
#include <string_view>

#include "probes/answer.h"

namespace aweigh::amqp {

/// The arguments of connection.start, which lists the ways to log in. nullopt: PLAIN is one.
/// Arguments that are cut short list none.
std::optional<Answer> judge_start(std::string_view arguments);

/// The arguments of connection.close and of channel.close at `stage`: why the server ends it.
Answer judge_close(std::string_view arguments, Stage stage);

/// The eight bytes of a protocol header: the server's answer to a version that it does not speak
/// (section 4.2.2 of AMQP 0-9-1, section 2.2 of AMQP 1.0).
Answer judge_header(std::string_view header);

}  // namespace aweigh::amqp
