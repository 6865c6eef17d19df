/* shop/shop_door.c — how one gets a badge: the ways that are open today, those
 * that need the least first. */
#include "app/shop/shop_view.h"

#include "app/apply/apply.h"
#include "app/claim/claim.h"
#include "app/company/company.h"
#include "app/layout/opening_view.h"
#include "app/requirement/proof_shown.h"
#include "app/sets/sets.h"
#include "base/uri.h"

struct doorway { struct app *app; struct db *db; struct arena *a; const struct door_asked *q; struct door_list *out; };

/* ---- a link or a code ---- */

static void add_claim(const struct doorway *w, const struct claim_link *l)
{
    str href = str_join(w->a, S("/claim/"), l->public_id), hours = opening_hours(w->a, &l->open);

    if (!l->is_shown || opening_state(&l->open, clock_now()) != OPENING_OPEN)
        return;
    *list_add(w->a, w->out) = l->by_code
        ? (struct door){"qrcode", "You have a code", "Use the code", hours, href}
        : (struct door){"gift", "It is free to take", "Get the badge", hours, href};
}

static code claims(const struct doorway *w, struct error *err)
{
    struct claim_link_list all = {0};

    TRY(claim_find(w->db, w->a, w->q->o->id, w->q->b->id, &all, err));
    for (size_t i = 0; i < all.n; i++)
        add_claim(w, &all.items[i]);
    return OK;
}

/* ---- an application ---- */

static code application(const struct doorway *w, struct error *err)
{
    struct apply_form f;
    struct error none = {0};
    code c = apply_form_get(w->db, w->a, w->q->o->id, w->q->b->id, &f, &none);

    if (c == NOT_FOUND)
        return OK;
    if (c != OK)
        return fail(err, c, none.where, "%s", none.text);
    enum opening_state state = opening_state(&f.open, clock_now());
    if (state == OPENING_OPEN)
        *list_add(w->a, w->out) = (struct door){"clipboard-check", "Apply for it", "Apply", opening_hours(w->a, &f.open),
                                                str_join(w->a, S("/apply/"), f.public_id)};
    else if (state == OPENING_EARLY)
        *list_add(w->a, w->out) = (struct door){"clipboard-check", "Applications open later", NULL, opening_hours(w->a, &f.open), S("")};
    return OK;
}

/* ---- by itself ---- */

static code set(const struct doorway *w, struct error *err)
{
    struct badge_set s = {0};
    struct buf names = buf_new(w->a);

    TRY(set_get(w->db, w->a, w->q->o->id, w->q->b->id, &s, err));
    if (!s.id || !s.is_on)
        return OK;
    for (size_t i = 0; i < s.parts.n; i++) {
        struct badge_row part;
        if (catalog_get(w->db, w->a, w->q->o->id, s.parts.items[i], &part, NULL) == OK && !str_eq(part.state, S("draft")))
            buf_printf(&names, "%s" STR_FMT, names.n ? ", " : "", STR_ARG(part.v.name));
    }
    *list_add(w->a, w->out) = (struct door){"puzzle", s.needed ? "It comes by itself when you hold enough of these" : "It comes by itself when you hold all of these",
                                            NULL, buf_done(&names), S("")};
    return OK;
}

/* ---- who works there ---- */

static code sign_in(const struct doorway *w, struct error *err)
{
    struct provider p;
    struct error none = {0};
    str next = str_join(w->a, S("/badges/"), w->q->b->public_id);

    if (w->q->is_signed_in)
        return OK;
    code c = provider_get(w->db, w->a, w->q->o->id, &p, &none);
    if (c != OK && c != NOT_FOUND)
        return fail(err, c, none.where, "%s", none.text);
    if (c == OK && p.is_on)
        *list_add(w->a, w->out) = (struct door){"login", "You work here", "Sign in", S(""),
            str_printf(w->a, "/sign-in/company/" STR_FMT "?next=" STR_FMT, STR_ARG(p.slug), STR_ARG(uri_encode(w->a, next)))};
    return OK;
}

/* ---- a person ---- */

static void ask(const struct doorway *w)
{
    const struct org *o = w->q->o;

    if (!str_is_empty(o->email))
        *list_add(w->a, w->out) = (struct door){"mail", "Ask about it", "Write a mail", o->email,
            str_printf(w->a, "mailto:" STR_FMT "?subject=" STR_FMT, STR_ARG(o->email), STR_ARG(uri_encode(w->a, w->q->b->v.name)))};
}

code shop_doors(struct app *app, struct db *db, struct arena *a, const struct door_asked *q, struct door_list *out, struct error *err)
{
    struct doorway w = {app, db, a, q, out};

    if (str_eq(q->b->state, S("published"))) {
        TRY(claims(&w, err));
        TRY(application(&w, err));
        TRY(set(&w, err));
        TRY(sign_in(&w, err));
    }
    ask(&w);
    return OK;
}

/* ---- beside what a standard asks ---- */

static code own_application(const struct doorway *w, const struct badge_doors_ask *q, struct proof_links *out, struct error *err)
{
    struct applications all = {0};
    struct proof_link l = {S(""), S("")};

    if (q->account)
        TRY(applications_of(w->db, w->a, q->account, &all, err));
    for (size_t i = 0; i < all.n && !l.href.n; i++) {
        const struct application *p = &all.items[i];
        if (p->org != q->org || p->achievement != q->badge || !(application_is_open(p) || application_is_judged(p)))
            continue;
        l.words = application_is_open(p) ? said("Go on with my application") : said("My application is being looked at");
        TRY(application_path(w->app, w->db, w->a, p, &l.href, err));
    }
    if (l.href.n)
        *list_add(w->a, out) = l;
    return OK;
}

/* What is open today, and one's own application in the place of the form. */
static code doors_of(struct app *app, struct db *db, struct arena *a, const struct badge_doors_ask *q, struct proof_links *out, struct error *err)
{
    const struct org o = {.id = q->org};
    const struct badge_row b = {.id = q->badge};
    struct door_list all = {0};
    struct doorway w = {app, db, a, &(struct door_asked){&o, &b, true}, &all};

    TRY(own_application(&w, q, out, err));
    TRY(claims(&w, err));
    if (!out->n)
        TRY(application(&w, err));
    for (size_t i = 0; i < all.n; i++)
        if (all.items[i].href.n)
            *list_add(a, out) = (struct proof_link){said(all.items[i].action), all.items[i].href};
    return OK;
}

void shop_door_start(void)
{
    requirement_set_doors(doors_of);
}
