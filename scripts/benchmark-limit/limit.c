// What libmicrohttpd and SQLite can do at most with a ballot, and nothing else: the form is parsed, the connection
// suspended, the row written in one transaction with all that wait (WAL, synchronous=FULL), and only then acknowledged.
// No words, no pages, no rules, no pseudonyms: the cookie's 32 digits are the voter. `limit FOLDER` prints its port on
// 127.0.0.1 and serves until it is killed. It takes the requests of `kiosk-load constant`. Each ballot goes to the writer
// as it comes; with `limit FOLDER together` all that libmicrohttpd had in hand at a time go together, as the kiosk does it.
#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <poll.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

enum { body_limit = 65536, largest_batch = 1024, choices = 16 };

// One request: on the loop's thread, but for `next` and the row while the writer has it.
struct vote {
    struct vote *next;
    struct MHD_Connection *connection;
    char *body;
    size_t length;
    enum { receiving, waiting, written, failed, answered } stage;
    unsigned char voter[16];
    char activity[17];
    char value[choices * 24];
    int answers;
};

// Votes on their way from the loop to the writer and back.
static struct list {
    pthread_mutex_t lock;
    pthread_cond_t more;
    struct vote *first, **last;
} to_write = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, NULL, &to_write.first},
  done = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, NULL, &done.first};
static int wake;
// What goes to the writer together: the loop's own.
static struct vote *gathered, **gathered_last = &gathered;
static bool gathers;

static void fail(const char *what)
{
    fprintf(stderr, "limit: %s\n", what);
    exit(1);
}

static void append(struct list *list, struct vote *first, struct vote **last)
{
    pthread_mutex_lock(&list->lock);
    *list->last = first;
    list->last = last;
    pthread_cond_signal(&list->more);
    pthread_mutex_unlock(&list->lock);
}

static struct vote *take(struct list *list, bool wait)
{
    pthread_mutex_lock(&list->lock);
    while (wait && list->first == NULL) pthread_cond_wait(&list->more, &list->lock);
    struct vote *first = list->first;
    *list->last = NULL;
    list->first = NULL;
    list->last = &list->first;
    pthread_mutex_unlock(&list->lock);
    return first;
}

// The writer: all that wait in one transaction, at most `largest_batch` at a time.
static void *writer(void *context)
{
    sqlite3 *db = context;
    sqlite3_stmt *begin, *insert, *commit;
    sqlite3_prepare_v3(db, "BEGIN IMMEDIATE", -1, SQLITE_PREPARE_PERSISTENT, &begin, NULL);
    sqlite3_prepare_v3(db, "COMMIT", -1, SQLITE_PREPARE_PERSISTENT, &commit, NULL);
    sqlite3_prepare_v3(
        db,
        "INSERT INTO ballot (activity, pseudonym, value, source) VALUES (?, ?, ?, 'phone') "
        "ON CONFLICT (activity, pseudonym) DO UPDATE SET value = excluded.value, source = excluded.source",
        -1, SQLITE_PREPARE_PERSISTENT, &insert, NULL);
    for (;;) {
        struct vote *rest = take(&to_write, true);
        while (rest != NULL) {
            struct vote *batch = rest, *vote = rest, **last = NULL;
            bool kept = sqlite3_step(begin) == SQLITE_DONE;
            sqlite3_reset(begin);
            int count = 0;
            for (; vote != NULL && count < largest_batch; vote = vote->next, count++) {
                sqlite3_bind_text(insert, 1, vote->activity, 16, SQLITE_STATIC);
                sqlite3_bind_blob(insert, 2, vote->voter, 16, SQLITE_STATIC);
                sqlite3_bind_text(insert, 3, vote->value, -1, SQLITE_STATIC);
                kept = kept && sqlite3_step(insert) == SQLITE_DONE;
                sqlite3_reset(insert);
                last = &vote->next;
            }
            if (kept) kept = sqlite3_step(commit) == SQLITE_DONE;
            sqlite3_reset(commit);
            if (!kept) sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
            rest = vote;
            *last = NULL;
            for (vote = batch; vote != NULL; vote = vote->next) vote->stage = kept ? written : failed;
            append(&done, batch, last);
            uint64_t one = 1;
            if (write(wake, &one, sizeof one) < 0) fail("the loop cannot be woken");
        }
    }
    return NULL;
}

static int digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

// Decodes in place (application/x-www-form-urlencoded).
static void decode(char *text)
{
    char *to = text;
    for (char *from = text; *from != '\0'; from++, to++) {
        if (*from == '%' && digit(from[1]) >= 0 && digit(from[2]) >= 0) {
            *to = (char) (digit(from[1]) << 4 | digit(from[2]));
            from += 2;
        } else {
            *to = *from == '+' ? ' ' : *from;
        }
    }
    *to = '\0';
}

// The voter of the cookie and the ballot of the form; false for what is neither.
static bool parse(struct vote *vote)
{
    const char *cookie = MHD_lookup_connection_value(vote->connection, MHD_COOKIE_KIND, "kiosk-ACDEFG");
    if (cookie == NULL || strlen(cookie) != 32) return false;
    for (int index = 0; index < 16; index++) {
        int high = digit(cookie[2 * index]), low = digit(cookie[2 * index + 1]);
        if (high < 0 || low < 0) return false;
        vote->voter[index] = (unsigned char) (high << 4 | low);
    }
    if (vote->body == NULL) return false;
    char *end = vote->value, *state;
    int count = 0;
    for (char *pair = strtok_r(vote->body, "&", &state); pair != NULL; pair = strtok_r(NULL, "&", &state)) {
        char *value = strchr(pair, '=');
        if (value == NULL) return false;
        *value++ = '\0';
        decode(pair);
        decode(value);
        if (strcmp(pair, "activity") == 0) {
            if (strlen(value) != 16) return false;
            memcpy(vote->activity, value, 17);
        } else if (strncmp(pair, "dots-", 5) == 0 && strlen(pair) == 21 && count < choices) {
            int dots = atoi(value);
            if (dots < 0 || dots > 3) return false;
            end += sprintf(end, "%s%s:%d", count++ > 0 ? "," : "", pair + 5, dots);
            vote->answers += dots;
        } else {
            return false;
        }
    }
    return vote->activity[0] != '\0' && vote->answers <= 3;
}

