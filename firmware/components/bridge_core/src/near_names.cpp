#include "bridge/near_names.hpp"

#include <algorithm>

namespace bridge {

std::size_t letters_apart(std::string_view a, std::string_view b) {
    constexpr std::size_t kMost = 32;
    a = a.substr(0, kMost);
    b = b.substr(0, kMost);
    std::size_t row[kMost + 1];
    for (std::size_t k = 0; k <= b.size(); ++k) row[k] = k;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t k = 1; k <= b.size(); ++k) {
            const std::size_t changed = diagonal + (a[i - 1] == b[k - 1] ? 0 : 1);
            diagonal = row[k];
            row[k] = std::min({changed, row[k] + 1, row[k - 1] + 1});
        }
    }
    return row[b.size()];
}

}  // namespace bridge
