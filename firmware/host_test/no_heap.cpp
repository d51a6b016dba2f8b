// After the start the core allocates nothing: a device that streams, answers and reconnects
// for minutes asks the heap for not one byte. Without sanitizers, which have a heap of their own.
#include <cstdio>
#include <cstdlib>
#include <new>

#include "bridge/portal.hpp"
#include "bridge/serial_console.hpp"
#include "bridge/updater.hpp"

namespace {

bool is_watching = false;
int allocations = 0;

void* counted(std::size_t size) {
    if (is_watching) ++allocations;
    return std::malloc(size);
}

}  // namespace

void* operator new(std::size_t size) {
    return counted(size);
}
void* operator new[](std::size_t size) {
    return counted(size);
}
void operator delete(void* memory) noexcept {
    std::free(memory);
}
void operator delete[](void* memory) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}
void operator delete[](void* memory, std::size_t) noexcept {
    std::free(memory);
}

// The linker sends the core's own calls here (-Wl,--wrap).
extern "C" {
void* __real_malloc(std::size_t size);
void* __wrap_malloc(std::size_t size) {
    if (is_watching) ++allocations;
    return __real_malloc(size);
}
}

namespace {

using namespace bridge;

/// Everything around the device, without a heap of its own.
class Surroundings : public Wifi,
                     public Dialer,
                     public ByteStream,
                     public Datagrams,
                     public Camera,
                     public Board,
                     public Store,
                     public Random {
  public:
    void join(std::string_view, std::string_view) override {}
    void leave() override {}
    WifiReport report() override {
        return {has_network ? WifiState::up : WifiState::down, WifiFailure::none};
    }

    void dial(std::string_view, std::uint16_t) override { ++dials; }
    DialState state() override { return DialState::open; }
    ByteStream& stream() override { return *this; }
    void hang_up() override {}

    Moved write(const Bytes* parts, std::size_t count) override {
        Moved moved;
        for (std::size_t i = 0; i < count; ++i) moved.bytes += parts[i].size;
        written += moved.bytes;
        return moved;
    }
    Moved read(Room into) override {
        // Nonsense, so that sessions break and begin anew.
        Moved moved;
        if (++reads % 50 != 0) return moved;
        for (moved.bytes = 0; moved.bytes < 40 && moved.bytes < into.size; ++moved.bytes) {
            into.data[moved.bytes] = static_cast<std::uint8_t>(
                "HTTP/1.1 503 No\r\nRetry-After: 1\r\n\r\n"[moved.bytes % 36]);
        }
        return moved;
    }
    void close() override {}

    bool send(std::string_view, std::uint16_t, Bytes) override { return true; }
    std::size_t receive(Room, char (&)[16]) override { return 0; }

    SensorModel sensor() const override { return SensorModel::ov5640; }
    bool start(const CameraPlan&) override { return true; }
    bool take(Frame&) override { return false; }
    void give_back(const Frame&) override {}
    Applied apply(Control, std::int32_t value) override { return {true, value}; }
    void set_standby(bool) override {}

    std::string_view name() const override { return "still"; }
    bool has_lamp() const override { return true; }
    bool set_lamp(std::int32_t) override { return true; }
    void read_vitals(Vitals& vitals) override { vitals.heap_free_bytes = 100000; }
    void restart() override {}

    std::size_t load(std::string_view, Room) override { return 0; }
    bool save(std::string_view, Bytes) override { return true; }
    void erase_all() override {}

    void fill(Room room) override {
        for (std::size_t i = 0; i < room.size; ++i)
            room.data[i] = static_cast<std::uint8_t>(++noise * 37);
    }

    bool has_network = true;
    long dials = 0;
    std::size_t written = 0;
    unsigned reads = 0;
    unsigned noise = 0;
};

/// What onboarding and updates need beside that.
class More : public AccessPoint,
             public NetworkScan,
             public StreamService,
             public DatagramService,
             public UpdateSlot {
  public:
    explicit More(ByteStream& stream) : stream_(stream) {}

    bool open(std::string_view) override { return ++openings > 0; }
    void close() override {}
    std::string_view address() const override { return "192.168.4.1"; }
    bool begin() override { return true; }
    ScanState state() override { return ScanState::done; }
    bool take(FoundNetwork&) override { return false; }
    bool listen(std::uint16_t) override { return true; }
    ByteStream* accept() override { return &stream_; }
    std::size_t receive(Room) override { return 0; }
    void answer(Bytes) override {}

    RunningImage running() const override { return {"still", "1", "pc", "ota_0", true}; }
    std::size_t room() const override { return 0; }
    std::string_view other() const override { return "ota_1"; }
    SlotFault begin(std::size_t) override { return SlotFault::none; }
    SlotFault write(Bytes) override { return SlotFault::none; }
    SlotFault finish() override { return SlotFault::none; }
    void abandon() override {}
    bool keep() override { return true; }
    void roll_back() override { ++rollbacks; }

    int openings = 0;
    int rollbacks = 0;

  private:
    ByteStream& stream_;
};

// A request of an installer's, and a line of a person's.
constexpr std::string_view kTyped{"IMPROV\x01\x03\x02\x03\x00\xE6status\n", 19};

Surroundings around;
More more(around);
Device device{{around, around, around, around, around, around, around}, {"cam-1", "test/1", false}};
Portal portal{device, {more, more, more, more}};
SerialConsole serial{device, more, more.running()};
Updater updater{device, {around, more, around, around}};

}  // namespace

int main() {
    std::int64_t now_us = 1;
    device.begin(now_us);
    updater.begin(now_us);
    device.learn_network("home", "secret", now_us);
    char room[4096];
    TextWriter out(room);
    is_watching = true;
    device.run_console("bridge set 10.0.0.2 8080", now_us, out);
    for (int turn = 0; turn < 200000; ++turn) {
        around.has_network = turn < 180000;
        // The outage is long: after minutes a portal opens, and later a trial is over.
        now_us = device.turn(now_us) + (around.has_network ? 1000 : 60000);
        out.clear();
        portal.turn(now_us);
        updater.turn(now_us);
        serial.turn(turn % 100 == 0 ? bytes_from(kTyped) : Bytes{}, now_us, out);
        out.clear();
        if (turn % 1000 == 0) device.run_console("cam set quality 20", now_us, out);
        if (turn % 1000 == 1) device.run_console("cam list", now_us, out);
        if (turn == 60000) device.run_console("cam set personality s3cam", now_us, out);
        if (turn == 70000) device.run_console("cam set personality taghub", now_us, out);
        if (turn == 80000) device.run_console("cam set personality capture81", now_us, out);
        if (turn == 90000) device.run_console("cam set personality native", now_us, out);
        if (turn == 150000) device.run_console("cam set transport http", now_us, out);
    }
    is_watching = false;
    const bool is_good = allocations == 0 && around.dials > 50 && around.written > 10000 &&
                         more.openings > 0 && more.rollbacks > 0;
    std::printf("%d allocations, %ld dials, %zu bytes written\n", allocations, around.dials,
                around.written);
    return is_good ? 0 : 1;
}
