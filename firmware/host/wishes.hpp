// What can be asked of the virtual device, by a script of timed lines or over the control
// socket: one JSON object each, as in {"at_s":10,"do":"stall","for_s":3}.
//
// One table makes the checks and the help. Doing it is for whoever has the parts.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/json_reader.hpp"

enum class WishKind : std::uint8_t {
    lose_network,
    no_network,
    wrong_password,
    dead_dns,
    refuse,
    no_route,
    reset,
    half_open,
    stall,
    short_writes,
    slow,
    hang_camera,
    truncate,
    jump_clock,
    restart,
    lamp,
    vitals,
    console,
    status,
    quit,
};

constexpr std::size_t kWishKinds = static_cast<std::size_t>(WishKind::quit) + 1;

struct Wish {
    static constexpr std::int64_t kForeverUs = INT64_MAX / 4;

    WishKind kind = WishKind::status;
    std::int64_t at_us = 0;
    std::int64_t for_us = kForeverUs;
    std::int64_t number = 0;  ///< Of the wish's own field, in thousandths.
    std::string text;         ///< Of the wish's own field, when that is a text.
    std::string line;         ///< All of it.
};

/// Throws std::runtime_error with what would have been right.
[[nodiscard]] Wish read_wish(const std::string& line);
/// A script, in the order of its times. Empty lines and lines that begin with # are comments.
[[nodiscard]] std::vector<Wish> read_script(const std::string& path);
[[nodiscard]] std::string_view name_of(WishKind kind);
/// One line per wish.
[[nodiscard]] std::string wish_help();
