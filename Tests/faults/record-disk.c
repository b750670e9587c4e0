/* Preloaded, it writes down everything that is done to the files under one folder, in the order in which it is done, so
 * that a test can make the disk of every moment at which the power could have gone.
 *
 * KIOSK_RECORD_DIR   the folder
 * KIOSK_RECORD_LOG   the record: for each event its kind, file, offset and length, then the bytes written or the name
 * KIOSK_RECORD_COUNT a file that always holds the number of events so far, as eight bytes in the machine's order
 * KIOSK_RECORD_PAUSE microseconds that each fsync takes longer, before it counts
 * KIOSK_RECORD_LIE   any value: what is synced is not synced, as on a disk that lies
 *
 * An fsync of the folder itself is one of file 0. SQLite's index of the log (-shm) is left out: it is made anew after a crash.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <unistd.h>

enum { written = 1, cut, synced, made, removed, renamed };
enum { most = 4096, the_folder = -1 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int32_t files[most];
static char names[most][PATH_MAX];
static int32_t known;
static int record = -1;
static uint64_t *count;
static char folder[PATH_MAX];
static long pause_for;
static int lies;

#define ORIGINAL(name) ((__typeof__(&name)) dlsym(RTLD_NEXT, #name))

__attribute__((constructor)) static void start(void)
{
    const char *where = getenv("KIOSK_RECORD_DIR"), *log = getenv("KIOSK_RECORD_LOG"), *counter = getenv("KIOSK_RECORD_COUNT");
    if (where == NULL || log == NULL || counter == NULL || realpath(where, folder) == NULL) return;
    const char *pause = getenv("KIOSK_RECORD_PAUSE");
    pause_for = pause == NULL ? 0 : atol(pause);
    lies = getenv("KIOSK_RECORD_LIE") != NULL;
    record = ORIGINAL(open)(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    int file = ORIGINAL(open)(counter, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0 || ftruncate64(file, sizeof *count) != 0) abort();
    count = mmap(NULL, sizeof *count, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (count == MAP_FAILED || record < 0) abort();
}

static void note(uint32_t kind, uint32_t file, uint64_t offset, const void *bytes, uint32_t length)
{
    struct __attribute__((packed)) { uint32_t kind, file; uint64_t offset; uint32_t length; } head = {kind, file, offset, length};
    ssize_t (*put)(int, const void *, size_t) = ORIGINAL(write);
    if (put(record, &head, sizeof head) != sizeof head || (length > 0 && put(record, bytes, length) != (ssize_t) length)) abort();
    __atomic_add_fetch(count, 1, __ATOMIC_SEQ_CST);
}

/* The number of a path under the folder, counted from 1; `the_folder` for itself, 0 for every other one. */
static int32_t number(const char *path)
{
    char whole[PATH_MAX], *slash;
    if (record < 0) return 0;
    if (path[0] != '/') {
        if (getcwd(whole, sizeof whole) == NULL) return 0;
        strncat(whole, "/", sizeof whole - strlen(whole) - 1);
        strncat(whole, path, sizeof whole - strlen(whole) - 1);
    } else {
        snprintf(whole, sizeof whole, "%s", path);
    }
    size_t length = strlen(folder);
    if (strcmp(whole, folder) == 0) return the_folder;
    if (strncmp(whole, folder, length) != 0 || whole[length] != '/') return 0;
    slash = strrchr(whole, '-');
    if (slash != NULL && strcmp(slash, "-shm") == 0) return 0;
    for (int32_t index = 0; index < known; index++)
        if (strcmp(names[index], whole + length + 1) == 0) return index + 1;
    if (known == most) abort();
    snprintf(names[known++], PATH_MAX, "%s", whole + length + 1);
    return known;
}

static int opened(int file, const char *path, int flags, int existed)
{
    if (record < 0 || file < 0 || file >= most) return file;
    pthread_mutex_lock(&lock);
    files[file] = number(path);
    if (files[file] > 0 && !existed)
        note(made, (uint32_t) files[file], 0, names[files[file] - 1], (uint32_t) strlen(names[files[file] - 1]));
    if (files[file] > 0 && existed && flags & O_TRUNC) note(cut, (uint32_t) files[file], 0, NULL, 0);
    pthread_mutex_unlock(&lock);
    return file;
}

