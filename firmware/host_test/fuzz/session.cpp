// Texts of a bridge, one per line, to a session that said hello; calls go to settings.
#include "bridge/bridge_messages.hpp"
#include "bridge/conversation.hpp"

using namespace bridge;

namespace {

class Zeros : public Random {
  public:
    void fill(Room room) override {
        for (std::size_t i = 0; i < room.size; ++i) room.data[i] = 0;
    }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Identity identity;
    identity.id.assign("cam-1");
    ClockSync clock;
    Zeros random;
    Conversation conversation(identity, clock);
    char room[512];
    TextWriter out(room);
    conversation.begin(out, random, nullptr);
    conversation.put_question(out, 0);
    std::string_view rest = text_from({data, size});
    while (!rest.empty()) {
        const std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(line.size() < rest.size() ? line.size() + 1 : rest.size());
        out.clear();
        const Event event = conversation.receive_text(line, 1, out);
        if (event.kind != Event::Kind::message) continue;
        (void)read_interest(event.view);
        (void)read_slow_down(event.view);
        (void)read_call(event.view);
        (void)read_bye(event.view);
        (void)read_status(event.view);
        (void)names_channel(event.view, 1);
    }
    return 0;
}
