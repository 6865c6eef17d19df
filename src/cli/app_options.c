/* cli/app_options.c — one table for options, environment and file. */
#include "cli/app_options.h"

#include <assert.h>
#include <stddef.h>
#include <stdlib.h>

#include "base/log.h"
#include "web/text.h"

#define MAX_CONFIG ((size_t)64 << 10)
#define MAX_CATALOGUE ((size_t)8 << 20)

static const struct {
    const char *name, *value, *help, *environment;
    size_t at;                                   /* of the str in struct app_options */
} options[] = {
    {"data", "DIR", "folder for everything that must be kept; else ./data", "LAPEL_DATA", offsetof(struct app_options, data)},
    {"database", "URL", "postgres://… ; else SQLite in the data folder", "LAPEL_DATABASE", offsetof(struct app_options, database)},
    {"public-url", "URL", "the address people use; permanent after the first award", "LAPEL_PUBLIC_URL", offsetof(struct app_options, public_url)},
    {"listen", "ADDR:PORT", "where to listen; else 127.0.0.1:8080", "LAPEL_LISTEN", offsetof(struct app_options, listen)},
    {"master-key", "FILE", "seals the signing keys; else DATA/master.key", "LAPEL_MASTER_KEY", offsetof(struct app_options, master_key)},
    {"role", "all|issuer|backpack", "which part of it; else all", "LAPEL_ROLE", offsetof(struct app_options, role)},
    {"mail-wait", "SECONDS", "how long a mail server may say nothing; else 60", "LAPEL_MAIL_WAIT", offsetof(struct app_options, mail_wait)},
    {"checks", "N", "badges an hour that one network may have checked; else 300, 0: any number", "LAPEL_CHECKS", offsetof(struct app_options, checks)},
    {"language", "FILE", "one more language to try out, a catalogue made by msgfmt", "LAPEL_LANGUAGE", offsetof(struct app_options, language)},
    {"log", "info|debug|warn|error", "else info: a line for each request", "LAPEL_LOG", offsetof(struct app_options, log)},
};

/* "yes" in environment and file. */
static const struct { const char *name, *help, *environment; size_t at; } switches[] = {
    {"allow-private", "fetch from intranet and loopback addresses too", "LAPEL_ALLOW_PRIVATE", offsetof(struct app_options, allow_private)},
    {"behind-proxy", "believe X-Forwarded-For of a proxy on this machine", "LAPEL_BEHIND_PROXY", offsetof(struct app_options, behind_proxy)},
};

static bool *switch_of(struct app_options *o, size_t i)
{
    return (bool *)(void *)((char *)o + switches[i].at);
}

static str *place(struct app_options *o, size_t i)
{
    return (str *)(void *)((char *)o + options[i].at);
}

void app_options_init(struct app_options *o)
{
    *o = (struct app_options){0};
    for (size_t i = 0; i < COUNT(options); i++)
        o->rows[i] = (struct cli_option){options[i].name, options[i].value, options[i].help, .text = place(o, i), .is_common = true};
    o->n_rows = COUNT(options);
    for (size_t i = 0; i < COUNT(switches); i++)
        o->rows[o->n_rows++] = (struct cli_option){switches[i].name, NULL, switches[i].help, .flag = switch_of(o, i), .is_common = true};
}

void app_options_add(struct app_options *o, struct cli_option more)
{
    assert(o->n_rows < COUNT(o->rows));
    o->rows[o->n_rows++] = more;
}

static void fill_absent(struct app_options *o, str name, str value)
{
    for (size_t i = 0; i < COUNT(options); i++)
        if (str_eq(name, cstr(options[i].name)) && str_is_absent(*place(o, i)))
            *place(o, i) = value;
    for (size_t i = 0; i < COUNT(switches); i++)
        if (str_eq(name, cstr(switches[i].name)) && str_eq(value, S("yes")))
            *switch_of(o, i) = true;
}

const char *app_options_environment(size_t i)
{
    return i < COUNT(options) ? options[i].environment : switches[i - COUNT(options)].environment;
}

static void from_environment(struct app_options *o)
{
    for (size_t i = 0; i < COUNT(options); i++)
        fill_absent(o, cstr(options[i].name), cstr(getenv(options[i].environment)));
    for (size_t i = 0; i < COUNT(switches); i++)
        fill_absent(o, cstr(switches[i].name), cstr(getenv(switches[i].environment)));
}

