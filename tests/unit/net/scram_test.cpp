#include "net/scram.h"

#include <doctest/doctest.h>

namespace aweigh {
namespace {

constexpr const char* kNonce = "rOprNGfwEbeRWgbNEkqO";
constexpr const char* kServerFirst =
    "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";

ScramClient pencil(ScramHash hash) {
  return {hash, "user", Secret("pencil"), kNonce};
}

struct Login {
  ScramHash hash;
  std::string proof;
  std::string server_final;
};

// The first is that of RFC 7677 §3. No RFC has the second: Python's hashlib and hmac made it.
const Login kLogins[] = {
    {ScramHash::sha256, "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
     "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="},
    {ScramHash::sha512,
     "gMGXRcevScNtxZ6/8lQYpGtnsNAc3mGcmNomv+xnoOMw+3R2xNJdMNnzMlTN8PPC6wdp6dybEmDYXYTxwnYPJQ==",
     "v=ZQnYEgWQMFmmsM8aQMF0nDDCy/AgCzkwk8CmMZYcMg0vSVlKDanekLtifDSeVGT4+5ZxXnJq199RVG2rR7N7Zw=="},
};

TEST_CASE("SCRAM proves both sides") {
  for (const Login& each : kLogins) {
    ScramClient client = pencil(each.hash);
    CHECK(client.first_message() == "n,,n=user,r=rOprNGfwEbeRWgbNEkqO");
    CHECK_FALSE(client.is_proof(each.server_final));
    CHECK(client.final_message(kServerFirst) ==
          "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=" + each.proof);
    CHECK(client.is_proof(each.server_final));
    CHECK(client.is_proof(each.server_final + ",x=an extension"));
  }
}

TEST_CASE("a SCRAM server that does not know the password proves nothing") {
  ScramClient client = pencil(ScramHash::sha256);
  REQUIRE(client.final_message(kServerFirst));
  for (const char* final :
       {"v=AAriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=", "v=6rri", "v=", "v=?", "",
        "e=invalid-proof", "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="}) {
    CAPTURE(final);
    CHECK_FALSE(client.is_proof(final));
  }
}

TEST_CASE("what no SCRAM server begins with") {
  for (const char* first : {
           "",
           "r=rOprNGfwEbeRWgbNEkqO",
           "hello",
           "r=rOprNGfwEbeRWgbNEkqO,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",      // adds nothing
           "r=another,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",                   // another's nonce
           "r=rOprNGfwEbeRWgbNEkqO1,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4095",     // easily guessed
           "r=rOprNGfwEbeRWgbNEkqO1,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=1000001",  // takes for ever
           "r=rOprNGfwEbeRWgbNEkqO1,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=99999999999",
           "r=rOprNGfwEbeRWgbNEkqO1,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=-1",
           "r=rOprNGfwEbeRWgbNEkqO1,s=W22!,i=4096",
           "r=rOprNGfwEbeRWgbNEkqO1,i=4096,s=W22ZaJ0SNY7soEsUEjb6gQ==",
           "m=must,r=rOprNGfwEbeRWgbNEkqO1,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
       }) {
    CAPTURE(first);
    CHECK_FALSE(pencil(ScramHash::sha256).final_message(first));
  }
}

TEST_CASE("a SCRAM user's name is escaped") {
  const ScramClient client(ScramHash::sha256, "a=b,c", Secret("x"), "nonce");
  CHECK(client.first_message() == "n,,n=a=3Db=2Cc,r=nonce");
}

TEST_CASE("a SCRAM nonce is made anew") {
  CHECK(make_scram_nonce() != make_scram_nonce());
  CHECK(make_scram_nonce().size() == 24);
  CHECK(make_scram_nonce().find(',') == std::string::npos);
}

}  // namespace
}  // namespace aweigh
