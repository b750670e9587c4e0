#pragma once

// The C library declares these only for those who define _GNU_SOURCE, which a module cannot do for whoever imports it.
extern int memfd_create(const char *name, unsigned int flags);
static const unsigned int kiosk_memfd_cloexec = 1u;
extern int renameat2(int old_folder, const char *old_path, int new_folder, const char *new_path, unsigned int flags);
static const unsigned int kiosk_rename_exchange = 2u;
