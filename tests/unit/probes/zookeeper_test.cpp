#include "probes/zookeeper.h"

#include <doctest/doctest.h>

#include "net/fields.h"

namespace aweigh::zookeeper {
namespace {

std::string response(std::uint64_t version, std::uint64_t session, std::size_t password) {
  return big_endian(version, 4) + big_endian(4000, 4) + big_endian(session, 8) +
         big_endian(password, 4) + std::string(password, 'p');
}

TEST_CASE("requests to a ZooKeeper have their length before them") {
  CHECK(connect_request().size() == 4 + 45);
  CHECK(connect_request().starts_with(std::string_view("\0\0\0\x2d\0\0\0\0", 8)));
  CHECK(close_request() == std::string_view("\0\0\0\x08\0\0\0\x01\xff\xff\xff\xf5", 12));
}

TEST_CASE("a ZooKeeper that gives a session is ready") {
  const auto ready = judge_connect_response(response(0, 0x100'0031'b0ad'0000, 16));
  REQUIRE(ready);
  CHECK(ready->verdict == Verdict::ready);
  const auto read_only_behind = judge_connect_response(response(0, 1, 16) + '\0');
  REQUIRE(read_only_behind);
  CHECK(read_only_behind->verdict == Verdict::ready);
  const auto none = judge_connect_response(response(0, 0, 16));
  REQUIRE(none);
  CHECK(none->verdict == Verdict::pending);
  CHECK(none->said_no);
}

TEST_CASE("what is no ConnectResponse") {
  CHECK_FALSE(judge_connect_response(""));
  CHECK_FALSE(judge_connect_response(response(0, 1, 16).substr(0, 35)));
  CHECK_FALSE(judge_connect_response(response(0, 1, 15)));
  CHECK_FALSE(judge_connect_response(response(7, 1, 16)));
  CHECK_FALSE(judge_connect_response(std::string(40, 'A')));
}

}  // namespace
}  // namespace aweigh::zookeeper
