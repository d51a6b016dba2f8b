// JSON that is sound can be walked in every way; what is kept in the flash is JSON too.
#include <cstdlib>

#include "bridge/json_reader.hpp"
#include "bridge/message_form.hpp"

using namespace bridge;

namespace {

void walk(JsonView view) {
    char room[64];
    TextWriter text(room);
    (void)view.copy_text(text);
    (void)view.integer();
    (void)view.milli();
    if (view.is(JsonKind::array)) {
        JsonCursor cursor(view);
        JsonView item;
        while (cursor.next(item)) walk(item);
    } else if (view.is(JsonKind::object)) {
        JsonCursor cursor(view);
        JsonView key;
        JsonView value;
        while (cursor.next(key, value)) {
            if (!key.is(JsonKind::text) || value.is(JsonKind::missing)) std::abort();
            walk(value);
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = text_from({data, size});
    if (check_json(text)) walk(JsonView(text));
    (void)check_message(text);
    return 0;
}
