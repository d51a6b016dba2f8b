// MessagePack: shortest forms out, every form in, nothing that the protocol refuses.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "bridge/json_reader.hpp"
#include "bridge/msgpack_reader.hpp"
#include "bridge/msgpack_writer.hpp"
#include "hex.hpp"

using namespace bridge;

TEST_CASE("integers come back as they were, in every width and at every edge") {
    for (int shift = 0; shift < 53; ++shift) {
        for (const std::int64_t delta : {-1, 0, 1}) {
            for (const std::int64_t sign : {-1, 1}) {
                const std::int64_t value = sign * ((INT64_C(1) << shift) + delta);
                std::uint8_t room[9];
                MsgpackWriter out(room_in(room));
                REQUIRE(out.integer(value).ok());
                const Token token = MsgpackReader(out.bytes()).next();
                CHECK(token.kind == TokenKind::integer);
                CHECK(token.integer == value);
            }
        }
    }
}

TEST_CASE("integers take the shortest form") {
    const auto written = [](std::int64_t value) {
        std::uint8_t room[9];
        MsgpackWriter out(room_in(room));
        return hex_from(out.integer(value).bytes());
    };
    CHECK(written(127) == "7f");
    CHECK(written(128) == "cc80");
    CHECK(written(256) == "cd0100");
    CHECK(written(65536) == "ce00010000");
    CHECK(written(INT64_C(4294967296)) == "cf0000000100000000");
    CHECK(written(-32) == "e0");
    CHECK(written(-33) == "d0df");
    CHECK(written(-129) == "d1ff7f");
}

TEST_CASE("texts and containers have the header of their size") {
    std::uint8_t room[70000];
    const std::size_t sizes[] = {0, 31, 32, 255, 256, 65535};
    for (const std::size_t size : sizes) {
        MsgpackWriter out(room_in(room));
        REQUIRE(out.text(std::string(size, 'x')).ok());
        const Token token = MsgpackReader(out.bytes()).next();
        CHECK(token.kind == TokenKind::text);
        CHECK(token.text.size() == size);
    }
    MsgpackWriter out(room_in(room));
    out.array(15).map(15).array(16).map(16);
    CHECK(hex_from(out.bytes()) == "9f8fdc0010de0010");
}

TEST_CASE("numbers with a fraction are single floats, whole ones are integers") {
    std::uint8_t room[16];
    MsgpackWriter out(room_in(room));
    CHECK(hex_from(out.milli(21500).milli(21000).bytes()) == "ca41ac000015");
}

TEST_CASE("what the protocol refuses is a fault") {
    for (const char* hex : {"c1", "c7020100ff", "d40100", "c40100", "cb7ff0000000000000",
                            "ca7fc00000", "cf0020000000000000", "d3ffdfffffffffffff", "a2c3",
                            "a1ff", "dd00001001", "de0101", "db7fffffff", ""}) {
        CAPTURE(hex);
        const auto bytes = bytes_from_hex(hex);
        CHECK(MsgpackReader(view(bytes)).next().kind == TokenKind::fault);
    }
}

TEST_CASE("skipping ends at 32 levels and at the end of the bytes") {
    auto bytes = bytes_from_hex(std::string(64, '9') + "0");
    std::vector<std::uint8_t> deep(31, 0x91);
    deep.push_back(0x90);
    CHECK(MsgpackReader(view(deep)).skip());
    deep.insert(deep.begin(), 0x91);
    CHECK_FALSE(MsgpackReader(view(deep)).skip());
    CHECK_FALSE(MsgpackReader(view(bytes_from_hex("93c0c0"))).skip());
}

TEST_CASE("a value is one map with text keys and nothing behind it") {
    CHECK(is_sound_value(view(bytes_from_hex("82a576616c7565c3a4756e6974a0"))));
    CHECK_FALSE(is_sound_value(view(bytes_from_hex("07"))));
    CHECK_FALSE(is_sound_value(view(bytes_from_hex("810101"))));
    CHECK_FALSE(is_sound_value(view(bytes_from_hex("80c0"))));
    CHECK_FALSE(is_sound_value(view(bytes_from_hex("81a161"))));
}

TEST_CASE("what does not fit is reported") {
    std::uint8_t room[3];
    MsgpackWriter out(room_in(room));
    CHECK_FALSE(out.text("abc").ok());
}
