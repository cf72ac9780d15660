#include "probes/exchange.h"

#include <doctest/doctest.h>

namespace aweigh {
namespace {

TEST_CASE("the words that came instead are told, and cut") {
  Answer answer = unexpected("the server closed the connection", "");
  CHECK(answer.words == "the server closed the connection");
  CHECK_FALSE(answer.said_no);
  answer = unexpected("it closed the connection after", "ERROR\r\n");
  CHECK(answer.verdict == Verdict::pending);
  CHECK(answer.words == "it closed the connection after \"ERROR\"");
  CHECK(answer.said_no);
  answer = unexpected("why", std::string(10'000, 'x'));
  CHECK(answer.words == "why \"" + std::string(80, 'x') + "…\"");
  CHECK(answer.said_no);
  CHECK_FALSE(unexpected("64 KiB:", std::string(65'536, 'x')).said_no);
}

}  // namespace
}  // namespace aweigh
