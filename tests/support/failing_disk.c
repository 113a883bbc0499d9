/* A disk that fails, loaded before the C library (LD_PRELOAD). With FAILING_DISK_SEED every fiftieth
   write or sync of a database's files fails, by chance; without it none does until `fail_at` names
   a folder and the number of the write, sync, cut or removal below it that shall fail. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static char folder[4096];
static long nth, asked;
static int for_ever;

void fail_at(const char *below, long number, int ever) {
    strncpy(folder, below, sizeof folder - 1);
    nth = number, for_ever = ever, asked = 0;
}
void fail_no_more(void) { *folder = 0; }
long asked_so_far(void) { return asked; }

static int fails_below(const char *path) {
    if (!*folder || strncmp(path, folder, strlen(folder))) return 0;
    asked++;
    if (asked != nth && !(for_ever && asked > nth)) return 0;
    errno = asked % 2 ? EIO : ENOSPC;
    return 1;
}

static int fails(int file) {
    static unsigned int seed;
    char link[64], path[4096];
    const char *chosen = getenv("FAILING_DISK_SEED");
    if (!chosen && !*folder) return 0;
    if (chosen && !seed) seed = (unsigned int) atoi(chosen) + 1;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    if (!chosen) return fails_below(path);
    if (!strstr(path, ".db") || rand_r(&seed) % 50) return 0;
    errno = rand_r(&seed) % 2 ? EIO : ENOSPC;
    return 1;
}

#define REAL(name, type) ((type) dlsym(RTLD_NEXT, name))
typedef ssize_t (*writes)(int, const void *, size_t);
typedef ssize_t (*writes_at)(int, const void *, size_t, off64_t);
typedef int (*syncs)(int);

ssize_t write(int file, const void *from, size_t size) {
    return fails(file) ? -1 : REAL("write", writes)(file, from, size);
}
ssize_t pwrite64(int file, const void *from, size_t size, off64_t at) {
    return fails(file) ? -1 : REAL("pwrite64", writes_at)(file, from, size, at);
}
ssize_t pwrite(int file, const void *from, size_t size, off_t at) {
    return fails(file) ? -1 : REAL("pwrite64", writes_at)(file, from, size, at);
}
int fsync(int file) { return fails(file) ? -1 : REAL("fsync", syncs)(file); }
int fdatasync(int file) { return fails(file) ? -1 : REAL("fdatasync", syncs)(file); }
int ftruncate64(int file, off64_t size) {
    return fails(file) ? -1 : ((int (*)(int, off64_t)) dlsym(RTLD_NEXT, "ftruncate64"))(file, size);
}
int unlink(const char *path) {
    return fails_below(path) ? -1 : ((int (*)(const char *)) dlsym(RTLD_NEXT, "unlink"))(path);
}
int rename(const char *from, const char *to) {
    typedef int (*renames)(const char *, const char *);
    return fails_below(to) ? -1 : REAL("rename", renames)(from, to);
}
