#include "bridge/portal_page.hpp"

#include "bridge/utf8.hpp"

namespace bridge {

// No script, and nothing from elsewhere: there is no elsewhere in this network.
const std::string_view kPortalBefore =
    "<!doctype html><html lang=en><meta charset=utf-8>"
    "<meta name=viewport content=\"width=device-width,initial-scale=1\">"
    "<title>gamebridge camera</title><style>"
    "body{font:1.1em/1.5 system-ui,sans-serif;max-width:26em;margin:2em auto;padding:0 1em;"
    "color-scheme:light dark}"
    "label{display:block;margin:1em 0 0}"
    "input,button{font:inherit;width:100%;box-sizing:border-box;padding:.5em}"
    "button{margin-top:1.5em}.note{border-left:.3em solid;padding-left:.7em}"
    "</style><h1>Which network?</h1>";

const std::string_view kPortalForm =
    "<form method=post action=/>"
    "<label>Network (2.4 GHz)<input name=network list=found required maxlength=32 "
    "autocapitalize=none autocorrect=off></label>"
    "<label>Password<input name=password type=password maxlength=64></label>"
    "<label>Bridge, if it is not found by itself<input name=bridge maxlength=70 "
    "placeholder=\"192.168.1.20:8080\" autocapitalize=none autocorrect=off></label>"
    "<button>Join</button><datalist id=found>";

const std::string_view kPortalAfter = "</datalist></form></html>";
const std::string_view kPortalEnd = "</html>";

std::string_view portal_note_of(Reason reason) {
    switch (reason) {
        case Reason::wrong_password: return "The network refuses the password.";
        case Reason::network_not_found:
            return "The network is not in reach. This device sees 2.4 GHz only.";
        case Reason::network_lost: return "The network did not answer.";
        default: return {};
    }
}

void put_network_option(TextWriter& out, std::string_view name) {
    if (!is_utf8(name)) return;  // Such a name cannot be typed into a form either.
    out.put("<option value=\"");
    for (const char letter : name) {
        switch (letter) {
            case '&': out.put("&amp;"); break;
            case '<': out.put("&lt;"); break;
            case '>': out.put("&gt;"); break;
            case '"': out.put("&quot;"); break;
            default: out.put(letter);
        }
    }
    out.put("\">");
}

}  // namespace bridge
