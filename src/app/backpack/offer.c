/* backpack/offer.c — judging happens in memory of its own, badge by badge, and
 * within so much time for all that came together; rows are written outside. */
#include "app/backpack/offer.h"

#include "app/backpack/backpack_private.h"
#include "app/draw.h"
#include "app/work.h"
#include "badge/recipient.h"
#include "base/attempt.h"
#include "base/codec.h"
#include "base/uri.h"
#include "store/blob.h"

#define SECONDS 30                               /* then nothing more is fetched */
#define PICTURE 128

void offering_open(struct offering *o, struct app *app, struct db *db, int64_t owner)
{
    *o = (struct offering){.app = app, .db = db, .owner = owner, .until_ns = clock_monotonic_ns() + SECONDS * 1000000000LL};
}

/* ---- in time ---- */

struct hurried { struct loader inner; int64_t until_ns; };

static code hurried_get(void *ctx, struct arena *a, str url, const char *accept, struct loaded *out, struct error *err)
{
    struct hurried *h = ctx;

    if (clock_monotonic_ns() > h->until_ns)
        return fail(err, UNREACHABLE, str_z(a, url), "the servers asked before took too long");
    return h->inner.get(h->inner.ctx, a, url, accept, out, err);
}

/* ---- judging, in memory of its own ---- */

struct task {
    const struct offering *o;
    struct arena *a, *work;                      /* of the request; of this badge */
    struct str_list addresses;
    struct loader loader;
    struct hurried hurried;
    struct sight sight;
    str what, bytes;
    str png, small;                              /* the picture as it is kept, and as it is shown in the question */
    struct offered *out;
    struct report report;
    bool is_others;                              /* made out to an address that is none of the owner's */
};

static code fetch(struct task *t, struct error *err)
{
    struct loaded got;

    TRY(loader_get(&t->loader, t->work, t->what, "application/vc+jwt, application/ld+json, application/json, image/png, image/svg+xml, */*;q=0.1", &got, err));
    t->out->status = got.status;
    if (got.status == 410)
        return fail(err, NOT_FOUND, "link", "the issuer says that this badge is gone (410)");
    if (got.status != 200)
        return fail(err, UNREACHABLE, "link", "the address answered with status %d instead of a badge", got.status);
    t->bytes = got.body;
    return OK;
}

static code judge(void *ctx, struct error *err)
{
    struct task *t = ctx;
    bool by_address = uri_is_http(t->what);
    struct verify_options opt = {.loader = &t->loader, .recipients = t->addresses};

    t->bytes = t->what;
    if (by_address)
        TRY(fetch(t, err));
    opt.found_at = by_address ? t->what : (str){0};
    TRY(badge_verify(t->work, t->bytes, &opt, &t->report, err));
    /* Of somebody else's it is to be known too whether it holds. */
    t->is_others = report_has(&t->report, "recipient-mismatch");
    if (t->is_others) {
        opt.recipients = (struct str_list){0};
        t->loader.budget = LOADER_BUDGET;
        TRY(badge_verify(t->work, t->bytes, &opt, &t->report, err));
    }
    return report_read(t->a, str_copy(t->a, report_json(t->work, &t->report)), &t->out->report, err);
}

static code draw(void *ctx, struct error *err)
{
    struct task *t = ctx;

    TRY(holding_picture(&t->loader, t->work, t->bytes, &t->report.badge, &t->png, err));
    return draw_png_normalise(t->work, t->png, PICTURE, &t->small, err);
}

static code too_much(code c, struct error *err)
{
    return c == NO_MEMORY ? fail(err, LIMIT, "badge", "this badge is too large, or asks for too much, to be checked here") : c;
}

