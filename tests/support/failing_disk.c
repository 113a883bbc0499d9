/* A disk that fails now and then: every fiftieth write or sync of a database's files, by chance.
   Loaded before the C library (LD_PRELOAD); FAILING_DISK_SEED chooses which. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static int fails(int file) {
    static unsigned int seed;
    char link[64], path[4096];
    if (!seed) seed = (unsigned int) atoi(getenv("FAILING_DISK_SEED")) + 1;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
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
