// Numbers modulo 2^255 − 19 are eight words of 32 bits, kept below 2^256; 2^256 is 38. A
// chip multiplies 32 by 32 bits in hardware, so a product is 64 of those.
#include "bridge/x25519.hpp"

namespace bridge {

namespace {

constexpr std::size_t kWords = 8;

struct Field {
    std::uint32_t word[kWords] = {};
};

/// Adds `carry` × 2^256 back, which is 38 times as much at the bottom.
void fold(Field& number, std::uint64_t carry) {
    // Twice is enough: after the first round at most one is left over.
    for (int round = 0; round < 2; ++round) {
        std::uint64_t sum = carry * 38;
        for (std::uint32_t& word : number.word) {
            sum += word;
            word = static_cast<std::uint32_t>(sum);
            sum >>= 32;
        }
        carry = sum;
    }
}

Field add(const Field& a, const Field& b) {
    Field result;
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < kWords; ++i) {
        sum += static_cast<std::uint64_t>(a.word[i]) + b.word[i];
        result.word[i] = static_cast<std::uint32_t>(sum);
        sum >>= 32;
    }
    fold(result, sum);
    return result;
}

/// a − b, by way of a + (2^256 − 1 − b) + 1 − 2^256, where −2^256 is −38.
Field subtract(const Field& a, const Field& b) {
    Field result;
    std::uint64_t sum = 1;
    for (std::size_t i = 0; i < kWords; ++i) {
        sum += static_cast<std::uint64_t>(a.word[i]) + static_cast<std::uint32_t>(~b.word[i]);
        result.word[i] = static_cast<std::uint32_t>(sum);
        sum >>= 32;
    }
    // `sum` is 1 when a ≥ b. Otherwise 2^256 was borrowed, which costs 38, twice at most.
    std::uint64_t borrow = 1 - sum;
    for (int round = 0; round < 2; ++round) {
        std::uint64_t debt = borrow * 38;
        for (std::uint32_t& word : result.word) {
            const std::uint64_t difference = static_cast<std::uint64_t>(word) - debt;
            word = static_cast<std::uint32_t>(difference);
            debt = difference >> 63;
        }
        borrow = debt;
    }
    return result;
}

Field multiply(const Field& a, const Field& b) {
    std::uint32_t wide[2 * kWords] = {};
    for (std::size_t i = 0; i < kWords; ++i) {
        std::uint64_t sum = 0;
        for (std::size_t k = 0; k < kWords; ++k) {
            sum += static_cast<std::uint64_t>(a.word[i]) * b.word[k] + wide[i + k];
            wide[i + k] = static_cast<std::uint32_t>(sum);
            sum >>= 32;
        }
        wide[i + kWords] = static_cast<std::uint32_t>(sum);
    }
    Field result;
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < kWords; ++i) {
        sum += static_cast<std::uint64_t>(wide[i + kWords]) * 38 + wide[i];
        result.word[i] = static_cast<std::uint32_t>(sum);
        sum >>= 32;
    }
    fold(result, sum);
    return result;
}

Field times_121665(const Field& a) {
    Field small;
    small.word[0] = 121665;
    return multiply(a, small);
}

/// a^(p − 2), which is 1 / a. p − 2 has ones in all bits from 0 to 254 but 2 and 4.
[[gnu::noinline]] Field inverted(const Field& a) {
    Field result = a;
    for (int bit = 253; bit >= 0; --bit) {
        result = multiply(result, result);
        if (bit != 2 && bit != 4) result = multiply(result, a);
    }
    return result;
}

void swap_if(std::uint32_t condition, Field& a, Field& b) {
    const std::uint32_t mask = 0U - condition;
    for (std::size_t i = 0; i < kWords; ++i) {
        const std::uint32_t change = mask & (a.word[i] ^ b.word[i]);
        a.word[i] ^= change;
        b.word[i] ^= change;
    }
}

/// Adds 19 and drops what is above 255 bits when that shows the number to be p or more.
void make_smallest(Field& number) {
    for (int round = 0; round < 2; ++round) {
        Field more = number;
        std::uint64_t sum = 19;
        for (std::uint32_t& word : more.word) {
            sum += word;
            word = static_cast<std::uint32_t>(sum);
            sum >>= 32;
        }
        const std::uint32_t is_large =
            (more.word[kWords - 1] >> 31) | static_cast<std::uint32_t>(sum);
        // number − p = number + 19 − 2^255, also where 2^256 was carried out.
        more.word[kWords - 1] -= 0x80000000U;
        swap_if(is_large & 1U, number, more);
    }
}

Field field_from(const Curve25519Bytes& bytes) {
    Field number;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        number.word[i / 4] |= static_cast<std::uint32_t>(bytes[i]) << (8 * (i % 4));
    }
    number.word[kWords - 1] &= 0x7FFFFFFFU;
    return number;
}

Curve25519Bytes bytes_from_field(Field number) {
    make_smallest(number);
    Curve25519Bytes bytes;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        bytes[i] = static_cast<std::uint8_t>(number.word[i / 4] >> (8 * (i % 4)));
    }
    return bytes;
}

/// A point by its x coordinate, as a fraction.
struct Point {
    Field x;
    Field z;
};

/// One rung of Montgomery's ladder: `low` doubled and `low` + `high`, whose difference has
/// the coordinate `base`.
[[gnu::noinline]] void climb(const Field& base, Point& low, Point& high) {
    const Field sum = add(low.x, low.z);
    const Field difference = subtract(low.x, low.z);
    const Field left = multiply(subtract(high.x, high.z), sum);
    const Field right = multiply(add(high.x, high.z), difference);
    const Field sum_square = multiply(sum, sum);
    const Field difference_square = multiply(difference, difference);
    const Field gap = subtract(sum_square, difference_square);
    const Field across = subtract(left, right);
    high.x = multiply(add(left, right), add(left, right));
    high.z = multiply(base, multiply(across, across));
    low.x = multiply(sum_square, difference_square);
    low.z = multiply(gap, add(sum_square, times_121665(gap)));
}

}  // namespace

Curve25519Bytes x25519(const Curve25519Bytes& secret, const Curve25519Bytes& point) {
    Curve25519Bytes scalar = secret;
    scalar[0] &= 248;
    scalar[31] = static_cast<std::uint8_t>((scalar[31] & 127) | 64);
    const Field base = field_from(point);
    Point low;
    Point high;
    low.x.word[0] = 1;
    high.x = base;
    high.z.word[0] = 1;
    std::uint32_t swapped = 0;
    for (std::size_t bit = 255; bit-- > 0;) {
        const auto now = static_cast<std::uint32_t>(scalar[bit / 8] >> (bit % 8)) & 1U;
        swap_if(swapped ^ now, low.x, high.x);
        swap_if(swapped ^ now, low.z, high.z);
        swapped = now;
        climb(base, low, high);
    }
    swap_if(swapped, low.x, high.x);
    swap_if(swapped, low.z, high.z);
    return bytes_from_field(multiply(low.x, inverted(low.z)));
}

Curve25519Bytes x25519_public(const Curve25519Bytes& secret) {
    Curve25519Bytes base = {};
    base[0] = 9;
    return x25519(secret, base);
}

}  // namespace bridge
