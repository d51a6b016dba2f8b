/* Sockets: the PC's own there, declarations for the chip's compiler. */
#pragma once

#ifdef __linux__

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#else

#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/select.h>
#include <sys/time.h>
#include <sys/types.h>
#include <unistd.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef uint32_t socklen_t;
typedef uint8_t sa_family_t;
typedef uint16_t in_port_t;
typedef uint32_t in_addr_t;

struct in_addr {
    in_addr_t s_addr;
};
struct sockaddr {
    uint8_t sa_len;
    sa_family_t sa_family;
    char sa_data[14];
};
struct sockaddr_in {
    uint8_t sin_len;
    sa_family_t sin_family;
    in_port_t sin_port;
    struct in_addr sin_addr;
    char sin_zero[8];
};
struct iovec {
    void* iov_base;
    size_t iov_len;
};
struct msghdr {
    void* msg_name;
    socklen_t msg_namelen;
    struct iovec* msg_iov;
    int msg_iovlen;
    void* msg_control;
    socklen_t msg_controllen;
    int msg_flags;
};

#define AF_INET 2
#define SOCK_STREAM 1
#define SOCK_DGRAM 2
#define SOL_SOCKET 0xfff
#define SO_REUSEADDR 0x0004
#define SO_BROADCAST 0x0020
#define SO_ERROR 0x1007
#define IPPROTO_IP 0
#define IPPROTO_TCP 6
#define TCP_NODELAY 0x01
#define IP_MULTICAST_TTL 5
#define INADDR_ANY ((in_addr_t)0)

int socket(int domain, int type, int protocol);
int connect(int socket, const struct sockaddr* address, socklen_t size);
int bind(int socket, const struct sockaddr* address, socklen_t size);
int listen(int socket, int backlog);
int accept(int socket, struct sockaddr* address, socklen_t* size);
int setsockopt(int socket, int level, int name, const void* value, socklen_t size);
int getsockopt(int socket, int level, int name, void* value, socklen_t* size);
ssize_t sendmsg(int socket, const struct msghdr* message, int flags);
ssize_t recv(int socket, void* buffer, size_t size, int flags);
ssize_t sendto(int socket, const void* bytes, size_t size, int flags, const struct sockaddr* to,
               socklen_t to_size);
ssize_t recvfrom(int socket, void* buffer, size_t size, int flags, struct sockaddr* from,
                 socklen_t* from_size);
uint16_t htons(uint16_t number);
uint16_t ntohs(uint16_t number);
int inet_pton(int family, const char* text, void* address);
const char* inet_ntop(int family, const void* address, char* text, socklen_t size);

#ifdef __cplusplus
}
#endif

#endif
