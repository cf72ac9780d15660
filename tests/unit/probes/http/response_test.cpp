#include "probes/http/response.h"

#include <doctest/doctest.h>
#include <string>

namespace aweigh::http {
namespace {

constexpr std::size_t kKept = 1 << 20;

struct Given {
  const char* name;
  std::string bytes;
  bool closed;  ///< the server hangs up behind them
  int status;
  std::string body;
};

const Given kAnswers[] = {
    {"with a length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhellomore", false, 200, "hello"},
    {"in chunks",
     "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n"
     "0\r\nTrailer: t\r\n\r\n",
     false, 200, "hello"},
    {"until the end of the connection", "HTTP/1.1 200 OK\r\n\r\nhello", true, 200, "hello"},
    {"of HTTP/1.0", "HTTP/1.0 503 Down\r\nServer: old\r\n\r\nhello", true, 503, "hello"},
    {"without a body", "HTTP/1.1 204 No Content\r\n\r\n", false, 204, ""},
    {"without words", "HTTP/1.1 404\r\nContent-Length: 0\r\n\r\n", false, 404, ""},
    {"with bare line feeds", "HTTP/1.1 200 OK\nContent-Length: 5\n\nhello", false, 200, "hello"},
    {"after interim ones",
     "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n"
     "\r\nHTTP/1.1 201 Made\r\nContent-Length: 5\r\n\r\nhello",
     false, 201, "hello"},
};

TEST_CASE("an answer is read, however it is cut") {
  for (const Given& given : kAnswers) {
    for (std::size_t cut = 0; cut <= given.bytes.size(); ++cut) {
      CAPTURE(given.name);
      CAPTURE(cut);
      Response response(false, kKept);
      CHECK(response.feed(std::string_view(given.bytes).substr(0, cut)));
      CHECK(response.feed(std::string_view(given.bytes).substr(cut)));
      if (given.closed) {
        CHECK_FALSE(response.is_enough());
        response.finish();
      }
      REQUIRE(response.is_enough());
      CHECK(response.has_ended());
      CHECK(response.status() == given.status);
      CHECK(response.body() == given.body);
    }
  }
}

TEST_CASE("an answer is read byte by byte") {
  for (const Given& given : kAnswers) {
    CAPTURE(given.name);
    Response response(false, kKept);
    for (const char& byte : given.bytes) {
      CHECK(response.feed({&byte, 1}));
    }
    response.finish();
    CHECK(response.status() == given.status);
    CHECK(response.body() == given.body);
  }
}

TEST_CASE("status and header are enough where nobody wants the body") {
  Response response(false, 0);
  CHECK(response.feed("HTTP/1.1 200 OK\r\nContent-Length: 9"));
  CHECK_FALSE(response.is_enough());
  CHECK(response.feed("99\r\n\r\n"));
  CHECK(response.is_enough());
  CHECK_FALSE(response.has_ended());
  CHECK(response.feed(std::string(998, 'x')));
  CHECK_FALSE(response.has_ended());
  CHECK(response.feed("x"));
  CHECK(response.has_ended());
  CHECK(response.body().empty());
}

TEST_CASE("the answer to a HEAD has no body, whatever it says of its length") {
  Response response(true, kKept);
  CHECK(response.feed("HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n"));
  CHECK(response.has_ended());
}

TEST_CASE("the lines of the header are kept, its trailer is not") {
  Response response(false, kKept);
  CHECK(
      response.feed("HTTP/1.1 200 OK\r\nX-Empty:\r\nX-Blank:  a b \t\r\nX-Empty: no\r\n"
                    "Transfer-Encoding: chunked\r\n\r\n0\r\nX-Late: x\r\n\r\n"));
  REQUIRE(response.header().size() == 4);
  CHECK(response.header()[0].name == "X-Empty");
  CHECK(response.header()[0].value.empty());
  CHECK(response.header()[1].value == "a b");
  CHECK(response.header()[2].value == "no");
}

TEST_CASE("an answer that breaks off is not complete") {
  for (const char* bytes : {"", "HTTP/1.1", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n",
                            "HTTP/1.1 100 Continue\r\n\r\n"}) {
    CAPTURE(bytes);
    Response response(false, kKept);
    CHECK(response.feed(bytes));
    response.finish();
    CHECK_FALSE(response.is_enough());
  }
  Response in_body(false, kKept);
  CHECK(in_body.feed("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell"));
  in_body.finish();
  CHECK_FALSE(in_body.is_enough());
}

TEST_CASE("what is not HTTP is said to be so") {
  for (const char* bytes :
       {"SSH-2.0-OpenSSH_9.2p1\r\n", "220 mail ESMTP\r\n", "-ERR unknown command 'GET'\r\n",
        "\x15\x03\x01\x02\x02P", "HTTP/9.9 200 OK\r\n\r\n", "HTTP/1.1 2x0 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: banana\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n"}) {
    CAPTURE(bytes);
    Response response(false, kKept);
    CHECK_FALSE(response.feed(bytes));
    CHECK(response.problem().starts_with("the answer is not HTTP ("));
  }
}

TEST_CASE("a broken body is a problem of those who want it") {
  const std::string bytes = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nbanana\r\n";
  Response wanted(false, kKept);
  CHECK_FALSE(wanted.feed(bytes));
  Response unwanted(false, 0);
  CHECK(unwanted.feed(bytes));
  CHECK(unwanted.is_enough());
}

TEST_CASE("a header without end is given up") {
  for (const char* line : {"X-Endless: x\r\n", "HTTP/1.1 100 Continue\r\n\r\n"}) {
    CAPTURE(line);
    Response response(false, kKept);
    bool taken = response.feed(line[0] == 'X' ? "HTTP/1.1 200 OK\r\n" : "");
    std::size_t fed = 0;
    while (taken && fed < 1 << 20) {
      taken = response.feed(line);
      fed += std::string_view(line).size();
    }
    CHECK_FALSE(taken);
    CHECK(fed < 70'000);
    CHECK(response.problem() == "the answer's header is longer than 64 kB");
  }
}

TEST_CASE("no more of a body is kept than asked for") {
  Response response(false, 10);
  CHECK(response.feed("HTTP/1.1 200 OK\r\n\r\n12345"));
  CHECK_FALSE(response.is_enough());
  CHECK(response.feed("67890x"));
  CHECK(response.is_enough());
  CHECK(response.is_cut());
  CHECK(response.feed("and more"));
  CHECK(response.body() == "1234567890");
}

}  // namespace
}  // namespace aweigh::http
