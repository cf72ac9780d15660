#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "mysql/packets.h"

// What the answer to a statement of the user's begins with: no input or output. Source: MySQL's
// source documentation, "Protocol::COM_QUERY Response" (page_protocol_com_query_response).

namespace aweigh::mysql {

/// Of an answer of any number of rows, what a probe wants to know.
struct Glance {
  bool gives_rows = false;           ///< the statement gives rows at all, as SELECT does
  bool has_row = false;              ///< and there is one
  std::optional<std::string> first;  ///< its first value; nullopt is NULL
};

/// Reads the packets of one answer to its end, and keeps no more than the first value.
class GlanceReader {
 public:
  struct More {};     ///< packets are to follow
  struct Garbled {};  ///< this is no answer
  using Step = std::variant<More, Glance, ServerError, Garbled>;

  [[nodiscard]] Step next(std::string_view payload);

 private:
  enum class Part { head, columns, rows };

  Step begin(std::string_view payload);
  Step take_row(std::string_view payload);

  Part part_ = Part::head;
  Glance seen_;
};

}  // namespace aweigh::mysql
