#include "probes/temporal/namespace.h"

#include <doctest/doctest.h>

#include "contains.h"
#include "probes/grpc/protobuf.h"

namespace aweigh::temporal {
namespace {

using namespace std::string_literals;

/// A response with its NamespaceInfo, and behind that the field is_global_namespace.
std::string response(const std::string& info) {
  return grpc::text_field(1, info) + "\x28\x01";
}

TEST_CASE("what a namespace is") {
  struct Case {
    std::string message;
    Verdict verdict;
    const char* words;
  };
  const std::string named = grpc::text_field(1, "orders");
  const std::string described = grpc::text_field(3, "of the shop");
  const Case cases[] = {
      {response(named + "\x10\x01" + described), Verdict::ready, ""},
      {response(named + "\x10\x02"), Verdict::rejected, "the namespace is DEPRECATED"},
      {response(named + "\x10\x03"), Verdict::pending, "the namespace is DELETED"},
      {response(named + "\x10\x09"), Verdict::pending, "the namespace's state is 9"},
      {response(named), Verdict::rejected, "the answer is not that of Temporal"},
      {response("\x10"), Verdict::rejected, "the answer is not that of Temporal"},
      {"", Verdict::rejected, "the answer is not that of Temporal"},
      {"\x0a\x05", Verdict::rejected, "the answer is not that of Temporal"},
  };
  for (const Case& each : cases) {
    CAPTURE(each.message);
    const Answer answer = judge_namespace(each.message);
    CHECK(answer.verdict == each.verdict);
    CHECK(answer.words == each.words);
    CHECK(answer.said_no == contains(each.words, "the namespace"));
  }
}

TEST_CASE("a namespace is asked for by its name") {
  CHECK(describe_request("orders") ==
        "\0\0\0\0\x08\x0a\x06"
        "orders"s);
}

}  // namespace
}  // namespace aweigh::temporal
