// Answers to a device that wants a key: none may give one without an approval.
#include <cstdlib>

#include "bridge/pairing.hpp"

using namespace bridge;

namespace {

class Ones : public Random {
  public:
    void fill(Room room) override {
        for (std::size_t i = 0; i < room.size; ++i) room.data[i] = 1;
    }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Ones random;
    Pairing pairing;
    pairing.begin("cam-1", "", random);
    pairing.take_answer(HttpHead("HTTP/1.1 201 So\r\n\r\n"), {data, size});
    if (pairing.state() != Pairing::State::revealing && !pairing.is_over()) std::abort();
    if (!pairing.key().empty()) std::abort();
    return 0;
}
