// Samples and values in MessagePack; a header that is read can be written again.
#include <cstdlib>

#include "bridge/msgpack_reader.hpp"
#include "bridge/sample_header.hpp"

using namespace bridge;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    (void)is_sound_value({data, size});
    SampleHeader header;
    Bytes payload;
    if (!decode_sample({data, size}, header, payload)) return 0;
    std::uint8_t room[2048];
    const std::size_t written = encode_header(header, room_in(room));
    if (written == 0) std::abort();
    return 0;
}