static enum MHD_Result answer(struct vote *vote, unsigned int status)
{
    char text[64];
    int length = status == 200 ? sprintf(text, "{\"received\":true,\"answers\":%d}", vote->answers)
                               : sprintf(text, "{\"error\":\"%u\"}", status);
    struct MHD_Response *response = MHD_create_response_from_buffer((size_t) length, text, MHD_RESPMEM_MUST_COPY);
    MHD_add_response_header(response, "Content-Type", "application/json");
    MHD_add_response_header(response, "Cache-Control", "no-store");
    vote->stage = answered;
    enum MHD_Result result = MHD_queue_response(vote->connection, status, response);
    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result handle(
    void *context, struct MHD_Connection *connection, const char *url, const char *method, const char *version,
    const char *upload, size_t *size, void **request)
{
    (void) context, (void) url, (void) method, (void) version;
    struct vote *vote = *request;
    if (vote == NULL) {
        vote = *request = calloc(1, sizeof *vote);
        if (vote == NULL) return MHD_NO;
        vote->connection = connection;
        return MHD_YES;
    }
    if (*size > 0) {
        if (vote->length + *size > body_limit) return MHD_NO;
        vote->body = realloc(vote->body, vote->length + *size + 1);
        memcpy(vote->body + vote->length, upload, *size);
        vote->length += *size;
        vote->body[vote->length] = '\0';
        *size = 0;
        return MHD_YES;
    }
    switch (vote->stage) {
    case receiving:
        if (!parse(vote)) return answer(vote, 400);
        vote->stage = waiting;
        MHD_suspend_connection(connection);
        if (gathers) {
            *gathered_last = vote;
            gathered_last = &vote->next;
        } else {
            append(&to_write, vote, &vote->next);
        }
        return MHD_YES;
    case written: return answer(vote, 200);
    case failed: return answer(vote, 503);
    default: return MHD_YES;
    }
}

static void completed(void *context, struct MHD_Connection *connection, void **request, enum MHD_RequestTerminationCode code)
{
    (void) context, (void) connection, (void) code;
    struct vote *vote = *request;
    if (vote == NULL) return;
    free(vote->body);
    free(vote);
    *request = NULL;
}

int main(int count, char **words)
{
    gathers = count == 3 && strcmp(words[2], "together") == 0;
    if (count != 2 && !gathers) fail("usage: limit FOLDER [together]");
    char path[4096];
    snprintf(path, sizeof path, "%s/limit.sqlite", words[1]);
    sqlite3 *db;
    if (sqlite3_open(path, &db) != SQLITE_OK) fail("no database");
    if (sqlite3_exec(
            db,
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY;"
            "CREATE TABLE IF NOT EXISTS ballot (activity TEXT NOT NULL, pseudonym BLOB NOT NULL, value TEXT NOT NULL,"
            "source TEXT NOT NULL, PRIMARY KEY (activity, pseudonym)) STRICT, WITHOUT ROWID",
            NULL, NULL, NULL) != SQLITE_OK) fail(sqlite3_errmsg(db));
    wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    int listening = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (bind(listening, (struct sockaddr *) &address, length) != 0 || listen(listening, 512) != 0
        || getsockname(listening, (struct sockaddr *) &address, &length) != 0) fail("no port");
    // Driven from outside, as the kiosk drives it: libmicrohttpd's own epoll thread waits again at multiples of 128.
    struct MHD_Daemon *daemon = MHD_start_daemon(
        MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_TURBO | MHD_USE_SUPPRESS_DATE_NO_CLOCK, 0, NULL, NULL,
        handle, NULL, MHD_OPTION_NOTIFY_COMPLETED, completed, NULL, MHD_OPTION_LISTEN_SOCKET, listening,
        MHD_OPTION_CONNECTION_LIMIT, 2048u, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t) 6144, MHD_OPTION_END);
    if (daemon == NULL) fail("no daemon");
    int epoll = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
    pthread_t thread;
    if (pthread_create(&thread, NULL, writer, db) != 0) fail("no thread");
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    for (;;) {
        MHD_UNSIGNED_LONG_LONG wanted;
        int timeout = MHD_get_timeout(daemon, &wanted) == MHD_YES ? (int) (wanted > 1000 ? 1000 : wanted) : -1;
        struct pollfd descriptors[] = {{epoll, POLLIN, 0}, {wake, POLLIN, 0}};
        if (poll(descriptors, 2, timeout) < 0 && errno != EINTR) fail("poll");
        uint64_t times;
        if (read(wake, &times, sizeof times) > 0) {
            for (struct vote *vote = take(&done, false), *next; vote != NULL; vote = next) {
                next = vote->next;
                MHD_resume_connection(vote->connection);
            }
        }
        MHD_run(daemon);
        if (gathered != NULL) {
            append(&to_write, gathered, gathered_last);
            gathered = NULL;
            gathered_last = &gathered;
        }
    }
}
