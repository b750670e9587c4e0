#pragma once
#include <microhttpd.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

// Swift cannot call variadic functions; each of these fixes one use of one.

/// Starts a daemon whose options all stand in `options`, ended by MHD_OPTION_END.
static inline struct MHD_Daemon *kiosk_start_daemon(
    unsigned int flags, MHD_AccessHandlerCallback handler, void *handler_context,
    MHD_RequestCompletedCallback completed, void *completed_context,
    MHD_NotifyConnectionCallback connected, void *connected_context,
    void *(*target)(void *, const char *, struct MHD_Connection *), void *target_context,
    const struct MHD_OptionItem *options)
{
    return MHD_start_daemon(
        flags, 0, NULL, NULL, handler, handler_context,
        MHD_OPTION_NOTIFY_COMPLETED, completed, completed_context,
        MHD_OPTION_NOTIFY_CONNECTION, connected, connected_context,
        MHD_OPTION_URI_LOG_CALLBACK, target, target_context,
        MHD_OPTION_ARRAY, options, MHD_OPTION_END);
}

/// The daemon's epoll descriptor, or -1.
static inline int kiosk_epoll_descriptor(struct MHD_Daemon *daemon)
{
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_EPOLL_FD);
    return info == NULL ? -1 : info->epoll_fd;
}

/// The peer's address, or NULL.
static inline const struct sockaddr *kiosk_peer_address(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    return info == NULL ? NULL : info->client_addr;
}

/// Ends the connection in both directions; libmicrohttpd then finds it at its end and closes it.
static inline void kiosk_shut_down(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    if (info != NULL) shutdown(info->connect_fd, SHUT_RDWR);
}

/// Where the connection keeps its own context, or NULL.
static inline void **kiosk_connection_context(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info == NULL ? NULL : (void **) &info->socket_context;
}

// The flags of a daemon that is driven from outside, as plain numbers: the enumeration's members are deprecated macros
// in part and do not all arrive in Swift.
static inline unsigned int kiosk_daemon_flags(void)
{
    return MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_TURBO | MHD_USE_SUPPRESS_DATE_NO_CLOCK;
}

/// A non-blocking event descriptor, or -1. It is not part of Swift's C library module.
static inline int kiosk_event_descriptor(void)
{
    return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
}
