/* Preloaded, it makes a fast disk as slow as an SD card, and counts how often it is waited for.
 *
 * KIOSK_FSYNC_MS    milliseconds that each fsync and fdatasync takes longer (default 0)
 * KIOSK_FSYNC_COUNT a file that always holds the number of calls so far, as eight bytes in the machine's order
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

static uint64_t *count;
static long delay;

__attribute__((constructor)) static void start(void)
{
    const char *milliseconds = getenv("KIOSK_FSYNC_MS");
    const char *path = getenv("KIOSK_FSYNC_COUNT");
    delay = milliseconds == NULL ? 0 : atol(milliseconds);
    if (path == NULL) return;
    int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0 || ftruncate(file, sizeof *count) != 0) return;
    void *memory = mmap(NULL, sizeof *count, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    if (memory != MAP_FAILED) count = memory;
}

static void slow(void)
{
    if (count != NULL) __atomic_add_fetch(count, 1, __ATOMIC_RELAXED);
    if (delay <= 0) return;
    struct timespec pause = {delay / 1000, delay % 1000 * 1000000};
    nanosleep(&pause, NULL);
}

int fsync(int file)
{
    static int (*original)(int);
    if (original == NULL) original = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    slow();
    return original(file);
}

int fdatasync(int file)
{
    static int (*original)(int);
    if (original == NULL) original = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    slow();
    return original(file);
}
