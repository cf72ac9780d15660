#include "probes/http/expectation.h"

#include <doctest/doctest.h>

#include "contains.h"
#include "probes/registry.h"
#include "target/parse.h"

namespace aweigh::http {
namespace {

Result<Expectation> expecting(const std::string& options) {
  const auto target = parse_target("http://host/#" + options, target_kinds(), {});
  REQUIRE_MESSAGE(target, target.error().message);
  return Expectation::read(*target);
}

Answer judged(const std::string& options, std::string_view bytes) {
  const auto expectation = expecting(options);
  REQUIRE_MESSAGE(expectation, expectation.error().message);
  Response response(false, 100);
  REQUIRE(response.feed(bytes));
  response.finish();
  REQUIRE(response.is_enough());
  return expectation->judge(response);
}

std::string with_status(const std::string& status) {
  return "HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n";
}

std::string with_body(const std::string& body) {
  return "HTTP/1.1 200 OK\r\nContent-Type: text/plain; x=y\r\nVia: a\r\nVia: b\r\n\r\n" + body;
}

TEST_CASE("a list of statuses is read") {
  using Ranges = std::vector<StatusRange>;
  CHECK(parse_status_list("200") == Ranges{{200, 200}});
  CHECK(parse_status_list("200,204,300-399") == Ranges{{200, 200}, {204, 204}, {300, 399}});
  CHECK(parse_status_list("100-999") == Ranges{{100, 999}});
}

TEST_CASE("what is no list of statuses is not shown, for it could be a secret") {
  for (const char* text : {"", "banana", "200,", ",200", "200,,204", "200-", "-200", "300-200",
                           "2xx", "20", "2000", "+200", " 200", "200-300-400", "099"}) {
    CAPTURE(text);
    const auto list = parse_status_list(text);
    REQUIRE_FALSE(list);
    CHECK(list.error().message ==
          "its option status is no list of statuses (write status=200,204,300-399)");
  }
}

TEST_CASE("200 to 399 is good, or what status= says") {
  struct {
    const char* options;
    const char* status;
    bool good;
  } const cases[] = {
      {"", "200 OK", true},
      {"", "399 x", true},
      {"", "400 Bad Request", false},
      {"", "503 Service Unavailable", false},
      {"", "101 Switching Protocols", false},
      {"status=503", "503 Service Unavailable", true},
      {"status=503", "200 OK", false},
      {"status=200,400-404", "403 Forbidden", true},
      {"status=200,400-404", "405 Method Not Allowed", false},
      {"status=200&status=204", "204 No Content", true},
  };
  for (const auto& [options, status, good] : cases) {
    CAPTURE(options);
    CAPTURE(status);
    const Answer answer = judged(options, with_status(status));
    CHECK(answer.verdict == (good ? Verdict::ready : Verdict::pending));
    if (!good) {
      CHECK(answer.words.starts_with(status));
      CHECK(answer.stage == Stage::query);
      CHECK(answer.said_no);
    }
  }
}

TEST_CASE("a status that has to do with credentials gets advice") {
  for (const char* status : {"401 Unauthorized", "403 Forbidden"}) {
    const Answer answer = judged("", with_status(status));
    CHECK(answer.verdict == Verdict::pending);
    CHECK(contains(answer.advice, "password"));
  }
}

TEST_CASE("only a status in the option is named by the target") {
  CHECK_FALSE(expecting("")->names(302));
  CHECK_FALSE(expecting("status=200")->names(302));
  CHECK(expecting("status=200,300-303")->names(302));
}

TEST_CASE("header and body are looked into") {
  struct {
    const char* options;
    const char* body;
    const char* words;  // nullptr: ready
  } const cases[] = {
      {"expect-header=content-type:text/plain", "", nullptr},
      {"expect-header=Content-Type: text/plain ", "", nullptr},
      {"expect-header=Content-Type:", "", nullptr},
      {"expect-header=Via:b", "", nullptr},
      {"expect-header=Via:a&expect-header=Via:c", "", "expect-header="},
      {"expect-header=X:", "", "expect-header="},
      {"body=ready", "it is ready now", nullptr},
      {"body=it%20is&body=now", "it is ready now", nullptr},
      {"body=it&body=never", "it is ready now", "body="},
      {"body=READY", "it is ready now", "body="},
      {"body=/^it is (ready|up)/", "it is ready now", nullptr},
      {"body=/^it is (ready|up)/&body=now", "well, it is ready now", "body="},
      {"json=/a=b", "{\"a\":\"b\"}", nullptr},
      {"json=/a/0/b~1c=d=e", R"({"a":[{"b/c":"d=e"}]})", nullptr},
      {"json=/a=1&json=/b=true&json=/c=null&json=/d=", R"({"a":1,"b":true,"c":null,"d":""})",
       nullptr},
      {"json=/a=1.5&json=/b=[1,{}]", R"({"a":1.5,"b":[1, { }]})", nullptr},
      {"json==ok", "\"ok\"", nullptr},
      {"json=/a=yellow|green", R"({"a":"yellow"})", nullptr},
      {"json=/a=yellow|green", R"({"a":"green"})", nullptr},
      {"json=/a=yellow|green", R"({"a":"yellow|green"})", nullptr},
      {"json=/a=1|null", R"({"a":null})", nullptr},
      {"json=/a=yellow|green", R"({"a":"red"})", "another value than red"},
      {"json=/a=yellow|green", R"({"a":"low"})", "another value than low"},
      {"json=/a=yellow|green", R"({"a":""})", "another value than "},
      {"json=/a=b", R"({"a":"starting"})", "another value than starting"},
      {"json=/a=b&json=/c=d", R"({"a":"b","c":7})", "another value than 7"},
      {"json=/a/b=c", R"({"a":"b"})", "nothing where json= looks"},
      {"json=/a", R"({"a":false})", nullptr},
      {"json=/a", R"({"a":null})", "another value than null"},
      {"json=/a", R"({"b":1})", "nothing where json= looks"},
      {"json=/a!=red", R"({"a":"green"})", nullptr},
      {"json=/a!=red", R"({"a":"red"})", "another value than red"},
      {"json=/a!=red|yellow", R"({"a":"yellow"})", "another value than yellow"},
      {"json=/a!=null", R"({"a":0})", nullptr},
      {"json=/a!=red", R"({"b":1})", "nothing where json= looks"},
      {"json=!=red", "\"green\"", nullptr},
      {"json=/a>=3", R"({"a":3})", nullptr},
      {"json=/a>=3", R"({"a":3.5})", nullptr},
      {"json=/a>=3", R"({"a":2.5})", "another value than 2.5"},
      {"json=/a>=-1&json=/a<=1", R"({"a":0})", nullptr},
      {"json=/a<=-1.5e1", R"({"a":-16})", nullptr},
      {"json=/a<=3", R"({"a":4})", "another value than 4"},
      {"json=/a<=3", R"({"a":"2"})", "another value than 2"},
      {"json=/a>=3", R"({"a":18446744073709551615})", nullptr},
      {"json=/a=b", "<html>", "no JSON"},
      {"json=/a=b", "", "no JSON"},
      {"json=/a=b", "{\"a\":\"b\"", "no JSON"},
  };
  for (const auto& [options, body, words] : cases) {
    CAPTURE(options);
    CAPTURE(body);
    const Answer answer = judged(options, with_body(body));
    CAPTURE(answer.words);
    CHECK(answer.verdict == (words == nullptr ? Verdict::ready : Verdict::pending));
    CHECK(contains(answer.words, words == nullptr ? "" : words));
  }
}

TEST_CASE("JSON that is longer than what is kept is said to be so") {
  const Answer answer =
      judged("json=/a=b", with_body("{\"a\":\"b\"" + std::string(100, ' ') + "}"));
  CHECK(answer.verdict == Verdict::pending);
  CHECK(contains(answer.words, "too long"));
}

TEST_CASE("what the options want is not in the words: it may be a secret") {
  for (const char* options : {"body=s3cret", "body=/s3cret/", "json=/s3cret", "json=/s3cret=s3cret",
                              "expect-header=s3cret:s3cret"}) {
    CAPTURE(options);
    const Answer answer = judged(options, with_body("{}"));
    CHECK(answer.verdict == Verdict::pending);
    CHECK(!contains(answer.words, "s3cret"));
  }
}

TEST_CASE("options that cannot be met are errors") {
  for (const char* options :
       {"status=s3cret", "json=s3cret", "json=s3cret=x", "json=s3cret!=x", "json=/s3cret>=s3cret",
        "json=/s3cret<=", "json=/s3cret>=\"1\"", "json=/s3cret<=1|2", "expect-header=s3cret",
        "expect-header=:s3cret", "body=/(s3cret/", "expect-header=s3 cret:x",
        "expect-header=X:s3cret%0a"}) {
    CAPTURE(options);
    const auto expectation = expecting(options);
    REQUIRE_FALSE(expectation);
    CHECK(expectation.error().code == ExitCode::usage);
    CHECK(!contains(expectation.error().message, "s3cret"));
  }
}

}  // namespace
}  // namespace aweigh::http
