/* Preloaded, it makes the disk under one folder fail when a test says so.
 *
 * KIOSK_FAIL_DIR     the folder
 * KIOSK_FAIL_CONTROL a file of five 32-bit numbers in the machine's order: what fails (1 writing, 2 fsync, 3 reading), with
 *                    which errno, after how many calls that still work, how often (-1: for good), and how often it has
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <unistd.h>

enum { writing = 1, syncing, reading };
static volatile struct { int32_t what, error, after, times, hits; } *control;
static char folder[PATH_MAX];

#define ORIGINAL(name) ((__typeof__(&name)) dlsym(RTLD_NEXT, #name))

__attribute__((constructor)) static void start(void)
{
    const char *where = getenv("KIOSK_FAIL_DIR"), *path = getenv("KIOSK_FAIL_CONTROL");
    if (where == NULL || path == NULL || realpath(where, folder) == NULL) return;
    int file = open(path, O_RDWR | O_CLOEXEC);
    void *memory = file < 0 ? MAP_FAILED : mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (memory == MAP_FAILED) abort();
    control = memory;
}

/* The errno with which the call is to fail; 0 when it is to work. */
static int failing(int32_t what, int file)
{
    char link[64], path[PATH_MAX];
    if (control == NULL || control->what != what || control->times == 0) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = '\0';
    if (strncmp(path, folder, strlen(folder)) != 0) return 0;
    if (control->after > 0) {
        control->after--;
        return 0;
    }
    if (control->times > 0) control->times--;
    control->hits++;
    return control->error;
}

#define FAIL(what, file) do { int error = failing(what, file); if (error != 0) { errno = error; return -1; } } while (0)

ssize_t pwrite64(int file, const void *bytes, size_t length, off64_t offset)
{
    FAIL(writing, file);
    return ORIGINAL(pwrite64)(file, bytes, length, offset);
}

ssize_t pwrite(int file, const void *bytes, size_t length, off_t offset) { return pwrite64(file, bytes, length, offset); }

ssize_t pread64(int file, void *bytes, size_t length, off64_t offset)
{
    FAIL(reading, file);
    return ORIGINAL(pread64)(file, bytes, length, offset);
}

ssize_t pread(int file, void *bytes, size_t length, off_t offset) { return pread64(file, bytes, length, offset); }

int fsync(int file)
{
    FAIL(syncing, file);
    return ORIGINAL(fsync)(file);
}

int fdatasync(int file)
{
    FAIL(syncing, file);
    return ORIGINAL(fdatasync)(file);
}
