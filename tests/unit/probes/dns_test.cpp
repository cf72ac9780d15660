#include "probes/dns.h"

#include <doctest/doctest.h>

#include "probes/answer.h"

namespace aweigh::dns {
namespace {

Records addresses(const std::vector<const char*>& texts) {
  Records records;
  for (const char* text : texts) {
    records.addresses.push_back(asio::ip::make_address(text));
  }
  return records;
}

TEST_CASE("one of the records must be the wanted one") {
  const Records both = addresses({"10.0.0.1", "fd00::1"});
  const Records names = {.addresses = {}, .values = {"Mail.example", "mx2.example."}};
  const Records texts = {.addresses = {}, .values = {"v=1", ""}};
  struct Case {
    const Records& records;
    RecordType type;
    const char* wanted;
    bool ready;
  };
  const Case cases[] = {
      {both, RecordType::address, "", true},
      {both, RecordType::address, "10.0.0.1", true},
      {both, RecordType::address, "fd00:0:0::0001", true},
      {both, RecordType::address, "10.0.0.2", false},
      {names, RecordType::mx, "", true},
      {names, RecordType::mx, "mail.example", true},
      {names, RecordType::mx, "MAIL.example.", true},
      {names, RecordType::mx, "mx2.example", true},
      {names, RecordType::mx, "mail", false},
      {texts, RecordType::txt, "v=1", true},
      {texts, RecordType::txt, "V=1", false},
      {texts, RecordType::txt, "v=1.", false},
  };
  for (const Case& each : cases) {
    CAPTURE(each.wanted);
    const Answer answer = judge(each.records, each.type, each.wanted);
    CHECK(answer.verdict == (each.ready ? Verdict::ready : Verdict::pending));
    CHECK(answer.said_no == !each.ready);
  }
}

TEST_CASE("the words tell the first records, not the wanted one") {
  const auto words = [](const Records& records) {
    return judge(records, RecordType::address, "10.0.0.9").words;
  };
  CHECK(words(addresses({"10.0.0.1"})) == "expect= asks for another record than 10.0.0.1");
  CHECK(words(addresses({"10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4"})) ==
        "expect= asks for another record than 10.0.0.1, 10.0.0.2, 10.0.0.3, …");
}

}  // namespace
}  // namespace aweigh::dns
