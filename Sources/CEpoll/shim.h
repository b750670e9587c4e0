#pragma once

// Not among what Swift imports of the C library.
#include <sys/epoll.h>
#include <sys/eventfd.h>
