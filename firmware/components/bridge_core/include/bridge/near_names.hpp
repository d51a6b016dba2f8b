// "Did you mean": the names that are close to a wrong one.
#pragma once

#include <cstddef>
#include <string_view>

#include "bridge/text_writer.hpp"

namespace bridge {

/// How many letters have to be changed, put in or left out; names longer than 32 are cut.
[[nodiscard]] std::size_t letters_apart(std::string_view a, std::string_view b);

/// Appends "; did you mean x, y" when some of the names are near; empty names are left out.
template <typename NameAt>
void put_near_names(TextWriter& out, std::string_view wrong, NameAt name_at, std::size_t count) {
    int found = 0;
    for (std::size_t i = 0; i < count && found < 3; ++i) {
        const std::string_view name = name_at(i);
        if (name.empty()) continue;
        const bool starts = wrong.size() >= 3 && name.substr(0, 3) == wrong.substr(0, 3);
        if (!starts && letters_apart(name, wrong) > 2) continue;
        out.put(found++ == 0 ? "; did you mean " : ", ").put(name);
    }
}

}  // namespace bridge
