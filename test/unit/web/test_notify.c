#include "web/notify.h"
#include "unit/test.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* What a service manager would hear, at a path or an abstract name. */
static int listen_at(const char *name)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    size_t n = strlen(name);
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);

    memcpy(at.sun_path, name, n);
    if (name[0] == '@')
        at.sun_path[0] = '\0';
    assert_int_equal(bind(fd, (struct sockaddr *)&at, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n)), 0);
    return fd;
}

TEST(the_service_manager_is_told_where_it_listens)
{
    char folder[] = "/tmp/lapel-notify.XXXXXX", names[2][64], heard[64];

    assert_non_null(mkdtemp(folder));
    snprintf(names[0], sizeof names[0], "%s/s", folder);
    snprintf(names[1], sizeof names[1], "@lapel-notify-%d", getpid());
    for (size_t i = 0; i < COUNT(names); i++) {
        int fd = listen_at(names[i]);
        setenv("NOTIFY_SOCKET", names[i], 1);
        check_at(i, notify_service_manager("READY=1"));
        check_at(i, recv(fd, heard, sizeof heard, 0) == 7 && memcmp(heard, "READY=1", 7) == 0);
        close(fd);
    }
    unlink(names[0]);
    check_at(9, !notify_service_manager("STOPPING=1"));      /* it is gone */
    rmdir(folder);
}

TEST(nobody_is_told_where_nobody_asks)
{
    static const char *const names[] = {"", "/", "relative", "/nonexistent/socket",
        "/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};

    unsetenv("NOTIFY_SOCKET");
    assert_false(notify_service_manager("READY=1"));
    for (size_t i = 0; i < COUNT(names); i++) {
        setenv("NOTIFY_SOCKET", names[i], 1);
        check_at(i, !notify_service_manager("READY=1"));
    }
    unsetenv("NOTIFY_SOCKET");
}
