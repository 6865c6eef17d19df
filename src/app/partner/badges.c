/* partner/badges.c — what a partner issues, as it is listed here and as it was handed in,
 * and which of our requirements each meets. */
#include "app/partner/partner_private.h"

#include "base/uri.h"
#include "base/utf8.h"

#define NAME_MOST    200
#define ADDRESS_MOST 2048
#define SEEN_MOST    100

bool partner_issued(struct arena *a, const struct partner *p, const struct intake_facts *f)
{
    const str refs[] = {p->profile, p->did, p->host};
    struct intake_facts named = *f;

    named.name = S("any");
    for (size_t i = 0; i < COUNT(refs); i++) {
        struct intake_rule any = {.issuer = refs[i], .pattern = S("*"), .until = NO_DAY};
        if (refs[i].n && intake_fit(a, &any, &named, 0) == INTAKE_FITS)
            return true;
    }
    return false;
}

/* ---- the rules that name them ---- */

static bool names(const struct intake_rule *r, const struct partner *p)
{
    return (p->profile.n && str_eq(r->issuer, p->profile)) || (p->did.n && str_eq(r->issuer, p->did)) || (p->host.n && str_eq_nocase(r->issuer, p->host));
}

code partner_rules(struct db *db, struct arena *a, const struct partner *p, struct intake_rules *out, struct error *err)
{
    struct intake_rules all = {0};

    TRY(intake_rules_find(db, a, p->org, &all, err));
    for (size_t i = 0; i < all.n; i++)
        if (names(&all.items[i], p))
            *list_add(a, out) = all.items[i];
    return OK;
}

/* ---- what they issue ---- */

static const char sql_listed[] = SQL("SELECT id, name, ref, link, words FROM partner_badge WHERE org_id = $1 AND partner_id = $2 ORDER BY id LIMIT 300");
/* What is proved to be theirs: an issuer alone is a word that anybody can write. Counted by the
 * number of the achievement first, from the index alone: of one partner there may be tens of thousands. */
static const char sql_seen[] = SQL(
    "SELECT min(i.title), i.achievement_ref, CAST(sum(g.n) AS BIGINT), CAST(sum(g.counts) AS BIGINT) FROM"
    " (SELECT min(x.id) AS id, count(*) AS n, sum(CASE WHEN x.state = 'accepted' THEN 1 ELSE 0 END) AS counts FROM intake x WHERE x.org_id = $1 AND x.kind = 'badge'"
    " AND x.state NOT IN ('withdrawn', 'refused') AND x.standing = 'good' AND x.anchor IN (NULLIF($4, ''), NULLIF($5, ''), $5 || ':443', $5 || ':80', NULLIF($6, ''))"
    " GROUP BY x.anchor, x.issue) g JOIN intake i ON i.id = g.id WHERE ($2 <> '' AND i.issuer_ref = $2 AND i.anchor IN ($5, $5 || ':443', $5 || ':80'))"
    " OR ($3 <> '' AND i.issuer_ref = $3 AND i.anchor = $6) OR ($4 <> '' AND i.anchor = $4) GROUP BY i.achievement_ref ORDER BY 3 DESC, 2 LIMIT 100");

static struct partner_issue *issue_named(struct partner_issues *all, str ref, str name)
{
    for (size_t i = 0; i < all->n; i++)
        if (ref.n && all->items[i].badge.ref.n ? str_eq(all->items[i].badge.ref, ref) : str_eq_nocase(all->items[i].badge.name, name))
            return &all->items[i];
    return NULL;
}

static code find_listed(struct db *db, struct arena *a, const struct partner *p, struct partner_issues *out, struct error *err)
{
    struct rows *r = db_query(db, sql_listed, ARGS(v_int(p->org), v_int(p->id)));

    while (rows_next(r))
        *list_add(a, out) = (struct partner_issue){.badge = {row_int(r, 0), row_str(r, 1, a), row_str(r, 2, a), row_str(r, 3, a), row_str(r, 4, a)}};
    return rows_end(r, err);
}

