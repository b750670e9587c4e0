#pragma once

// The C library declares these only for those who define _GNU_SOURCE, which a module cannot do for whoever imports it.
extern int memfd_create(const char *name, unsigned int flags);
static const unsigned int kiosk_memfd_cloexec = 1u;
extern int renameat2(int old_folder, const char *old_path, int new_folder, const char *new_path, unsigned int flags);
static const unsigned int kiosk_rename_exchange = 2u;

extern int syncfs(int file);

// Of <malloc.h>, which Swift does not import.
extern int mallopt(int what, int value);
extern int malloc_trim(unsigned long pad);
static const int kiosk_malloc_arenas = -8;

// Nor these two.
#include <sys/epoll.h>
#include <sys/eventfd.h>

#include <sys/ioctl.h>
#include <sys/mount.h>
// ioctl is variadic, and <linux/fs.h>, which names these two, contradicts <sys/mount.h>.
static inline int kiosk_forget_blocks(int device) { return ioctl(device, _IO(0x12, 97), 0); }
static inline int kiosk_is_read_only(int device) {
    int value = 0;
    return ioctl(device, _IO(0x12, 94), &value) == 0 && value != 0;
}
static const unsigned long kiosk_mount_read_only = 1, kiosk_mount_safe = 2 | 4 | 8 | 256 | 1024;  // nosuid nodev noexec nosymfollow noatime
