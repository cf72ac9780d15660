// Signs as MariaDB's plugin ed25519 does: its private keys are passwords of any length. OpenSSL
// signs with keys of 32 bytes only, and keeps the curve's arithmetic to itself.

#include "mysql/ed25519.h"

#include <algorithm>
#include <openssl/bn.h>
#include <openssl/evp.h>

#include "base/owned.h"

namespace aweigh::mysql {
namespace {

using Number = Owned<BIGNUM, BN_clear_free>;

Number from_hex(const char* digits) {
  BIGNUM* number = nullptr;
  BN_hex2bn(&number, digits);
  return Number(number);
}

Number from_little_endian(std::string_view bytes) {
  return Number(BN_lebin2bn(reinterpret_cast<const unsigned char*>(bytes.data()),
                            static_cast<int>(bytes.size()), nullptr));
}

std::string to_little_endian(const Number& number) {
  std::string bytes(32, '\0');
  BN_bn2lebinpad(number.get(), reinterpret_cast<unsigned char*>(bytes.data()), 32);
  return bytes;
}

/// Arithmetic modulo a prime.
class Field {
 public:
  explicit Field(Number prime) : prime_(std::move(prime)) {}

  [[nodiscard]] Number add(const Number& a, const Number& b) const {
    return apply(BN_mod_add, a, b);
  }
  [[nodiscard]] Number subtract(const Number& a, const Number& b) const {
    return apply(BN_mod_sub, a, b);
  }
  [[nodiscard]] Number multiply(const Number& a, const Number& b) const {
    return apply(BN_mod_mul, a, b);
  }
  [[nodiscard]] Number inverse(const Number& a) const {
    return Number(BN_mod_inverse(nullptr, a.get(), prime_.get(), scratch_.get()));
  }

 private:
  using Operation = int(BIGNUM*, const BIGNUM*, const BIGNUM*, const BIGNUM*, BN_CTX*);

  [[nodiscard]] Number apply(Operation operation, const Number& a, const Number& b) const {
    Number result(BN_new());
    operation(result.get(), a.get(), b.get(), prime_.get(), scratch_.get());
    return result;
  }

  Number prime_;
  Owned<BN_CTX, BN_CTX_free> scratch_{BN_CTX_new()};
};

/// A point of the curve, (x/z, y/z).
struct Point {
  Number x, y, z;
};

/// RFC 8032 §5.1.
class Curve {
 public:
  /// `times` the base point, encoded.
  [[nodiscard]] std::string multiply_base(const Number& times) const {
    const Point base{from_hex("216936d3cd6e53fec0a4e231fdd6dc5c692cc7609525a7b2c9562d608f25d51a"),
                     from_hex("6666666666666666666666666666666666666666666666666666666666666658"),
                     from_hex("1")};
    Point sum{from_hex("0"), from_hex("1"), from_hex("1")};
    for (int bit = BN_num_bits(times.get()) - 1; bit >= 0; --bit) {
      sum = add(sum, sum);
      if (BN_is_bit_set(times.get(), bit) != 0) {
        sum = add(sum, base);
      }
    }
    return encode(sum);
  }

 private:
  /// "Twisted Edwards Curves" (Bernstein and others, 2008), §6, for a = -1; right for any two
  /// points of this curve, also for twice the same.
  [[nodiscard]] Point add(const Point& p, const Point& q) const {
    const Number a = field_.multiply(p.z, q.z);
    const Number b = field_.multiply(a, a);
    const Number c = field_.multiply(p.x, q.x);
    const Number d = field_.multiply(p.y, q.y);
    const Number e = field_.multiply(d_, field_.multiply(c, d));
    const Number f = field_.subtract(b, e);
    const Number g = field_.add(b, e);
    const Number cross = field_.multiply(field_.add(p.x, p.y), field_.add(q.x, q.y));
    const Number mixed = field_.subtract(cross, field_.add(c, d));
    return {field_.multiply(field_.multiply(a, f), mixed),
            field_.multiply(field_.multiply(a, g), field_.add(d, c)), field_.multiply(f, g)};
  }

  /// y, and in its last bit whether x is odd (§5.1.2).
  [[nodiscard]] std::string encode(const Point& point) const {
    const Number scale = field_.inverse(point.z);
    std::string bytes = to_little_endian(field_.multiply(point.y, scale));
    if (BN_is_odd(field_.multiply(point.x, scale).get()) != 0) {
      bytes.back() = static_cast<char>(bytes.back() | 0x80);
    }
    return bytes;
  }

  Field field_{from_hex("7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed")};
  Number d_ = from_hex("52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3");
};

std::string sha512(const std::string& bytes) {
  std::string hash(64, '\0');
  EVP_Q_digest(nullptr, "SHA512", nullptr, bytes.data(), bytes.size(),
               reinterpret_cast<unsigned char*>(hash.data()), nullptr);
  return hash;
}

}  // namespace

std::string sign_ed25519(std::string_view password, std::string_view message) {
  const Curve curve;
  const Field scalars(  // modulo L, the base point's order
      from_hex("1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed"));
  const Number one = from_hex("1");

  const std::string hash = sha512(std::string(password));
  std::string secret_bytes = hash.substr(0, 32);
  secret_bytes.front() = static_cast<char>(secret_bytes.front() & 0xf8);
  secret_bytes.back() = static_cast<char>((secret_bytes.back() & 0x3f) | 0x40);
  const Number secret = from_little_endian(secret_bytes);
  const std::string public_key = curve.multiply_base(secret);

  const std::string text(message);
  const Number nonce =
      scalars.multiply(from_little_endian(sha512(hash.substr(32) + text)), one);  // reduces it
  const std::string commitment = curve.multiply_base(nonce);
  const Number proof = from_little_endian(sha512(commitment + public_key + text));
  return commitment + to_little_endian(scalars.add(nonce, scalars.multiply(proof, secret)));
}

}  // namespace aweigh::mysql
