// Base64 (RFC 4648): padded for HTTP headers, unpadded with the URL alphabet for keys.
#pragma once

#include "bridge/text_writer.hpp"

namespace bridge {

void put_base64(TextWriter& out, Bytes bytes);
void put_base64url(TextWriter& out, Bytes bytes);

}  // namespace bridge
