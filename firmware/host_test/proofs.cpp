// Digests, keys and proofs against the vectors of their standards and of the protocol.
#include <doctest/doctest.h>

#include <string>

#include "bridge/base64.hpp"
#include "bridge/key_text.hpp"
#include "bridge/proof.hpp"
#include "bridge/sha1.hpp"
#include "bridge/sha256.hpp"
#include "bridge/x25519.hpp"
#include "hex.hpp"
#include "vector_files.hpp"

using namespace bridge;

namespace {

std::string sha256_hex(std::string_view text) {
    return hex_from(bytes_from(sha256(bytes_from(text))));
}

Curve25519Bytes curve_from(const char* hex) {
    Curve25519Bytes key = {};
    REQUIRE(read_hex(hex, {key.data(), key.size()}));
    return key;
}

}  // namespace

TEST_CASE("SHA-256 gives the digests of FIPS 180") {
    CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    CHECK(sha256_hex(std::string(1000000, 'a')) ==
          "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("SHA-256 does not care how a message is cut, at every length around a block") {
    for (std::size_t size = 0; size < 200; ++size) {
        const std::string text(size, 'x');
        const std::string whole = sha256_hex(text);
        Sha256 parts;
        for (std::size_t i = 0; i < size; i += 7)
            parts.add(bytes_from(std::string_view(text).substr(i, 7)));
        CHECK(hex_from(bytes_from(parts.finish())) == whole);
    }
}

TEST_CASE("HMAC-SHA-256 gives the tags of RFC 4231") {
    const auto tag = [](const std::string& key_hex, const std::string& message) {
        const auto key = bytes_from_hex(key_hex);
        return hex_from(bytes_from(hmac_sha256(view(key), bytes_from(message))));
    };
    CHECK(tag(std::string(40, '0').replace(0, 40, "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b"),
              "Hi There") == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    CHECK(tag("4a656665", "what do ya want for nothing?") ==
          "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    std::string long_key;
    for (int i = 0; i < 131; ++i) long_key += "aa";
    CHECK(tag(long_key, "Test Using Larger Than Block-Size Key - Hash Key First") ==
          "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST_CASE("HKDF gives the first block of RFC 5869, with and without salt") {
    const auto secret = bytes_from_hex("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b");
    const auto salt = bytes_from_hex("000102030405060708090a0b0c");
    const auto info = bytes_from_hex("f0f1f2f3f4f5f6f7f8f9");
    CHECK(hex_from(bytes_from(hkdf_sha256(view(secret), view(salt), view(info)))) ==
          "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf");
    CHECK(hex_from(bytes_from(hkdf_sha256(view(secret), {}, {}))) ==
          "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d");
}

TEST_CASE("SHA-1 gives the digests of FIPS 180, in one block and in two") {
    const auto hex = [](std::string_view text) {
        const auto digest = sha1(bytes_from(text));
        return hex_from({digest.data(), digest.size()});
    };
    CHECK(hex("abc") == "a9993e364706816aba3e25717850c26c9cd0d89d");
    CHECK(hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
          "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
}

TEST_CASE("base64 pads, base64url does not") {
    char room[64];
    TextWriter out(room);
    put_base64(out, bytes_from("f"));
    put_base64(out.put(' '), bytes_from("fo"));
    put_base64(out.put(' '), bytes_from("foobar"));
    const auto high = bytes_from_hex("fbff");
    put_base64url(out.put(' '), view(high));
    CHECK(out.text() == "Zg== Zm8= Zm9vYmFy -_8");
}

TEST_CASE("X25519 gives the results of RFC 7748") {
    const auto product = [](const char* scalar, const char* point) {
        return hex_from(curve_bytes(x25519(curve_from(scalar), curve_from(point))));
    };
    CHECK(product("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4",
                  "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c") ==
          "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552");
    CHECK(product("4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d",
                  "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493") ==
          "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957");
}

TEST_CASE("X25519 holds for a thousand rounds of its own results") {
    Curve25519Bytes scalar = {9};
    Curve25519Bytes point = {9};
    for (int round = 0; round < 1000; ++round) {
        const Curve25519Bytes result = x25519(scalar, point);
        point = scalar;
        scalar = result;
    }
    CHECK(hex_from(curve_bytes(scalar)) ==
          "684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51");
}

TEST_CASE("X25519 agrees from both sides, and reads numbers at and above the prime") {
    const auto a = curve_from("77076d0a7318a57d3c16c17251b26645df4f2f92ebc3f97b7a1d6a3d3f1a1c2f");
    const auto b = curve_from("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
    CHECK(x25519(a, x25519_public(b)) == x25519(b, x25519_public(a)));
    // p + 9 is the same point as 9, and p is the same as 0.
    CHECK(
        x25519(a, curve_from("f6ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")) ==
        x25519_public(a));
    CHECK(
        x25519(a, curve_from("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")) ==
        Curve25519Bytes{});
}

TEST_CASE("proofs of tests/vectors") {
    int devices = 0;
    each_vector("proof", [&](const Vector& vector) {
        const std::string key = vector.text("key");
        if (key.substr(0, 4) != "gbd1") return;
        CAPTURE(vector.name);
        ++devices;
        CHECK(id_of_key(key) == vector.text("id"));
        if (vector.is("channel", "none")) return;
        const std::string message = vector.text("auth_message");
        if (vector.is("channel", "websocket")) {
            CHECK(websocket_auth_message(vector.text("role"), vector.text("id"),
                                         vector.text("peer_nonce"),
                                         vector.text("bridge_nonce")) == message);
        } else {
            const std::string id = vector.text("id"), nonce = vector.text("nonce");
            const std::string method = vector.text("method"), path = vector.text("path");
            const auto body = bytes_from_hex(vector.text("body_hex"));
            const std::int64_t count = *vector.view.member("count").integer();
            CHECK(http_auth_message({id, nonce, count, method, path, sha256(view(body))}) ==
                  message);
        }
        CHECK(hex_from(bytes_from(prove(key, message))) == vector.text("proof"));
        CHECK(hex_from(bytes_from(server_proof(key, message))) == vector.text("server_proof"));
    });
    CHECK(devices >= 5);
}

TEST_CASE("a key with a wrong letter is no key") {
    std::string key = "gbd1_cam-1_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8_uSME";
    CHECK(id_of_key(key) == "cam-1");
    for (std::size_t i = 0; i < key.size(); ++i) {
        std::string wrong = key;
        wrong[i] = wrong[i] == 'x' ? 'y' : 'x';
        CHECK(id_of_key(wrong).empty());
        CHECK(id_of_key(key.substr(0, i)).empty());
    }
}

TEST_CASE("a key that is built reads back") {
    std::uint8_t secret[32];
    for (std::uint8_t i = 0; i < 32; ++i) secret[i] = i;
    CHECK(build_key("cam-1", bytes_from(secret)) ==
          "gbd1_cam-1_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8_uSME");
    CHECK(id_of_key(build_key(std::string(32, 'x'), bytes_from(secret)).view()) ==
          std::string(32, 'x'));
}
