#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "probes/answer.h"
#include "probes/kafka/protocol.h"

namespace aweigh::kafka {

/// The answer to an error code of Kafka's (org.apache.kafka.common.protocol.Errors), which is not
/// 0. `words`, of the broker or ours, follow the error's name; they may be empty.
Answer judge_error(std::int16_t code, Stage stage, std::string_view words);

/// The answer to a SaslHandshake response that refuses `mechanism`, or nullopt: it does not.
std::optional<Answer> judge(const SaslHandshake& handshake, std::string_view mechanism);

/// What is not there yet, of the cluster and of `topic`, where that is not empty. nullopt: all is.
std::optional<Answer> judge(const Metadata& metadata, std::string_view topic);

/// The brokers to whom a client would turn first: the leaders of the topic's partitions, or the
/// controller where there is no topic. Each once. For a `metadata` that judge() has nothing
/// against.
std::vector<Broker> first_contacts(const Metadata& metadata);

/// The same answer, of a broker that was not found where it said. `answer` is not ready.
Answer about_advertised(const Broker& broker, Answer answer);

}  // namespace aweigh::kafka
