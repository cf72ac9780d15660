#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "target/target.h"

namespace aweigh::kafka {

/// A request in the one version that we speak: brokers from 0.11 (SASL: 1.0) to 4 know it. Source:
/// Kafka's "Protocol guide", and the schemas in clients/src/main/resources/common/message.
struct Api {
  std::int16_t key;
  std::int16_t version;
};

inline constexpr Api kMetadata = {3, 4};
inline constexpr Api kSaslHandshake = {17, 1};
inline constexpr Api kApiVersions = {18, 0};
inline constexpr Api kSaslAuthenticate = {36, 0};

/// A request with its length in front and the body behind the header.
std::string frame(Api api, std::int32_t correlation, std::string_view body);

/// A STRING, and BYTES, as the bodies have them.
std::string to_string_field(std::string_view text);
std::string to_bytes_field(std::string_view bytes);

/// The body of a Metadata request; an empty `topic` asks for none. It creates no topic.
std::string metadata_request(std::string_view topic);

/// The body of an ApiVersions response.
struct ApiVersions {
  std::int16_t error = 0;
  struct Range {
    std::int16_t key = 0;
    std::int16_t first = 0;
    std::int16_t last = 0;
  };
  std::vector<Range> ranges;

  [[nodiscard]] bool has(Api api) const;
};

/// That of a SaslHandshake response.
struct SaslHandshake {
  std::int16_t error = 0;
  std::vector<std::string> mechanisms;  ///< that the broker takes on this listener
};

/// That of a SaslAuthenticate response.
struct SaslAuthenticate {
  std::int16_t error = 0;
  std::string message;
  std::string bytes;  ///< the mechanism's
};

/// A broker, and where it says that clients find it.
struct Broker {
  std::int32_t id = 0;
  HostPort advertised;
};

struct Partition {
  std::int32_t index = 0;
  std::int32_t leader = -1;  ///< the identifier of a broker; -1: it has none
};

/// That of a Metadata response about at most one topic.
struct Metadata {
  std::vector<Broker> brokers;
  std::int32_t controller = -1;  ///< the identifier of a broker; -1: there is none
  std::int16_t topic_error = 0;
  std::vector<Partition> partitions;

  [[nodiscard]] const Broker* find(std::int32_t id) const;
};

/// Readers of these bodies. nullopt: it is none.
std::optional<ApiVersions> read_api_versions(std::string_view body);
std::optional<SaslHandshake> read_sasl_handshake(std::string_view body);
std::optional<SaslAuthenticate> read_sasl_authenticate(std::string_view body);
std::optional<Metadata> read_metadata(std::string_view body);

}  // namespace aweigh::kafka
