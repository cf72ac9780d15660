#pragma once

#include <string_view>

#include "net/lookup.h"
#include "probes/answer.h"

namespace aweigh::dns {

/// Whether one of `records`, which are not empty, is `wanted`: an address however it is written, a
/// name in any case and with or without its last dot, a text to the letter. An empty `wanted` is
/// any of them.
Answer judge(const Records& records, RecordType type, std::string_view wanted);

/// What a lookup that has found nothing means.
Answer answer_of(const LookupFailure& failure);

}  // namespace aweigh::dns
