#include "probes/mqtt.h"

#include <doctest/doctest.h>

namespace aweigh::mqtt {
namespace {

using namespace std::string_literals;

TEST_CASE("a CONNECT packet of MQTT") {
  CHECK(connect_packet({"me", "", Secret()}) == "\x10\x0e\x00\x04MQTT\x04\x02\x00\x00\x00\x02me"s);
  CHECK(connect_packet({"me", "app", Secret()}) ==
        "\x10\x13\x00\x04MQTT\x04\x82\x00\x00\x00\x02me\x00\x03"
        "app"s);
  CHECK(connect_packet({"me", "app", Secret("pw")}) ==
        "\x10\x17\x00\x04MQTT\x04\xc2\x00\x00\x00\x02me\x00\x03"
        "app\x00\x02pw"s);
}

TEST_CASE("a long CONNECT packet of MQTT has a length of several bytes") {
  const std::string packet = connect_packet({"me", "app", Secret(std::string(300, 'x'))});
  CHECK(packet.starts_with("\x10\xc1\x02\x00\x04MQTT"s));
  CHECK(packet.size() == 3 + 0x141);
}

TEST_CASE("codes of an MQTT broker") {
  struct Case {
    unsigned char code;
    Verdict verdict;
    const char* words;
  };
  const Case cases[] = {
      {0, Verdict::ready, ""},
      {1, Verdict::rejected, "the broker refuses with code 1: unacceptable protocol version"},
      {2, Verdict::rejected, "the broker refuses with code 2: identifier rejected"},
      {3, Verdict::pending, "the broker refuses with code 3: server unavailable"},
      {4, Verdict::rejected, "the broker refuses with code 4: bad user name or password"},
      {5, Verdict::rejected, "the broker refuses with code 5: not authorized"},
      {0x84, Verdict::rejected, "the broker refuses with code 132: unsupported protocol version"},
      {6, Verdict::pending, "the broker refuses with code 6"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.code);
    const std::string connack = {'\0', static_cast<char>(c.code)};
    const Answer answer = judge(connack);
    CHECK(answer.verdict == c.verdict);
    CHECK(answer.words == c.words);
    CHECK(answer.said_no == (c.code != 0));
  }
}

}  // namespace
}  // namespace aweigh::mqtt
