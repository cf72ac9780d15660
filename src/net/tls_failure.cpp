// Puts OpenSSL's errors into words, with advice.
// Stream asks for them when a handshake, a read or a write fails.

#include "net/tls_failure.h"

#include <algorithm>
#include <asio/ip/address.hpp>
#include <asio/ssl/error.hpp>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <span>

#include "base/owned.h"

namespace aweigh {
namespace {

struct Advice {
  int code;
  const char* words;
};

constexpr auto* kNameAuthority = "name the authority that signed it: #ca=FILE";
constexpr auto* kNameServer =
    "connect by a name that the certificate holds, or tell it: #servername=NAME";
constexpr auto* kOursIsWanted = "the server may want a certificate of ours: #cert=FILE&key=FILE";
constexpr auto* kOursIsNotGood = "check the certificate that the target names: #cert=FILE&key=FILE";
constexpr auto* kVersions = "the server must speak TLS 1.2 or 1.3";
constexpr auto* kNotTls = "is this the port of a TLS server?";

/// What to do about the server's certificate (openssl-verification-options(1)).
constexpr Advice kOfVerification[] = {
    {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, kNameAuthority},
    {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, kNameAuthority},
    {X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, kNameAuthority},
    {X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, kNameAuthority},
    {X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, kNameAuthority},
    {X509_V_ERR_HOSTNAME_MISMATCH, kNameServer},
    {X509_V_ERR_IP_ADDRESS_MISMATCH, kNameServer},
    {X509_V_ERR_CERT_HAS_EXPIRED, "renew the server's certificate"},
    {X509_V_ERR_CERT_NOT_YET_VALID, "check the clock here and the certificate there"},
};

/// What to do about the server's alert (RFC 8446 §6).
constexpr Advice kOfAlert[] = {
    {SSL_AD_HANDSHAKE_FAILURE, kOursIsWanted},
    {SSL_AD_CERTIFICATE_REQUIRED, kOursIsWanted},
    {SSL_AD_BAD_CERTIFICATE, kOursIsNotGood},
    {SSL_AD_UNSUPPORTED_CERTIFICATE, kOursIsNotGood},
    {SSL_AD_CERTIFICATE_REVOKED, kOursIsNotGood},
    {SSL_AD_CERTIFICATE_EXPIRED, kOursIsNotGood},
    {SSL_AD_CERTIFICATE_UNKNOWN, kOursIsNotGood},
    {SSL_AD_UNKNOWN_CA, kOursIsNotGood},
    {SSL_AD_PROTOCOL_VERSION, kVersions},
    {SSL_AD_NO_APPLICATION_PROTOCOL, "is it the right port?"},
    {SSL_AD_UNRECOGNIZED_NAME, "tell it a name that it knows: #servername=NAME"},
};

/// What to do about an answer that OpenSSL could not take.
constexpr Advice kOfAnswer[] = {
    {SSL_R_WRONG_VERSION_NUMBER, kNotTls},      {SSL_R_PACKET_LENGTH_TOO_LONG, kNotTls},
    {SSL_R_BAD_RECORD_TYPE, kNotTls},           {SSL_R_UNEXPECTED_MESSAGE, kNotTls},
    {SSL_R_UNKNOWN_PROTOCOL, kNotTls},          {SSL_R_DATA_LENGTH_TOO_LONG, kNotTls},
    {SSL_R_ENCRYPTED_LENGTH_TOO_LONG, kNotTls}, {SSL_R_UNSUPPORTED_PROTOCOL, kVersions},
};

const char* find_advice(std::span<const Advice> table, int code) {
  const auto found = std::ranges::find(table, code, &Advice::code);
  return found == table.end() ? "" : found->words;
}

ConnectFailure rejected(std::string words, const char* advice) {
  return {.stage = Stage::tls, .words = std::move(words), .rejected = true, .advice = advice};
}

std::string_view bytes_of(const ASN1_STRING* text) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
          static_cast<std::size_t>(ASN1_STRING_length(text))};
}

/// Empty: neither a host nor an address.
std::string text_of(const GENERAL_NAME* name) {
  std::string text;
  if (name->type == GEN_DNS) {
    text = bytes_of(name->d.dNSName);
  } else if (name->type == GEN_IPADD) {
    const std::string_view bytes = bytes_of(name->d.iPAddress);
    if (asio::ip::address_v4::bytes_type v4; bytes.size() == v4.size()) {
      std::ranges::copy(bytes, v4.begin());
      text = asio::ip::address_v4(v4).to_string();
    } else if (asio::ip::address_v6::bytes_type v6; bytes.size() == v6.size()) {
      std::ranges::copy(bytes, v6.begin());
      text = asio::ip::address_v6(v6).to_string();
    }
  }
  return text;
}

/// "db.internal, 10.0.0.5": the names in the server's certificate, as many as fit into a line.
std::string names_in_certificate(const SSL* ssl) {
  constexpr std::size_t kEnough = 100;
  const STACK_OF(X509)* chain = SSL_get_peer_cert_chain(ssl);
  if (chain == nullptr || sk_X509_num(chain) == 0) {
    return "";
  }
  const Owned<GENERAL_NAMES, GENERAL_NAMES_free> names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(sk_X509_value(chain, 0), NID_subject_alt_name, nullptr, nullptr)));
  std::string list;
  for (int at = 0; names && at < sk_GENERAL_NAME_num(names.get()); ++at) {
    if (const std::string name = text_of(sk_GENERAL_NAME_value(names.get(), at)); !name.empty()) {
      list += (list.empty() ? "" : ", ") + name;
    }
    if (list.size() > kEnough) {
      return list.substr(0, kEnough) + "…";
    }
  }
  return list;
}

ConnectFailure bad_certificate(const SSL* ssl) {
  const long result = SSL_get_verify_result(ssl);
  std::string words = X509_verify_cert_error_string(result);
  if (result == X509_V_ERR_HOSTNAME_MISMATCH || result == X509_V_ERR_IP_ADDRESS_MISMATCH) {
    if (const std::string names = names_in_certificate(ssl); !names.empty()) {
      words += ": the certificate is for " + names;
    }
  }
  return rejected(std::move(words), find_advice(kOfVerification, static_cast<int>(result)));
}

/// OpenSSL says "tlsv13 alert certificate required" where only the last two words matter.
std::string words_of_alert(std::string_view reason) {
  constexpr std::string_view kAlert = "alert ";
  reason.remove_prefix(std::min(reason.find(' ') + 1, reason.size()));
  if (reason.starts_with(kAlert)) {
    reason.remove_prefix(kAlert.size());
  }
  return "the server ended the TLS handshake: " + std::string(reason);
}

}  // namespace

bool is_tls_error(const std::error_code& error) {
  return error.category() == asio::error::get_ssl_category();
}

ConnectFailure tls_failure(const std::error_code& error, const SSL* ssl) {
  const auto code = static_cast<unsigned long>(error.value());
  const int reason = ERR_GET_REASON(code);
  if (ssl != nullptr && reason == SSL_R_CERTIFICATE_VERIFY_FAILED) {
    return bad_certificate(ssl);
  }
  const char* known = ERR_reason_error_string(code);
  const std::string words = known == nullptr ? "TLS error " + std::to_string(reason) : known;
  if (reason > SSL_AD_REASON_OFFSET) {
    return rejected(words_of_alert(words), find_advice(kOfAlert, reason - SSL_AD_REASON_OFFSET));
  }
  return rejected("no TLS handshake: " + words, find_advice(kOfAnswer, reason));
}

}  // namespace aweigh
