#include "probes/kafka/protocol.h"

#include <doctest/doctest.h>

namespace aweigh::kafka {
namespace {

using namespace std::literals;

TEST_CASE("a Kafka request is framed") {
  CHECK(frame(kApiVersions, 1, "") == "\0\0\0\x10\0\x12\0\0\0\0\0\1\0\6aweigh"s);
  CHECK(frame(kMetadata, 2, "body") == "\0\0\0\x14\0\3\0\4\0\0\0\2\0\6aweighbody"s);
}

TEST_CASE("a Metadata request names one topic or none, and creates none") {
  CHECK(metadata_request("") == "\0\0\0\0\0"s);
  CHECK(metadata_request("t") == "\0\0\0\1\0\1t\0"s);
}

TEST_CASE("the versions that a Kafka has") {
  const auto versions = read_api_versions("\0\0\0\0\0\2\0\3\0\0\0\x0d\0\x12\0\1\0\4"sv);
  REQUIRE(versions);
  CHECK(versions->error == 0);
  CHECK(versions->has(kMetadata));
  CHECK_FALSE(versions->has(kApiVersions));
  CHECK_FALSE(versions->has(kSaslHandshake));
}

TEST_CASE("the mechanisms of a Kafka") {
  const auto handshake = read_sasl_handshake("\0\x21\0\0\0\2\0\5PLAIN\0\6GSSAPI"sv);
  REQUIRE(handshake);
  CHECK(handshake->error == 33);
  CHECK(handshake->mechanisms == std::vector<std::string>{"PLAIN", "GSSAPI"});
}

TEST_CASE("what a SASL mechanism is told by a Kafka") {
  const auto said = read_sasl_authenticate("\0\0\xff\xff\0\0\0\3r=1"sv);
  REQUIRE(said);
  CHECK(said->error == 0);
  CHECK(said->message.empty());
  CHECK(said->bytes == "r=1");
  const auto refused = read_sasl_authenticate("\0\x3a\0\2no\0\0\0\0"sv);
  REQUIRE(refused);
  CHECK(refused->error == 58);
  CHECK(refused->message == "no");
}

// Kafka 4.1.0's, and the partition by hand.
const std::string kMetadataBody =
    "\0\0\0\0"  // throttle_time_ms
    "\0\0\0\1\0\0\0\1\0\x09"
    "127.0.0.1\0\0\x4a\x94\xff\xff"  // brokers
    "\0\x16"
    "ilME8qu3RLyiEv_Y9KT9bQ"  // cluster_id
    "\0\0\0\1"                // controller_id
    "\0\0\0\1\0\0\0\4nope\0"  // topics
    "\0\0\0\1\0\0\0\0\0\7\0\0\0\1\0\0\0\1\0\0\0\1\0\0\0\1\0\0\0\1"s;

TEST_CASE("the metadata of a Kafka") {
  const auto metadata = read_metadata(kMetadataBody);
  REQUIRE(metadata);
  REQUIRE(metadata->brokers.size() == 1);
  CHECK(metadata->brokers[0].id == 1);
  CHECK(to_text(metadata->brokers[0].advertised) == "127.0.0.1:19092");
  CHECK(metadata->controller == 1);
  CHECK(metadata->topic_error == 0);
  REQUIRE(metadata->partitions.size() == 1);
  CHECK(metadata->partitions[0].index == 7);
  CHECK(metadata->partitions[0].leader == 1);
  CHECK(metadata->find(1) == metadata->brokers.data());
  CHECK(metadata->find(2) == nullptr);
}

TEST_CASE("a body of Kafka's that is cut or too long is none") {
  for (std::size_t length = 0; length < kMetadataBody.size(); ++length) {
    CAPTURE(length);
    CHECK_FALSE(read_metadata(std::string_view(kMetadataBody).substr(0, length)));
  }
  CHECK_FALSE(read_metadata(kMetadataBody + '\0'));
  CHECK_FALSE(read_metadata("\0\0\0\0\x7f\xff\xff\xff"sv));  // two thousand million brokers
  CHECK_FALSE(read_api_versions("\0\0\x7f\xff\xff\xff\0\0"sv));
  CHECK_FALSE(read_sasl_handshake("\0\0\0\0\0\1\x7f\xff"sv));
  CHECK_FALSE(read_sasl_authenticate("\0\0\0\0\x7f\xff\xff\xff"sv));
}

}  // namespace
}  // namespace aweigh::kafka
