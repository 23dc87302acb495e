/* Makes one call to the disk fail: the FAULT_AT-th of those that write below the folder FAULT_BELOW. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_long calls;

static int below(const char *path) {
    const char *folder = getenv("FAULT_BELOW");
    return folder && path && strncmp(path, folder, strlen(folder)) == 0;
}

static int open_below(int file) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return below(path);
}

/* Whether this call is the one that fails. */
static int fails(int counts) {
    const char *at = getenv("FAULT_AT");
    if (!at || !counts || atomic_fetch_add(&calls, 1) + 1 != atol(at)) return 0;
    const char *told = getenv("FAULT_TOLD");
    int file = told ? ((int (*)(const char *, int, ...))dlsym(RTLD_NEXT, "open"))(told, O_CREAT | O_WRONLY, 0600) : -1;
    if (file >= 0) close(file);
    errno = atoi(getenv("FAULT_KIND") ? getenv("FAULT_KIND") : "5");
    return 1;
}

#define REAL(name) static __typeof__(name) *real; if (!real) real = dlsym(RTLD_NEXT, #name)

ssize_t write(int file, const void *bytes, size_t count) {
    REAL(write);
    return fails(open_below(file)) ? -1 : real(file, bytes, count);
}
ssize_t pwrite(int file, const void *bytes, size_t count, off_t offset) {
    REAL(pwrite);
    return fails(open_below(file)) ? -1 : real(file, bytes, count, offset);
}
ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t offset) {
    REAL(pwrite64);
    return fails(open_below(file)) ? -1 : real(file, bytes, count, offset);
}
int fsync(int file) {
    REAL(fsync);
    return fails(open_below(file)) ? -1 : real(file);
}
int fdatasync(int file) {
    REAL(fdatasync);
    return fails(open_below(file)) ? -1 : real(file);
}
int ftruncate(int file, off_t length) {
    REAL(ftruncate);
    return fails(open_below(file)) ? -1 : real(file, length);
}
int rename(const char *from, const char *to) {
    REAL(rename);
    return fails(below(to)) ? -1 : real(from, to);
}
