/* draw/sandbox.c — limits, landlock, seccomp. */
#include "draw/sandbox.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <netinet/in.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MEMORY_LIMIT ((rlim_t)512 << 20)
#define CPU_SECONDS  3

static bool limit(int what, rlim_t value)
{
    struct rlimit r = {value, value};

    return setrlimit(what, &r) == 0;
}

void sandbox_begin(void)
{
    prctl(PR_SET_DUMPABLE, 0);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    limit(RLIMIT_CORE, 0);
    close_range(3, ~0U, 0);
}

/* A second wall behind the filter; it stands for the thread that draws. */
static void close_files(void)
{
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    struct landlock_ruleset_attr rules = {.handled_access_fs = (1u << 13) - 1};

    if (version < 1)
        return;
    if (version >= 2)
        rules.handled_access_fs |= 1u << 13;     /* REFER */
    if (version >= 3)
        rules.handled_access_fs |= 1u << 14;     /* TRUNCATE */
    int fd = (int)syscall(SYS_landlock_create_ruleset, &rules, sizeof rules, 0);
    if (fd < 0)
        return;
    syscall(SYS_landlock_restrict_self, fd, 0);
    close(fd);
}

/* The address sanitizer reserves terabytes and counts on them. */
static bool limit_memory(void)
{
#ifdef __SANITIZE_ADDRESS__
    return true;
#else
    return limit(RLIMIT_AS, MEMORY_LIMIT);
#endif
}

static bool limits(void)
{
    return limit_memory() && limit(RLIMIT_CPU, CPU_SECONDS) && limit(RLIMIT_FSIZE, 0) &&
           limit(RLIMIT_NOFILE, 0);
}

static const int allowed[] = {
    SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(brk), SCMP_SYS(madvise),
    SCMP_SYS(futex), SCMP_SYS(sched_yield), SCMP_SYS(restart_syscall),
    SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigprocmask), SCMP_SYS(sigaltstack),
    SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday), SCMP_SYS(getrandom),
    SCMP_SYS(gettid), SCMP_SYS(exit), SCMP_SYS(exit_group),
    SCMP_SYS(rseq), SCMP_SYS(set_robust_list),   /* a thread's first steps */
#ifdef __SANITIZE_ADDRESS__
    SCMP_SYS(sched_getaffinity), SCMP_SYS(getpid),
#endif
};

/* Pango looks each font up in a thread of its own. clone says in a register
 * that it makes no process; clone3 says it in memory that no filter can read,
 * so it is absent here and libc falls back to clone. */
static int allow_threads(scmp_filter_ctx filter)
{
    const scmp_datum_t thread = CLONE_VM | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD;
    int rc = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);

    rc |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
                           SCMP_A0_64(SCMP_CMP_MASKED_EQ, thread, thread));
    return rc | seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prctl), 1,
                                 SCMP_A0_64(SCMP_CMP_EQ, PR_SET_NAME));
}

/* Before cairo uses a font that it already holds it asks whether the file is
 * there. The answer is yes, and nothing is looked at. */
static int pretend_access(scmp_filter_ctx filter)
{
    return seccomp_rule_add(filter, SCMP_ACT_ERRNO(0), SCMP_SYS(access), 0) |
           seccomp_rule_add(filter, SCMP_ACT_ERRNO(0), SCMP_SYS(faccessat), 0);
}

static int allow(scmp_filter_ctx filter)
{
    const struct scmp_arg_cmp no_exec = SCMP_A2_64(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
    const struct scmp_arg_cmp anonymous = SCMP_A3_64(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, MAP_ANONYMOUS);
    int rc = allow_threads(filter) | pretend_access(filter);

    for (size_t i = 0; i < COUNT(allowed); i++)
        rc |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0);
    rc |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2, no_exec, anonymous);
    rc |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, no_exec);
    rc |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(read), 1, SCMP_A0_64(SCMP_CMP_EQ, 0));
    rc |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(write), 1, SCMP_A0_64(SCMP_CMP_LE, 2));
    return rc;
}

static int load_filter(void)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
    int rc;

    if (!filter)
        return -ENOMEM;
    rc = seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1);
    rc = rc ? rc : allow(filter);
    rc = rc ? rc : seccomp_load(filter);
    seccomp_release(filter);
    return rc;
}

code sandbox_lock(struct error *err)
{
    close_files();
    if (!limits())
        return fail(err, FAULT, "sandbox", "the limits of the drawing program could not be set: %s",
                    strerror(errno));
    int rc = load_filter();
    if (rc)
        return fail(err, FAULT, "sandbox", "the drawing program could not lock itself in: %s",
                    strerror(rc < 0 ? -rc : rc));
    return OK;
}

/* ---- the proof ---------------------------------------------------------- */

const char *const sandbox_attempts[] = {
    "open", "connect", "exec", "fork", "code", "signal", "ptrace", "write", NULL,
};

bool sandbox_attempt(const char *name)
{
    if (strcmp(name, "open") == 0)
        return open("/etc/passwd", O_RDONLY | O_CLOEXEC) >= 0;
    if (strcmp(name, "connect") == 0)
        return socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0) >= 0;
    if (strcmp(name, "exec") == 0)
        return execl("/bin/true", "true", (char *)NULL) == 0;
    if (strcmp(name, "fork") == 0)
        return fork() >= 0;
    if (strcmp(name, "code") == 0)
        return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
    if (strcmp(name, "signal") == 0)
        return kill(getppid(), 0) == 0;
    if (strcmp(name, "ptrace") == 0)
        return prctl(PR_SET_DUMPABLE, 1) == 0;
    return write(3, "x", 1) == 1;
}
