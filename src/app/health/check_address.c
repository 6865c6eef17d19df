/* health/check_address.c — the public address: what it is, whether its name is
 * known, whether this server answers there, and how long its certificate lasts. */
#include "app/health/checks.h"

#include "base/uri.h"
#include "web/fetch.h"

#define SOON  (14 * DAY)

static bool is_https(const struct health *h)
{
    return str_starts(h->app->base, S("https:"));
}

static bool is_local(struct health *h)
{
    str host = app_host(h->arena, h->app);

    return str_eq(host, S("localhost")) || str_ends(host, S(".localhost")) || str_starts(host, S("127.")) || str_eq(host, S("[::1]"));
}

void check_address(struct health *h, struct health_result *out)
{
    static const char advice[] = "Set it before the first award (--public-url, or the page of this server): it stands in every badge.";
    str base = h->app->base;

    if (is_local(h))
        health_warn(h, out, advice, STR_FMT " is an address of this machine alone: nobody else can check a badge.", STR_ARG(base));
    else if (!is_https(h))
        health_warn(h, out, "Put nginx with a certificate in front, and give the address as https://….",
                    STR_FMT " is not encrypted: passwords and badges can be read and changed on the way.", STR_ARG(base));
    else
        health_good(h, out, STR_FMT ".", STR_ARG(base));
}

void check_name(struct health *h, struct health_result *out)
{
    const struct probe *p = health_probe(h);
    str host = app_host(h->arena, h->app);

    if (h->probe_error.code == NOT_FOUND)
        health_fail(h, out, "Add an A or AAAA record for it where your domain is kept.", "The name " STR_FMT " is not known to DNS.", STR_ARG(host));
    else if (str_is_empty(p->ip))
        health_unknown(h, out, NULL, "The name " STR_FMT " is known, but no address of it took a connection.", STR_ARG(host));
    else
        health_good(h, out, STR_FMT " leads to " STR_FMT ".", STR_ARG(host), STR_ARG(p->ip));
}

void check_answer(struct health *h, struct health_result *out)
{
    const struct probe *p = health_probe(h);

    if (h->probe_error.code == DENIED)
        health_unknown(h, out, "See “TLS certificate”.", "No safe connection to " STR_FMT ".", STR_ARG(h->app->base));
    else if (h->probe_error.code != OK)
        health_unknown(h, out, "Is the server running, and does nginx pass requests on? A router that cannot turn back to its own network looks the same from inside: then try it from elsewhere.",
                       STR_FMT " does not answer from this machine: %s.", STR_ARG(h->app->base), h->probe_error.text);
    else if (p->status != 200 || !str_eq(p->body, S("ok\n")))
        health_fail(h, out, "Something else answers at this address: compare it with the address in front of this server.",
                    STR_FMT "/healthz answers %d, and not as Lapel does.", STR_ARG(h->app->base), p->status);
    else
        health_good(h, out, "Lapel answers at " STR_FMT ".", STR_ARG(h->app->base));
}

static void say_days(struct health *h, struct health_result *out, msec ends)
{
    long long days = (long long)((ends - clock_now()) / DAY);
    str date = date_format(h->arena, date_of(ends));

    if (ends - clock_now() < SOON)
        health_warn(h, out, "Renew it; certbot and the like do so by themselves when they are allowed to.",
                    "The certificate ends on " STR_FMT ", in %lld days.", STR_ARG(date), days);
    else
        health_good(h, out, "The certificate holds until " STR_FMT ", %lld more days.", STR_ARG(date), days);
}

void check_certificate(struct health *h, struct health_result *out)
{
    const struct probe *p = health_probe(h);

    if (!is_https(h))
        health_good(h, out, "There is none to look at: the address is not https.");
    else if (p->certificate_ends > 0 && p->certificate_ends < clock_now())
        health_fail(h, out, "Renew it now: browsers and verifiers turn away.", "The certificate ended on " STR_FMT ".",
                    STR_ARG(date_format(h->arena, date_of(p->certificate_ends))));
    else if (h->probe_error.code == DENIED)
        health_fail(h, out, "It must name this host and come from an authority that browsers know, with the certificates in between.",
                    "The certificate is not trusted.");
    else if (p->certificate_ends == 0)
        health_unknown(h, out, NULL, "No certificate was seen.");
    else
        say_days(h, out, p->certificate_ends);
}
