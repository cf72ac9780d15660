#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "net/fields.h"

namespace aweigh::mongodb {

/// Writes a document of BSON (bsonspec.org, version 1.1). Names and texts hold no NUL.
class BsonWriter {
 public:
  BsonWriter& number(std::string_view name, std::int32_t value);
  BsonWriter& boolean(std::string_view name, bool value);
  BsonWriter& text(std::string_view name, std::string_view value);
  BsonWriter& binary(std::string_view name, std::string_view value);
  BsonWriter& document(std::string_view name, const BsonWriter& value);

  /// All that was written, with its length in front.
  [[nodiscard]] std::string bytes() const;

 private:
  BsonWriter& element(char type, std::string_view name, std::string_view value);

  std::string elements_;
};

/// The elements of a document that we have a use for: numbers of any type, booleans, texts and
/// binaries. Documents within, and other types, are passed over.
class Bson {
 public:
  /// nullopt: `bytes` are not one document from end to end.
  static std::optional<Bson> read(std::string_view bytes);

  /// 0, false or empty where the document has no such element of that type.
  [[nodiscard]] double number(std::string_view name) const;
  [[nodiscard]] bool boolean(std::string_view name) const;
  [[nodiscard]] std::string text(std::string_view name) const;  ///< or a binary

 private:
  using Value = std::variant<double, bool, std::string>;

  /// Takes one element, of the type that `kind` stands for; false: it has no place in an answer.
  bool take(char kind, std::string_view name, LittleEndianFields& fields);

  template <class T>
  [[nodiscard]] T find(std::string_view name) const;

  std::map<std::string, Value, std::less<>> values_;
};

}  // namespace aweigh::mongodb