static mode_t mode_of(int flags, va_list rest) { return flags & O_CREAT ? (mode_t) va_arg(rest, int) : 0; }

int open(const char *path, int flags, ...)
{
    va_list rest;
    va_start(rest, flags);
    mode_t mode = mode_of(flags, rest);
    va_end(rest);
    int existed = access(path, F_OK) == 0;
    return opened(ORIGINAL(open)(path, flags, mode), path, flags, existed);
}

int open64(const char *path, int flags, ...)
{
    va_list rest;
    va_start(rest, flags);
    mode_t mode = mode_of(flags, rest);
    va_end(rest);
    int existed = access(path, F_OK) == 0;
    return opened(ORIGINAL(open64)(path, flags, mode), path, flags, existed);
}

int close(int file)
{
    if (record >= 0 && file >= 0 && file < most) {
        pthread_mutex_lock(&lock);
        files[file] = 0;
        pthread_mutex_unlock(&lock);
    }
    return ORIGINAL(close)(file);
}

static int32_t followed(int file) { return record >= 0 && file >= 0 && file < most ? files[file] : 0; }

ssize_t pwrite64(int file, const void *bytes, size_t length, off64_t offset)
{
    if (followed(file) == 0) return ORIGINAL(pwrite64)(file, bytes, length, offset);
    pthread_mutex_lock(&lock);
    ssize_t done = ORIGINAL(pwrite64)(file, bytes, length, offset);
    if (done > 0) note(written, (uint32_t) files[file], (uint64_t) offset, bytes, (uint32_t) done);
    pthread_mutex_unlock(&lock);
    return done;
}

ssize_t pwrite(int file, const void *bytes, size_t length, off_t offset) { return pwrite64(file, bytes, length, offset); }

ssize_t write(int file, const void *bytes, size_t length)
{
    if (followed(file) == 0) return ORIGINAL(write)(file, bytes, length);
    pthread_mutex_lock(&lock);
    off64_t offset = lseek64(file, 0, SEEK_CUR);
    ssize_t done = ORIGINAL(write)(file, bytes, length);
    if (done > 0 && offset >= 0) note(written, (uint32_t) files[file], (uint64_t) offset, bytes, (uint32_t) done);
    pthread_mutex_unlock(&lock);
    return done;
}

int ftruncate64(int file, off64_t length)
{
    if (followed(file) == 0) return ORIGINAL(ftruncate64)(file, length);
    pthread_mutex_lock(&lock);
    int status = ORIGINAL(ftruncate64)(file, length);
    if (status == 0) note(cut, (uint32_t) files[file], (uint64_t) length, NULL, 0);
    pthread_mutex_unlock(&lock);
    return status;
}

int ftruncate(int file, off_t length) { return ftruncate64(file, length); }

static int sync_with(int (*sync)(int), int file)
{
    /* What is written while it is under way is not promised by it. */
    uint64_t before = count == NULL ? 0 : __atomic_load_n(count, __ATOMIC_SEQ_CST);
    int status = sync(file);
    int32_t which = followed(file);
    if (which == 0 || status != 0) return status;
    if (pause_for > 0) usleep((useconds_t) pause_for);
    pthread_mutex_lock(&lock);
    if (!lies) note(synced, which == the_folder ? 0 : (uint32_t) which, before, NULL, 0);
    pthread_mutex_unlock(&lock);
    return status;
}

int fsync(int file) { return sync_with(ORIGINAL(fsync), file); }
int fdatasync(int file) { return sync_with(ORIGINAL(fdatasync), file); }

int unlink(const char *path)
{
    pthread_mutex_lock(&lock);
    int status = ORIGINAL(unlink)(path);
    int32_t which = status == 0 ? number(path) : 0;
    if (which != 0) note(removed, (uint32_t) which, 0, NULL, 0);
    pthread_mutex_unlock(&lock);
    return status;
}

int rename(const char *from, const char *to)
{
    pthread_mutex_lock(&lock);
    int status = ORIGINAL(rename)(from, to);
    int32_t first = status == 0 ? number(from) : 0, second = status == 0 ? number(to) : 0;
    if (first != 0 && second != 0) note(renamed, (uint32_t) first, (uint64_t) second, names[second - 1], (uint32_t) strlen(names[second - 1]));
    pthread_mutex_unlock(&lock);
    return status;
}
