/* web/spool.c */
#include "web/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

code spool_open(int *fd, struct error *err)
{
    const char *folder = getenv("TMPDIR");

    *fd = open(folder && *folder ? folder : "/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    return *fd < 0 ? fail(err, FAULT, "", "cannot make a temporary file: %s", strerror(errno)) : OK;
}

code spool_put(int fd, str bytes, struct error *err)
{
    while (bytes.n) {
        ssize_t n = write(fd, bytes.p, bytes.n);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return fail(err, errno == ENOSPC ? LIMIT : FAULT, "", "cannot write to a temporary file: %s", strerror(errno));
        bytes = str_from(bytes, (size_t)n);
    }
    return OK;
}

str spool_map(int fd, size_t size)
{
    void *p = size ? mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0) : MAP_FAILED;

    return p == MAP_FAILED ? (str){NULL, 0} : (str){p, size};
}

void spool_unmap(str text)
{
    if (text.n)
        munmap((void *)(uintptr_t)text.p, text.n);
}