static code find_seen(struct db *db, struct arena *a, const struct partner *p, struct partner_issues *out, struct error *err)
{
    struct rows *r = db_query(db, sql_seen, ARGS(v_int(p->org), PARTNER_REFS(p), v_str(intake_anchor_of(a, p->profile)), v_str(intake_anchor_of(a, p->did))));

    while (rows_next(r)) {
        str title = row_str(r, 0, a), ref = row_str(r, 1, a);
        struct partner_issue *one = issue_named(out, ref, title);
        if (!one) {
            one = list_add(a, out);
            *one = (struct partner_issue){.badge = {0, title, ref, S(""), S("")}};
        }
        one->seen += row_int(r, 2);
        one->counts += row_int(r, 3);
    }
    return rows_end(r, err);
}

code partner_issues(struct db *db, struct arena *a, const struct partner *p, struct partner_issues *out, struct error *err)
{
    msec today = date_start(date_of(clock_now()));
    struct intake_rules rules = {0};

    TRY(find_listed(db, a, p, out, err));
    TRY(find_seen(db, a, p, out, err));
    TRY(partner_rules(db, a, p, &rules, err));
    for (size_t i = 0; i < out->n; i++)
        for (size_t k = 0; k < rules.n; k++)
            if (intake_rule_names(a, &rules.items[k], out->items[i].badge.ref, out->items[i].badge.name, today))
                *list_add(a, &out->items[i].meets) = (struct partner_meets){rules.items[k].id, rules.items[k].requirement, rules.items[k].code, rules.items[k].name};
    return OK;
}

/* ---- listed ---- */

static const char sql_have[] = SQL("SELECT count(*) FROM partner_badge WHERE partner_id = $1 AND (($2 <> '' AND ref = $2) OR ($2 = '' AND lower(name) = lower($3)))");
static const char sql_count[] = SQL("SELECT count(*) FROM partner_badge WHERE partner_id = $1");
static const char sql_add[] = SQL(
    "INSERT INTO partner_badge (org_id, partner_id, name, ref, link, words, account_id, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");

static code check(const struct partner_badge *b, struct error *err)
{
    if (!b->name.n || b->name.n > NAME_MOST)
        return fail(err, BAD_INPUT, "name", "say what the badge is called");
    if (b->ref.n && (b->ref.n > ADDRESS_MOST || !uri_is_absolute(b->ref)))
        return fail(err, BAD_INPUT, "ref", "write its address, such as https://academy.example/badges/7");
    if (b->link.n && (b->link.n > ADDRESS_MOST || !uri_is_http(b->link)))
        return fail(err, BAD_INPUT, "link", "write an address of the web");
    return OK;
}

static code add(struct db *db, struct arena *a, const struct partner *p, const struct partner_badge *b, int64_t by, struct error *err)
{
    int64_t n = 0;

    TRY(db_int(db, sql_have, ARGS(v_int(p->id), v_str(b->ref), v_str(b->name)), &n, err));
    if (n)
        return fail(err, CONFLICT, "name", "this badge is listed already");
    TRY(db_int(db, sql_count, ARGS(v_int(p->id)), &n, err));
    if (n >= PARTNER_BADGES)
        return fail(err, LIMIT, "name", "%d badges are listed already", PARTNER_BADGES);
    TRY(db_run(db, sql_add,
               ARGS(v_int(p->org), v_int(p->id), v_str(b->name), v_str(b->ref), v_str(b->link), v_str(utf8_cut(b->words, PARTNER_WORDS)), v_int(by), v_int(clock_now())), NULL, err));
    TRY(partner_tell(db, &(struct partner_happened){.p = p, .kind = "badge", .words = b->name, .account = by}, err));
    return org_log(db, p->org, by, "partner.badge", str_printf(a, "partner %lld", (long long)p->id), b->name, err);
}

static str or_none(str s)
{
    return str_is_absent(s) ? S("") : str_trim(s);
}

code partner_badge_add(struct db *db, struct arena *a, const struct partner_badge_add *n, struct error *err)
{
    struct partner_badge b = {.name = or_none(n->badge.name), .ref = or_none(n->badge.ref), .link = or_none(n->badge.link), .words = or_none(n->badge.words)};
    struct partner p;

    TRY(check(&b, err));
    TRY(partner_get(db, a, n->of.org, n->of.id, &p, err));
    TRY(db_begin(db, err));
    return db_end(db, add(db, a, &p, &b, n->of.by, err), err);
}

static const char sql_name[] = SQL("SELECT name FROM partner_badge WHERE org_id = $1 AND partner_id = $2 AND id = $3");
static const char sql_drop[] = SQL("DELETE FROM partner_badge WHERE org_id = $1 AND partner_id = $2 AND id = $3");

