/* Preloaded, it switches off what takes the traces of a closed activity away: SQLite no longer overwrites what is deleted,
 * and its log is no longer emptied. The audit of what is left has to find something then. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <sqlite3.h>
#include <string.h>

static const char *without(const char *sql)
{
    return sql != NULL && strcasestr(sql, "secure_delete = ON") != NULL ? "PRAGMA secure_delete = OFF" : sql;
}

int sqlite3_prepare_v3(
    sqlite3 *db, const char *sql, int length, unsigned int flags, sqlite3_stmt **statement, const char **rest)
{
    int (*next)(sqlite3 *, const char *, int, unsigned int, sqlite3_stmt **, const char **) =
        (int (*)(sqlite3 *, const char *, int, unsigned int, sqlite3_stmt **, const char **)) dlsym(RTLD_NEXT, "sqlite3_prepare_v3");
    const char *other = without(sql);
    if (other == sql) return next(db, sql, length, flags, statement, rest);
    int status = next(db, other, -1, flags, statement, NULL);
    if (rest != NULL) *rest = sql + strlen(sql);
    return status;
}

int sqlite3_exec(sqlite3 *db, const char *sql, int (*row)(void *, int, char **, char **), void *context, char **error)
{
    int (*next)(sqlite3 *, const char *, int (*)(void *, int, char **, char **), void *, char **) =
        (int (*)(sqlite3 *, const char *, int (*)(void *, int, char **, char **), void *, char **)) dlsym(RTLD_NEXT, "sqlite3_exec");
    return next(db, without(sql), row, context, error);
}

int sqlite3_wal_checkpoint_v2(sqlite3 *db, const char *name, int mode, int *log, int *done)
{
    int (*next)(sqlite3 *, const char *, int, int *, int *) =
        (int (*)(sqlite3 *, const char *, int, int *, int *)) dlsym(RTLD_NEXT, "sqlite3_wal_checkpoint_v2");
    return next(db, name, mode == SQLITE_CHECKPOINT_TRUNCATE ? SQLITE_CHECKPOINT_PASSIVE : mode, log, done);
}
