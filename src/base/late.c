#include "base/late.h"

#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static code load(const struct late *l, struct error *err)
{
    void *library = dlopen(l->soname, RTLD_NOW | RTLD_LOCAL);

    if (!library)
        return fail(err, UNREACHABLE, l->soname, "the library is not installed: %s", dlerror());
    for (size_t i = 0; i < l->n; i++) {
        void *function = dlsym(library, l->names[i]);
        if (!function)
            return fail(err, FAULT, l->soname, "the library has no %s; another version is needed",
                        l->names[i]);
        memcpy((char *)l->table + i * sizeof function, &function, sizeof function);
    }
    if (l->start && !l->start())
        return fail(err, FAULT, l->soname, "the library does not start");
    return OK;
}

code late_need(struct late *l, struct error *err)
{
    pthread_mutex_lock(&lock);
    code c = l->was_tried ? l->why_not.code : load(l, &l->why_not);
    l->was_tried = true;
    pthread_mutex_unlock(&lock);
    if (c != OK && err)
        *err = l->why_not;
    return c;
}