static code drop(struct db *db, struct arena *a, const struct partner *p, int64_t badge, int64_t by, struct error *err)
{
    struct rows *r = db_query(db, sql_name, ARGS(v_int(p->org), v_int(p->id), v_int(badge)));
    str name = rows_next(r) ? row_str(r, 0, a) : S("");
    int64_t n = 0;

    TRY(rows_end(r, err));
    TRY(db_run(db, sql_drop, ARGS(v_int(p->org), v_int(p->id), v_int(badge)), &n, err));
    if (!n)
        return fail(err, NOT_FOUND, "badge", "this badge is not listed");
    TRY(partner_tell(db, &(struct partner_happened){.p = p, .kind = "dropped", .words = name, .account = by}, err));
    return org_log(db, p->org, by, "partner.badge-drop", str_printf(a, "partner %lld", (long long)p->id), name, err);
}

code partner_badge_drop(struct db *db, struct arena *a, const struct partner_of *o, int64_t badge, struct error *err)
{
    struct partner p;

    TRY(partner_get(db, a, o->org, o->id, &p, err));
    TRY(db_begin(db, err));
    return db_end(db, drop(db, a, &p, badge, o->by, err), err);
}

/* ---- whoever is suspended ---- */

static const char sql_held[] = SQL(
    "SELECT p.name, p.trust, p.trust_why FROM partner p WHERE p.org_id = $1 AND p.trust IN ('suspended', 'ended') AND ((p.profile_url <> '' AND p.profile_url = $2)"
    " OR (p.did <> '' AND (p.did = $2 OR p.did = $3)) OR (p.host <> '' AND p.host = $4)) ORDER BY p.id LIMIT 1");

static code gate(struct db *db, struct arena *a, int64_t org, const struct intake_facts *f, str *why, struct error *err)
{
    struct rows *r = db_query(db, sql_held, ARGS(v_int(org), v_str(f->issuer), v_str(f->anchor), v_str(str_lower(a, f->anchor))));

    if (rows_next(r))
        *why = intake_held_text(a, row_str(r, 1, a), row_str(r, 0, a), row_str(r, 2, a));
    return rows_end(r, err);
}

/* ---- for whoever has to do it ---- */

/* Each pair of a rule and a badge that is listed by somebody who answers for it: what people
 * handed in is told to nobody else. One statement for a requirement, however much was handed in. */
static const char sql_ways[] = SQL(
    "SELECT r.pattern, r.until_on, b.name, b.ref, b.link, p.name FROM intake_rule r JOIN partner p ON p.org_id = r.org_id AND p.trust = 'trusted' AND ((p.profile_url <> '' AND"
    " p.profile_url = r.issuer) OR (p.did <> '' AND p.did = r.issuer) OR (p.host <> '' AND p.host = lower(r.issuer))) JOIN partner_badge b ON b.partner_id = p.id"
    " WHERE r.org_id = $1 AND r.requirement_id = $2 AND r.ended_at IS NULL ORDER BY p.id, b.id, r.id LIMIT 6000");

static code ways(struct db *db, struct arena *a, int64_t org, int64_t requirement, struct requirement_ways *out, struct error *err)
{
    struct rows *r = db_query(db, sql_ways, ARGS(v_int(org), v_int(requirement)));
    msec today = date_start(date_of(clock_now()));

    while (out->n < REQUIREMENT_WAYS && rows_next(r)) {
        struct intake_rule rule = {.pattern = row_str(r, 0, a), .until = row_int(r, 1)};
        struct partner_badge b = {.name = row_str(r, 2, a), .ref = row_str(r, 3, a), .link = row_str(r, 4, a)};
        struct requirement_way one = {b.name, row_str(r, 5, a), b.link.n ? b.link : uri_is_http(b.ref) ? b.ref : S("")};
        const struct requirement_way *last = out->n ? &out->items[out->n - 1] : NULL;
        bool is_told = last && str_eq(last->title, one.title) && str_eq(last->by, one.by) && str_eq(last->href, one.href);
        if (!is_told && intake_rule_names(a, &rule, b.ref, b.name, today))
            *list_add(a, out) = one;
    }
    return rows_end(r, err);
}

void partner_start(void)
{
    intake_set_gate(gate);
    requirement_set_ways(ways);
    partner_terms_start();
    partner_review_start();
    partner_ending_start();
}
