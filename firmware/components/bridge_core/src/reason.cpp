#include "bridge/reason.hpp"

#include <iterator>

#include "bridge/protocol.hpp"

namespace bridge {

namespace {

constexpr std::string_view kStages[] = {
    "unprovisioned", "joining", "locating", "dialing", "opening", "greeting", "synchronising",
    "streaming",     "pairing", "waiting",  "refused", "closing", "listening"};
static_assert(std::size(kStages) == static_cast<std::size_t>(Stage::listening) + 1, "all stages");

struct Words {
    std::string_view name;
    std::string_view remedy;
};

constexpr Words kReasons[] = {
    {"none", ""},
    {"no_network_known", "add a network: wifi add NAME PASSWORD"},
    {"wrong_password", "the network refuses the password: wifi add NAME PASSWORD"},
    {"network_not_found", "no known network is in reach; these radios see 2.4 GHz only"},
    {"network_lost", "the network went away; joining again"},
    {"no_bridge_found", "start the bridge in this network, or name it: bridge set HOST PORT"},
    {"unreachable", "nothing answers at the bridge's address; does it run with --lan?"},
    {"no_answer", "something took the connection and said nothing; is the port right?"},
    {"not_a_bridge", "what answers there is no bridge; is the port right?"},
    {"not_authenticated", "the bridge does not know this device's key: bridge pair"},
    {"false_bridge", "what answers does not know our key, so it is not our bridge"},
    {"forbidden", "the bridge knows this device and does not let it in; ask its operator"},
    {"replaced", "another device uses the same key; give each its own: bridge pair"},
    {"version", "bridge and firmware have no protocol in common; update the older one"},
    {"busy", "the bridge asked to wait; trying again"},
    {"bad_message", "the bridge did not understand this firmware; update one of them"},
    {"too_big", "a message was too big; choose a smaller resolution or lower quality"},
    {"silent", "nothing was heard from the bridge in time; connecting again"},
    {"stalled", "the network took no bytes for seconds; move closer, or lower fps"},
    {"connection_lost", "the connection broke; connecting again"},
    {"closed_by_bridge", "the bridge ended the session; connecting again"},
    {"asked_to_close", "somebody here asked for it"},
    {"token_refused", "the hub refuses the token: bridge token TOKEN"},
    {"cannot_listen", "nobody can connect to this board: the port is taken, or it has no server"},
};
static_assert(std::size(kReasons) == static_cast<std::size_t>(Reason::cannot_listen) + 1,
              "all reasons");

struct StatusRow {
    int status;
    Reason reason;
    std::uint16_t close_code;
};

constexpr StatusRow kStatuses[] = {
    {401, Reason::not_authenticated, kCloseUnauthenticated},
    {403, Reason::forbidden, kCloseForbidden},
    {409, Reason::replaced, kCloseReplaced},
    {413, Reason::too_big, kCloseTooBig},
    {426, Reason::version, kCloseVersion},
    {429, Reason::busy, kCloseRate},
    {503, Reason::busy, kCloseDraining},
};

}  // namespace

std::string_view name_of(Stage stage) {
    return kStages[static_cast<std::size_t>(stage)];
}

std::string_view name_of(Reason reason) {
    return kReasons[static_cast<std::size_t>(reason)].name;
}

std::string_view remedy_of(Reason reason) {
    return kReasons[static_cast<std::size_t>(reason)].remedy;
}

Reason reason_of_close(std::uint16_t code) {
    switch (code) {
        case kCloseBadMessage: return Reason::bad_message;
        case kCloseUnauthenticated: return Reason::not_authenticated;
        case kCloseForbidden: return Reason::forbidden;
        case kCloseSilent: return Reason::silent;
        case kCloseReplaced: return Reason::replaced;
        case kCloseWsTooBig:
        case kCloseTooBig: return Reason::too_big;
        case kCloseVersion: return Reason::version;
        case kCloseRate:
        case kCloseDraining: return Reason::busy;
        default: return Reason::closed_by_bridge;
    }
}

Reason reason_of_status(int status) {
    for (const StatusRow& row : kStatuses) {
        if (row.status == status) return row.reason;
    }
    return Reason::not_a_bridge;
}

std::uint16_t close_code_of_status(int status) {
    for (const StatusRow& row : kStatuses) {
        if (row.status == status) return row.close_code;
    }
    return 0;
}

}  // namespace bridge