static code begin(struct task *t, const struct offering *o, struct arena *a, str what, struct offered *out, struct error *err)
{
    *t = (struct task){.o = o, .a = a, .work = work_memory(), .what = o->by_hand ? what : str_trim(what), .out = out, .hurried = {app_loader(o->app, o->db, a), o->until_ns}};
    *out = (struct offered){.drawn = S("")};
    struct loader hurried = t->hurried.inner;
    hurried.get = hurried_get;
    hurried.ctx = &t->hurried;
    t->loader = recorder_open(&t->sight.rec, t->work, hurried);
    t->sight.found_at = uri_is_http(t->what) ? t->what : (str){0};
    return holding_addresses(o->db, a, o->owner, &t->addresses, err);
}

/* ---- whose ---- */

static str made_out_to(struct arena *a, const struct badge *b, const struct str_list *addresses)
{
    for (size_t i = 0; i < addresses->n; i++)
        if (recipient_matches(a, b, addresses->items[i]))
            return addresses->items[i];
    return (str){0};
}

static const char sql_have[] = SQL("SELECT id FROM holding WHERE owner_id = $1 AND credential_key = $2 AND removed_at IS NULL");

static code find_have(struct task *t, struct error *err)
{
    struct rows *r = db_query(t->o->db, sql_have, ARGS(v_int(t->o->owner), v_str(holding_key(t->a, &t->report.badge, t->bytes))));

    if (rows_next(r))
        t->out->have = row_int(r, 0);
    t->out->address = made_out_to(t->a, &t->report.badge, &t->addresses);
    return rows_end(r, err);
}

bool offer_holds(const struct report *r)
{
    return r->verdict == VALID || (r->verdict == INVALID && holding_is_only_expired(r));
}

code offer_look(const struct offering *o, struct arena *a, str what, struct offered *out, struct error *err)
{
    struct task t;

    TRY(begin(&t, o, a, what, out, err));
    TRY(too_much(attempt(judge, &t, err), err));
    TRY(find_have(&t, err));
    if (attempt(draw, &t, NULL) == OK)
        out->drawn = base64_encode(a, t.small);
    return OK;
}

/* ---- keeping ---- */

static code acceptable(const struct task *t, struct error *err)
{
    bool doubtful = t->o->by_hand && t->report.verdict == UNVERIFIED;

    if (t->o->by_hand && t->is_others)
        return fail(err, DENIED, "badge", "this badge is made out to another address; add that address to your account first");
    if (!offer_holds(&t->report) && !doubtful)
        return fail(err, BAD_INPUT, "badge", STR_FMT, STR_ARG(report_sentence(t->a, &t->report)));
    return t->out->address.p || t->o->by_hand ? OK : fail(err, DENIED, "badge", "this badge is made out to another address than yours");
}

code offer_take(const struct offering *o, struct arena *a, str what, struct offered *out, struct put *put, struct error *err)
{
    struct task t;
    str bytes, hash = {0};

    TRY(begin(&t, o, a, what, out, err));
    TRY(too_much(attempt(judge, &t, err), err));
    TRY(find_have(&t, err));
    TRY(acceptable(&t, err));
    TRY(holding_weigh(o->db, a, o->owner, &t.report, t.bytes, put, &bytes, err));
    if (o->by_hand) {
        bytes = t.bytes;
        /* The same badge in another wrapping is no newer one, and a doubt takes no place. */
        if (put->outcome == PUT_REPLACED && (t.report.verdict != VALID || t.report.badge.version < OB_3_0))
            put->outcome = PUT_SAME;
    }
    if (put->outcome == PUT_SAME)
        return OK;
    if (attempt(draw, &t, NULL) == OK) {
        out->drawn = base64_encode(a, t.small);
        if (blob_put(o->db, a, t.png, S("image/png"), clock_now(), &hash, NULL) != OK)
            hash = (str){0};
    }
    struct import in = {.link = uri_is_http(t.what) ? t.what : (str){0}, .source = uri_is_http(t.what) ? (str){0} : o->source};
    return holding_keep(o->app, o->db, a, &(struct keeping){o->owner, &in, bytes, hash, &t.report, &t.sight}, &put->id, err);
}