/* Lines `name = value`; # begins a remark. */
static code from_file(struct arena *a, struct app_options *o, struct error *err)
{
    str path = str_printf(a, STR_FMT "/lapel.conf", STR_ARG(o->data)), text, line, name;

    if (cli_read(a, path, MAX_CONFIG, &text, NULL) != OK)
        return OK;                               /* the file is optional */
    for (int number = 1; str_cut_line(&text, &line); number++) {
        line = str_trim(line);
        if (str_is_empty(line) || line.p[0] == '#')
            continue;
        if (str_find_byte(line, '=') < 0 || !str_cut(&line, '=', &name))
            return fail(err, BAD_INPUT, str_z(a, path), "line %d is not `name = value`", number);
        fill_absent(o, str_trim(name), str_trim(line));
    }
    return OK;
}

code app_role_named(str name, enum app_role *out, struct error *err)
{
    if (str_is_absent(name) || str_eq(name, S("all")))
        *out = ROLE_ALL;
    else if (str_eq(name, S("issuer")))
        *out = ROLE_ISSUER;
    else if (str_eq(name, S("backpack")))
        *out = ROLE_BACKPACK;
    else
        return fail(err, BAD_INPUT, "role", "the role can be all, issuer or backpack");
    return OK;
}

static const char *z_or_null(struct arena *a, str s)
{
    return str_is_empty(s) ? NULL : str_z(a, s);
}

static code set_log_level(str name, struct error *err)
{
    static const char *const names[] = {[LOG_DEBUG] = "debug", [LOG_INFO] = "info", [LOG_WARN] = "warn", [LOG_ERROR] = "error"};

    if (str_is_absent(name))
        return OK;
    for (size_t i = 0; i < COUNT(names); i++)
        if (str_eq(name, cstr(names[i]))) {
            log_set_level((enum log_level)i);
            return OK;
        }
    return fail(err, BAD_INPUT, "log", "the log can be debug, info, warn or error");
}

static code read_mail_wait(str text, unsigned *out, struct error *err)
{
    int64_t seconds = 0;

    if (str_is_absent(text))
        return OK;
    if (!str_to_int(text, &seconds) || seconds < 1 || seconds > 600)
        return fail(err, BAD_INPUT, "mail-wait", "the wait for a mail server is 1 to 600 seconds");
    *out = (unsigned)seconds;
    return OK;
}

#define CHECKS_AN_HOUR 300
#define MOST_CHECKS    1000000

static code read_checks(str number, int64_t *out, struct error *err)
{
    *out = CHECKS_AN_HOUR;
    if (str_is_absent(number))
        return OK;
    if (!str_to_int(number, out) || *out < 0 || *out > MOST_CHECKS)
        return fail(err, BAD_INPUT, "checks", "a number of checks is a whole number up to %d", MOST_CHECKS);
    return OK;
}

static code speak_also(struct arena *a, str file, struct error *err)
{
    str catalogue;

    if (str_is_empty(file))
        return OK;
    TRY(cli_read(a, file, MAX_CATALOGUE, &catalogue, err));
    return text_add(catalogue, err);
}

code app_options_finish(struct arena *a, struct app_options *o, struct start_options *out, struct error *err)
{
    from_environment(o);
    if (str_is_absent(o->data))
        o->data = o->data_else ? cstr(o->data_else) : S("./data");
    TRY(from_file(a, o, err));
    *out = (struct start_options){
        .data = str_z(a, o->data), .database = z_or_null(a, o->database), .public_url = z_or_null(a, o->public_url),
        .listen = str_is_empty(o->listen) ? "127.0.0.1:8080" : str_z(a, o->listen),
        .master_key_file = z_or_null(a, o->master_key), .allow_private = o->allow_private, .behind_proxy = o->behind_proxy,
    };
    TRY(set_log_level(o->log, err));
    TRY(read_mail_wait(o->mail_wait, &out->mail_wait, err));
    TRY(read_checks(o->checks, &out->checks, err));
    TRY(speak_also(a, o->language, err));
    return app_role_named(o->role, &out->role, err);
}
