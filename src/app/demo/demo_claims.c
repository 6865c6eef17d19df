/* demo/demo_claims.c — links and codes: one that people used, one with codes,
 * one where two wait for approval. And a set of badges, switched off, so that
 * what it would do can be looked at. */
#include "app/demo/demo_private.h"

#include "app/claim/claim.h"
#include "app/sets/sets.h"

static const struct demo_claim {
    const char *name;
    bool by_code, needs_approval, with_file, is_shown;
    int most, codes;
} claims[] = {
    {"Open day, hall 2", .with_file = true, .most = 200},
    {"Induction week, slips", .by_code = true, .with_file = true, .is_shown = true, .codes = 24},
    {"Toolbox talk, night shift", .needs_approval = true},
};
static const struct { const char *name, *email; } visitors[] = {
    {"Priya Raman", "priya.raman@visitors.example"}, {"Owen Baptiste", "owen.baptiste@visitors.example"},
};

static const char sql_waiting[] = SQL(
    "INSERT INTO claim_entry (org_id, link_id, state, name, email, folded, code, reason, created_at)"
    " VALUES ($1, $2, 'waiting', $3, $4, $4, '', '', $5)");
static const char sql_taken[] = SQL("UPDATE claim_link SET taken = taken + $2 WHERE id = $1");

static code add_waiting(const struct demo_claims *in, const struct claim_link *l, struct error *err)
{
    for (size_t i = 0; i < COUNT(visitors); i++)
        TRY(db_run(in->db, sql_waiting,
                   ARGS(v_int(in->org), v_int(l->id), v_str(cstr(visitors[i].name)), v_str(cstr(visitors[i].email)),
                        v_int(clock_now() - (msec)(i + 1) * HOUR)), NULL, err));
    return db_run(in->db, sql_taken, ARGS(v_int(l->id), v_int(COUNT(visitors))), NULL, err);
}

static code add_takers(const struct demo_claims *in, const struct claim_link *l, struct error *err)
{
    struct claim_got got;

    for (size_t i = 0; i < COUNT(visitors); i++)
        TRY(claim_take_file(in->app, in->db, in->a, l, &(struct claim_ask){cstr(visitors[i].name), S(""), S(""), S("demo")}, &got, err));
    return OK;
}

static code add_one(const struct demo_claims *in, const struct demo_claim *d, struct error *err)
{
    struct claim_link l = {.org = in->org, .account = in->account, .achievement = in->badge, .name = cstr(d->name), .by_code = d->by_code,
                           .needs_approval = d->needs_approval, .with_file = d->with_file, .is_shown = d->is_shown, .open.most = d->most};

    TRY(claim_create(in->db, in->a, &l, &l.id, err));
    TRY(claim_get(in->db, in->a, in->org, l.id, &l, err));
    if (d->codes)
        return claim_add_codes(in->db, in->a, &l, d->codes, in->account, err);
    return d->needs_approval ? add_waiting(in, &l, err) : add_takers(in, &l, err);
}

code demo_claims_make(const struct demo_claims *in, struct error *err)
{
    for (size_t i = 0; i < COUNT(claims); i++)
        TRY(add_one(in, &claims[i], err));
    return OK;
}

code demo_set_make(const struct demo_set *in, struct error *err)
{
    struct badge_set s = {.org = in->org, .account = in->account, .achievement = in->badge, .needed = 2, .lapses = true};

    for (size_t i = 0; i < COUNT(in->parts); i++)
        *list_add(in->a, &s.parts) = in->parts[i];
    return set_save(in->db, in->a, &s, err);
}
