/* shim.c — loaded before libc into a server under test (LD_PRELOAD), for what a
 * test cannot ask of a real machine: a disk that is full, and names that must
 * not be looked up outside.
 *
 * LAPEL_SHIM_FULL=FILE    while FILE exists, nothing under LAPEL_SHIM_FOLDER grows
 * Names that end in .test or .example are unknown, without asking anybody. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int ends_with(const char *text, const char *end)
{
    size_t n = strlen(text), m = strlen(end);

    return n >= m && strcmp(text + n - m, end) == 0;
}

int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **out)
{
    int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **) = dlsym(RTLD_NEXT, "getaddrinfo");

    if (node && (ends_with(node, ".test") || ends_with(node, ".example")))
        return EAI_NONAME;
    return real(node, service, hints, out);
}

/* The disk is full for regular files of the folder. */
static int is_full(int fd)
{
    const char *mark = getenv("LAPEL_SHIM_FULL"), *folder = getenv("LAPEL_SHIM_FOLDER");
    char link[64], path[PATH_MAX];

    if (!mark || !folder || access(mark, F_OK) != 0)
        return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, sizeof path - 1);
    path[n > 0 ? n : 0] = '\0';
    return strncmp(path, folder, strlen(folder)) == 0;
}

static int grows(int fd, off_t end)
{
    struct stat st;

    return is_full(fd) && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && end > st.st_size;
}

ssize_t pwrite(int fd, const void *p, size_t n, off_t at)
{
    ssize_t (*real)(int, const void *, size_t, off_t) = dlsym(RTLD_NEXT, "pwrite");

    if (grows(fd, at + (off_t)n)) {
        errno = ENOSPC;
        return -1;
    }
    return real(fd, p, n, at);
}

ssize_t pwrite64(int fd, const void *p, size_t n, off_t at)
{
    return pwrite(fd, p, n, at);
}

ssize_t write(int fd, const void *p, size_t n)
{
    ssize_t (*real)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
    off_t at = fd > 2 ? lseek(fd, 0, SEEK_CUR) : -1;

    if (at >= 0 && grows(fd, at + (off_t)n)) {
        errno = ENOSPC;
        return -1;
    }
    return real(fd, p, n);
}

int ftruncate(int fd, off_t size)
{
    int (*real)(int, off_t) = dlsym(RTLD_NEXT, "ftruncate");

    if (grows(fd, size)) {
        errno = ENOSPC;
        return -1;
    }
    return real(fd, size);
}

int ftruncate64(int fd, off_t size)
{
    return ftruncate(fd, size);
}

int posix_fallocate(int fd, off_t at, off_t n)
{
    int (*real)(int, off_t, off_t) = dlsym(RTLD_NEXT, "posix_fallocate");

    return grows(fd, at + n) ? ENOSPC : real(fd, at, n);
}

int posix_fallocate64(int fd, off_t at, off_t n)
{
    return posix_fallocate(fd, at, n);
}
