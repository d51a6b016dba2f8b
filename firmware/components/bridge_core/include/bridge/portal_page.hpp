// The one page of the portal, in pieces, and what stands between them.
#pragma once

#include <string_view>

#include "bridge/reason.hpp"
#include "bridge/text_writer.hpp"

namespace bridge {

// In the order in which they are sent; a note comes before the form, networks within it.
extern const std::string_view kPortalBefore;
extern const std::string_view kPortalForm;
extern const std::string_view kPortalAfter;
/// Instead of the form.
extern const std::string_view kPortalEnd;

/// Why no network works, for whoever is looking at the page.
[[nodiscard]] std::string_view portal_note_of(Reason reason);

/// Writes a network's name as a choice. A name may be made of anything, and so it is escaped.
void put_network_option(TextWriter& out, std::string_view name);

}  // namespace bridge
