/* Makes one call to the disk fail: the FAULT_AT-th of those that concern files below the folder FAULT_BELOW, which ends
 * with a slash. FAULT_KIND says how:
 *   EIO     the call fails
 *   ENOSPC  the call fails; reading and removing, which need no room, fail with EIO
 *   EINTR   the call is interrupted; where that cannot happen it fails with EIO
 *   SHORT   a write takes half of the bytes, a read gives half of them; other calls fail with EIO
 * Once it has, the file FAULT_TOLD has the call's name. SQLite's calls have names with 64, others have not. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum needs { ROOM = 1, CAN_WAIT = 2, CAN_BE_SHORT = 4 };
enum fate { WORKS, FAILS, HALF };

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

static void tell(const char *name) {
    const char *told = getenv("FAULT_TOLD");
    if (!told) return;
    int (*real_open)(const char *, int, ...) = dlsym(RTLD_NEXT, "open");
    ssize_t (*real_write)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
    int file = real_open(told, O_CREAT | O_WRONLY | O_APPEND, 0600);
    if (file < 0) return;
    if (real_write(file, name, strlen(name)) < 0) perror("shim");
    close(file);
}

/* What becomes of this call. */
static enum fate fate(const char *name, int counts, enum needs needs) {
    const char *at = getenv("FAULT_AT"), *kind = getenv("FAULT_KIND");
    int saved = errno;
    if (!at || !kind || !counts || atomic_fetch_add(&calls, 1) + 1 != atol(at)) {
        errno = saved;
        return WORKS;
    }
    tell(name);
    errno = EIO;
    if (strcmp(kind, "SHORT") == 0 && needs & CAN_BE_SHORT) return HALF;
    if (strcmp(kind, "ENOSPC") == 0 && needs & ROOM) errno = ENOSPC;
    if (strcmp(kind, "EINTR") == 0 && needs & CAN_WAIT) errno = EINTR;
    return FAILS;
}

#define REAL(name) static __typeof__(name) *real; if (!real) real = dlsym(RTLD_NEXT, #name)

/* Calls that move bytes: those can be cut short. */
#define MOVES(result, name, needs, parameters, whole, half) \
    result name parameters { \
        REAL(name); \
        switch (fate(#name, open_below(file), needs | CAN_WAIT | CAN_BE_SHORT)) { \
        case FAILS: return -1; \
        case HALF: return count > 1 ? real half : real whole; \
        default: return real whole; \
        } \
    }

MOVES(ssize_t, write, ROOM, (int file, const void *bytes, size_t count), (file, bytes, count), (file, bytes, count / 2))
MOVES(ssize_t, pwrite, ROOM, (int file, const void *bytes, size_t count, off_t at), (file, bytes, count, at),
      (file, bytes, count / 2, at))
MOVES(ssize_t, pwrite64, ROOM, (int file, const void *bytes, size_t count, off64_t at), (file, bytes, count, at),
      (file, bytes, count / 2, at))
MOVES(ssize_t, writev, ROOM, (int file, const struct iovec *bytes, int count), (file, bytes, count), (file, bytes, count / 2))
MOVES(ssize_t, read, 0, (int file, void *bytes, size_t count), (file, bytes, count), (file, bytes, count / 2))
MOVES(ssize_t, pread, 0, (int file, void *bytes, size_t count, off_t at), (file, bytes, count, at), (file, bytes, count / 2, at))
MOVES(ssize_t, pread64, 0, (int file, void *bytes, size_t count, off64_t at), (file, bytes, count, at),
      (file, bytes, count / 2, at))

/* Calls that do what they do or fail. */
#define ACTS(name, counts, needs, parameters, arguments) \
    int name parameters { \
        REAL(name); \
        return fate(#name, counts, needs) == WORKS ? real arguments : -1; \
    }

ACTS(fsync, open_below(file), ROOM | CAN_WAIT, (int file), (file))
ACTS(fdatasync, open_below(file), ROOM | CAN_WAIT, (int file), (file))
ACTS(ftruncate, open_below(file), ROOM | CAN_WAIT, (int file, off_t length), (file, length))
ACTS(ftruncate64, open_below(file), ROOM | CAN_WAIT, (int file, off64_t length), (file, length))
ACTS(rename, below(to), ROOM, (const char *from, const char *to), (from, to))
ACTS(link, below(to), ROOM, (const char *from, const char *to), (from, to))
ACTS(unlink, below(path), 0, (const char *path), (path))
ACTS(rmdir, below(path), 0, (const char *path), (path))
ACTS(mkdir, below(path), ROOM, (const char *path, mode_t mode), (path, mode))
ACTS(fchmod, open_below(file), 0, (int file, mode_t mode), (file, mode))

/* A folder by its number, and a name in it. */
static int at_below(int folder, const char *path) {
    return path && path[0] == '/' ? below(path) : folder != AT_FDCWD && open_below(folder);
}
ACTS(linkat, at_below(newfolder, to), ROOM, (int folder, const char *from, int newfolder, const char *to, int flags),
     (folder, from, newfolder, to, flags))
ACTS(renameat, at_below(newfolder, to), ROOM, (int folder, const char *from, int newfolder, const char *to),
     (folder, from, newfolder, to))
ACTS(unlinkat, at_below(folder, path), 0, (int folder, const char *path, int flags), (folder, path, flags))

#define OPENS(name) \
    int name(const char *path, int flags, ...) { \
        REAL(name); \
        va_list rest; \
        va_start(rest, flags); \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0; \
        va_end(rest); \
        if (fate(#name, below(path), CAN_WAIT | (flags & O_CREAT ? ROOM : 0)) != WORKS) return -1; \
        return real(path, flags, mode); \
    }
OPENS(open)
OPENS(open64)

/* The index of SQLite's journal lies in memory that is a file's. */
void *mmap64(void *at, size_t length, int protection, int flags, int file, off64_t offset) {
    REAL(mmap64);
    if (file >= 0 && fate("mmap64", open_below(file), ROOM) != WORKS) {
        if (errno == ENOSPC) errno = ENOMEM;
        return MAP_FAILED;
    }
    return real(at, length, protection, flags, file, offset);
}
