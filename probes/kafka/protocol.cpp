// The bytes of Kafka's requests and responses. Conversation moves them.

#include "probes/kafka/protocol.h"

#include <algorithm>

#include "net/fields.h"

namespace aweigh::kafka {
namespace {

constexpr std::string_view kClientId = "aweigh";

std::int16_t take_int16(BigEndianFields& fields) {
  return static_cast<std::int16_t>(fields.number(2));
}

std::int32_t take_int32(BigEndianFields& fields) {
  return static_cast<std::int32_t>(fields.number(4));
}

/// A STRING, or a NULLABLE_STRING: null reads as empty.
std::string take_string(BigEndianFields& fields) {
  const std::int16_t length = take_int16(fields);
  return std::string(fields.bytes(static_cast<std::size_t>(std::max<std::int16_t>(length, 0))));
}

/// An ARRAY, whose count is what the broker says: the fields' end ends it, too.
template <class Take>
void take_array(BigEndianFields& fields, Take take) {
  for (std::int32_t left = take_int32(fields); left > 0 && fields.ok(); --left) {
    take(fields);
  }
}

void skip_int32(BigEndianFields& fields) {
  fields.number(4);
}

Broker take_broker(BigEndianFields& fields) {
  Broker broker{.id = take_int32(fields), .advertised = {}};
  broker.advertised.host = take_string(fields);
  const std::int32_t port = take_int32(fields);
  broker.advertised.port = static_cast<std::uint16_t>(port > 0 && port < 65536 ? port : 0);
  take_string(fields);  // the rack
  return broker;
}

Partition take_partition(BigEndianFields& fields) {
  take_int16(fields);  // an error, which the leader tells, too
  Partition partition{.index = take_int32(fields), .leader = take_int32(fields)};
  take_array(fields, skip_int32);  // the replicas
  take_array(fields, skip_int32);  // those in sync
  return partition;
}

/// Only a body that ends where its fields do is one.
template <class Body>
std::optional<Body> whole(Body body, const BigEndianFields& fields) {
  return fields.ok() && fields.peek().empty() ? std::optional(std::move(body)) : std::nullopt;
}

}  // namespace

std::string to_string_field(std::string_view text) {
  return big_endian(text.size(), 2) + std::string(text);
}

std::string to_bytes_field(std::string_view bytes) {
  return big_endian(bytes.size(), 4) + std::string(bytes);
}

std::string frame(Api api, std::int32_t correlation, std::string_view body) {
  const std::string request = big_endian(static_cast<std::uint64_t>(api.key), 2) +
                              big_endian(static_cast<std::uint64_t>(api.version), 2) +
                              big_endian(static_cast<std::uint64_t>(correlation), 4) +
                              to_string_field(kClientId) + std::string(body);
  return to_bytes_field(request);
}

std::string metadata_request(std::string_view topic) {
  const std::string topics =
      topic.empty() ? big_endian(0, 4) : big_endian(1, 4) + to_string_field(topic);
  return topics + big_endian(0, 1);  // allow_auto_topic_creation: no
}

bool ApiVersions::has(Api api) const {
  return std::ranges::any_of(ranges, [api](const Range& range) {
    return range.key == api.key && range.first <= api.version && api.version <= range.last;
  });
}

const Broker* Metadata::find(std::int32_t id) const {
  const auto found = std::ranges::find(brokers, id, &Broker::id);
  return found == brokers.end() ? nullptr : &*found;
}

std::optional<ApiVersions> read_api_versions(std::string_view body) {
  BigEndianFields fields(body);
  ApiVersions versions{.error = take_int16(fields), .ranges = {}};
  take_array(fields, [&](BigEndianFields& of) {
    const std::int16_t key = take_int16(of);
    const std::int16_t first = take_int16(of);
    versions.ranges.push_back({key, first, take_int16(of)});
  });
  return whole(std::move(versions), fields);
}

std::optional<SaslHandshake> read_sasl_handshake(std::string_view body) {
  BigEndianFields fields(body);
  SaslHandshake handshake{.error = take_int16(fields), .mechanisms = {}};
  take_array(fields, [&](BigEndianFields& of) { handshake.mechanisms.push_back(take_string(of)); });
  return whole(std::move(handshake), fields);
}

std::optional<SaslAuthenticate> read_sasl_authenticate(std::string_view body) {
  BigEndianFields fields(body);
  SaslAuthenticate authenticate;
  authenticate.error = take_int16(fields);
  authenticate.message = take_string(fields);
  const std::int32_t length = take_int32(fields);
  authenticate.bytes = fields.bytes(static_cast<std::size_t>(std::max(length, 0)));
  return whole(std::move(authenticate), fields);
}

std::optional<Metadata> read_metadata(std::string_view body) {
  BigEndianFields fields(body);
  Metadata metadata;
  skip_int32(fields);  // throttle_time_ms
  take_array(fields, [&](BigEndianFields& of) { metadata.brokers.push_back(take_broker(of)); });
  take_string(fields);  // the cluster's identifier
  metadata.controller = take_int32(fields);
  take_array(fields, [&](BigEndianFields& of) {
    metadata.topic_error = take_int16(of);
    take_string(of);  // its name
    of.number(1);     // whether it is internal
    take_array(of,
               [&](BigEndianFields& each) { metadata.partitions.push_back(take_partition(each)); });
  });
  return whole(std::move(metadata), fields);
}

}  // namespace aweigh::kafka
