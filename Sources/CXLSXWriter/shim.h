#pragma once
#include <xlsxwriter.h>

// The C library declares it only for those who define _GNU_SOURCE, which a module cannot do for whoever imports it.
extern int memfd_create(const char *name, unsigned int flags);
static const unsigned int kiosk_memfd_cloexec = 1u;
