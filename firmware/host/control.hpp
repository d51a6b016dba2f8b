// The control socket: whoever connects sends lines and gets one line for each of them.
#pragma once

#include <poll.h>

#include <functional>
#include <string>
#include <vector>

class Control {
  public:
    using Answer = std::function<std::string(const std::string&)>;

    /// Listens at a port of loopback (0 for a free one), or at a path when `where` has a slash.
    /// Throws std::runtime_error when that cannot be had.
    explicit Control(const std::string& where);
    ~Control();
    Control(const Control&) = delete;
    Control& operator=(const Control&) = delete;

    /// Where it listens: "127.0.0.1:PORT", or the path.
    [[nodiscard]] const std::string& where() const { return where_; }
    void add_to(std::vector<pollfd>& watched) const;
    /// Accepts, reads and answers what has come.
    void turn(const Answer& answer);

  private:
    struct Talker {
        int descriptor;
        std::string line;
    };
    bool listen_to(Talker& talker, const Answer& answer);

    int listener_ = -1;
    std::string where_;
    std::string path_;
    std::vector<Talker> talkers_;
};
