#include "probes/amqp/method.h"

#include <doctest/doctest.h>

namespace aweigh::amqp {
namespace {

using namespace std::string_literals;

TEST_CASE("a method stands in a frame") {
  CHECK(method_frame(1, Method::channel_open, short_string("")) ==
        "\x01\x00\x01\x00\x00\x00\x05\x00\x14\x00\x0a\x00\xce"s);
  CHECK(method_frame(0, Method::connection_close_ok, "") ==
        "\x01\x00\x00\x00\x00\x00\x04\x00\x0a\x00\x33\xce"s);
}

TEST_CASE("a login by PLAIN") {
  CHECK(start_ok("me", "pw") ==
        "\x00\x00\x00\x44"
        "\x07productS\x00\x00\x00\x06"
        "aweigh"
        "\x0c"
        "capabilitiesF\x00\x00\x00\x1f"
        "\x1c"
        "authentication_failure_closet\x01"
        "\x05PLAIN"
        "\x00\x00\x00\x06\x00me\x00pw"
        "\x05"
        "en_US"s);
}

TEST_CASE("the server's limits are taken, without heartbeats") {
  CHECK(tune_ok("\x07\xff\x00\x02\x00\x00\x00\x3c"s) == "\x07\xff\x00\x02\x00\x00\x00\x00"s);
  CHECK(tune_ok("\x07\xff\x00").empty());
}

TEST_CASE("declarations that only ask") {
  CHECK(passive_queue("jobs") == "\x00\x00\x04jobs\x01\x00\x00\x00\x00"s);
  CHECK(passive_exchange("in") ==
        "\x00\x00\x02in\x06"
        "direct\x01\x00\x00\x00\x00"s);
}

}  // namespace
}  // namespace aweigh::amqp
