#include "mysql/login.h"

#include <doctest/doctest.h>
#include <string>
#include <tuple>
#include <vector>

#include "contains.h"
#include "mysql/auth.h"

namespace aweigh::mysql {
namespace {

using namespace std::string_literals;

const std::string kChallenge = "abcdefghijklmnopqrst";
const std::string kOk = "\0\0\0\x02\0\0\0"s;

const char* const kRsaKey =
    "-----BEGIN PUBLIC KEY-----\n"
    "MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAL9EEuTf3WQPnN35TZpAP4AmMM8IuU9a\n"
    "EUeSk8XFYk9mrPJsF8bSATkmErl0rx7ivAeii2swvc+hqnRgqPYS+NkCAwEAAQ==\n"
    "-----END PUBLIC KEY-----\n";

Greeting greeting(std::string plugin) {
  return {.capabilities = ~0U, .challenge = kChallenge, .plugin = std::move(plugin)};
}

Account app() {
  return {"app", Secret("secret"), "shop"};
}

std::string prove(const char* plugin, const std::string& challenge) {
  return find_auth_plugin(plugin)->prove(Secret("secret"), challenge);
}

std::string sent(const Step& step) {
  const auto* send = std::get_if<Send>(&step);
  return send == nullptr ? "(nothing)" : send->payload;
}

TEST_CASE("a login tries the server's plugin, or else the one that all know") {
  struct Case {
    const char* favourite;
    const char* tried;
  };
  const Case cases[] = {
      {"mysql_native_password", "mysql_native_password"},
      {"caching_sha2_password", "caching_sha2_password"},
      {"auth_gssapi_client", "mysql_native_password"},
      {"mysql_clear_password", "mysql_native_password"},
      {"", "mysql_native_password"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.favourite);
    Login login(app(), greeting(c.favourite));
    const std::string payload = sent(login.begin(Disclosure::proof));
    CHECK(payload.find("app\0"s) == 32);
    CHECK(contains(payload, prove(c.tried, kChallenge)));
    CHECK(payload.ends_with("shop\0"s + c.tried + '\0'));
    CHECK(std::holds_alternative<Welcome>(login.next(kOk)));
  }
}

TEST_CASE("a login asks for what the server can") {
  Greeting old = greeting("");
  old.capabilities = kProtocol41 | kSecureConnection;
  Login login(app(), old);
  const std::string payload = sent(login.begin(Disclosure::proof));
  CHECK(payload.substr(0, 4) == "\0\x82\0\0"s);
  CHECK(payload.ends_with(prove("mysql_native_password", kChallenge)));
}

TEST_CASE("without a database none is named, without a password nothing is proved") {
  Login login({"app", Secret(), ""}, greeting("mysql_native_password"));
  CHECK(sent(login.begin(Disclosure::proof)).substr(32) == "app\0\0mysql_native_password\0"s);
}

TEST_CASE("the request for TLS announces the capabilities of the login") {
  Login login(app(), greeting("caching_sha2_password"));
  const std::string request = login.ask_for_tls();
  CHECK(request.size() == 32);
  CHECK(sent(login.begin(Disclosure::clear_text)).starts_with(request));
  CHECK((static_cast<unsigned char>(request[1]) & 0x08U) != 0);  // CLIENT_SSL
}

TEST_CASE("an account's own plugin answers its own challenge") {
  struct Case {
    const char* plugin;
    std::string challenge;
  };
  const std::string other = "ABCDEFGHIJKLMNOPQRST";
  const std::string longer = "ABCDEFGHIJKLMNOPQRSTUVWXYZ12345\0"s;  // may end in any byte
  const Case cases[] = {
      {"mysql_native_password", other},
      {"caching_sha2_password", other},
      {"client_ed25519", longer},
  };
  for (const Case& c : cases) {
    CAPTURE(c.plugin);
    Login login(app(), greeting("mysql_native_password"));
    std::ignore = login.begin(Disclosure::proof);
    const Step step = login.next("\xfe"s + c.plugin + '\0' + c.challenge + '\0');
    CHECK(sent(step) == prove(c.plugin, c.challenge));
    CHECK(std::holds_alternative<Welcome>(login.next(kOk)));
  }
}

TEST_CASE("caching_sha2_password: a password in the server's cache needs no more") {
  Login login(app(), greeting("caching_sha2_password"));
  std::ignore = login.begin(Disclosure::proof);
  CHECK(std::holds_alternative<Wait>(login.next("\x01\x03")));
  CHECK(std::holds_alternative<Welcome>(login.next(kOk)));
}

TEST_CASE("caching_sha2_password: a server gets no more of the password than it may be told") {
  for (const Disclosure most : {Disclosure::clear_text, Disclosure::tunnelled}) {
    Login login(app(), greeting("caching_sha2_password"));
    std::ignore = login.begin(most);
    CHECK(sent(login.next("\x01\x04")) == "secret\0"s);
  }

  Login open(app(), greeting("caching_sha2_password"));
  std::ignore = open.begin(Disclosure::sealed);
  CHECK(sent(open.next("\x01\x04")) == "\x02");
  CHECK(std::holds_alternative<NotMysql>(open.next("\x01no key")));

  Login unverified(app(), greeting("caching_sha2_password"));
  std::ignore = unverified.begin(Disclosure::proof);
  const Step step = unverified.next("\x01\x04");
  REQUIRE(std::holds_alternative<Unable>(step));
  CHECK(contains(std::get<Unable>(step).advice, "#tls=verify"));
}

TEST_CASE("mysql_clear_password: a server gets no more of the password than it may be told") {
  const std::string request = "\xfemysql_clear_password\0"s;
  Login trusted(app(), greeting("mysql_native_password"));
  std::ignore = trusted.begin(Disclosure::clear_text);
  CHECK(sent(trusted.next(request)) == "secret\0"s);

  struct Case {
    Disclosure most;
    const char* advice;
  };
  const Case cases[] = {{Disclosure::sealed, "#tls=require"},
                        {Disclosure::proof, "#tls=verify"},
                        {Disclosure::tunnelled, "#tls=verify"}};
  for (const Case& c : cases) {
    CAPTURE(c.advice);
    Login login(app(), greeting("mysql_native_password"));
    std::ignore = login.begin(c.most);
    const Step step = login.next(request);
    REQUIRE(std::holds_alternative<Unable>(step));
    CHECK(contains(std::get<Unable>(step).advice, c.advice));
  }
}

TEST_CASE("caching_sha2_password: a key that was not asked for seals nothing") {
  for (const Disclosure most : {Disclosure::proof, Disclosure::sealed, Disclosure::clear_text}) {
    Login login(app(), greeting("caching_sha2_password"));
    std::ignore = login.begin(most);
    CHECK(std::holds_alternative<NotMysql>(login.next("\x01"s + kRsaKey)));
  }
  Login asked(app(), greeting("caching_sha2_password"));
  std::ignore = asked.begin(Disclosure::sealed);
  std::ignore = asked.next("\x01\x04");
  CHECK(sent(asked.next("\x01"s + kRsaKey)).size() == 64);
  CHECK(std::holds_alternative<NotMysql>(asked.next("\x01"s + kRsaKey)));
}

TEST_CASE("an account without a password has nothing to hide") {
  Login login({"app", Secret(), ""}, greeting("caching_sha2_password"));
  std::ignore = login.begin(Disclosure::proof);
  CHECK(sent(login.next("\x01\x04")) == "\0"s);
}

TEST_CASE("a plugin that we do not know is named") {
  struct Case {
    std::string request;
    const char* name;
  };
  const Case cases[] = {{"\xfe"
                         "dialog\0"s,
                         "dialog"},
                        {"\xfe", "mysql_old_password"}};
  for (const Case& c : cases) {
    CAPTURE(c.name);
    Login login(app(), greeting("mysql_native_password"));
    std::ignore = login.begin(Disclosure::clear_text);
    const Step step = login.next(c.request);
    REQUIRE(std::holds_alternative<Unable>(step));
    CHECK(std::get<Unable>(step).words.ends_with(c.name));
    CHECK(contains(std::get<Unable>(step).advice, "caching_sha2_password"));
  }
}

TEST_CASE("an error ends the login") {
  Login login(app(), greeting("mysql_native_password"));
  std::ignore = login.begin(Disclosure::proof);
  const Step step = login.next("\xff\x15\x04#28000Access denied");
  REQUIRE(std::holds_alternative<Refused>(step));
  CHECK(std::get<Refused>(step).error.code == 1045);
}

TEST_CASE("what fits nowhere is not MySQL's") {
  const std::string change = "\xfemysql_native_password\0"s + kChallenge;
  const std::vector<std::string> conversations[] = {
      {""},
      {"\x0a"
       "8.0.36"},
      {"\x01\x04"},                           // the plugin in use has nothing to say
      {"\xfemysql_native_password\0short"s},  // no challenge to speak of
      {"\xfe"
       "caching_sha2_password\0"s},  // none at all
      {"\xfe"
       "a name without an end"},
      {change, change},
  };
  for (const auto& conversation : conversations) {
    Login login(app(), greeting("mysql_native_password"));
    std::ignore = login.begin(Disclosure::proof);
    Step step = Wait{};
    for (const std::string& payload : conversation) {
      step = login.next(payload);
    }
    CAPTURE(conversation.back());
    CHECK(std::holds_alternative<NotMysql>(step));
  }
}

}  // namespace
}  // namespace aweigh::mysql
