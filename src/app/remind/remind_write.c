/* remind/remind_write.c — what a reminder says: written when it goes, so that what
 * was renewed, revoked or proved meanwhile is not in it. */
#include "app/award/award.h"
#include "app/mail/mail.h"
#include "app/remind/remind_private.h"
#include "app/requirement/requirement.h"

#define NAMED 3                                  /* in the subject */
#define MOST_ITEMS 200

/* One of `award` and `requirement` is not 0. */
struct item { int64_t award, requirement, person; str what, who; msec until; enum requirement_state state; };
LIST_OF(item_list, struct item);

/* ---- awards ---- */

static const char sql_awards[] = SQL(
    "SELECT w.id, v.name, p.name, p.email, w.valid_until FROM reminder r JOIN award w ON w.id = r.award_id"
    " JOIN achievement_version v ON v.id = w.version_id JOIN person p ON p.id = w.person_id"
    " WHERE r.mail_id = $1 AND r.to_manager = $2 AND w.revoked_at IS NULL AND w.valid_until IS NOT NULL"
    " AND NOT EXISTS (SELECT 1 FROM award_suspension s WHERE s.award_id = w.id)"
    " AND NOT EXISTS (SELECT 1 FROM award_successor n WHERE n.award_id = w.id)"
    " AND NOT EXISTS (SELECT 1 FROM award n WHERE n.person_id = w.person_id AND n.achievement_id = w.achievement_id AND n.id <> w.id"
    "  AND n.revoked_at IS NULL AND (n.valid_until IS NULL OR n.valid_until > w.valid_until))"
    " ORDER BY w.valid_until, w.id LIMIT 201");

static code find_awards(struct db *db, struct arena *a, int64_t mail, bool of_team, struct item_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_awards, ARGS(v_int(mail), v_int(of_team)));

    while (rows_next(r)) {
        str name = row_str(r, 2, a);
        *list_add(a, out) = (struct item){.award = row_int(r, 0), .what = row_str(r, 1, a), .who = !of_team ? S("") : name.n ? name : row_str(r, 3, a), .until = row_int(r, 4)};
    }
    return rows_end(r, err);
}

/* ---- what is asked ---- */

#define SQL_ASKED                                                                                                        \
    "SELECT s.requirement_id, s.person_id, v.name, p.name, p.email, coalesce(s.due_on, 0), s.state FROM requirement_standing s"  \
    " JOIN requirement q ON q.id = s.requirement_id JOIN requirement_version v ON v.id = s.version_id JOIN person p ON p.id = s.person_id"
#define SQL_TOLD " JOIN duty_told t ON t.person_id = s.person_id AND t.requirement_id = s.requirement_id AND t.due_on = coalesce(s.due_on, 0)"
static const char sql_own[] = SQL(
    SQL_ASKED SQL_TOLD " WHERE t.mail_id = $1 AND t.to_owner = 0 AND s.state IN " OPEN_STATES " AND q.archived_at IS NULL"
    " ORDER BY coalesce(s.due_on, 0), s.requirement_id LIMIT 201");
static const char sql_breaches[] = SQL(
    SQL_ASKED SQL_TOLD " WHERE t.mail_id = $1 AND t.to_owner = 1 AND s.state IN " LATE_STATES " AND q.archived_at IS NULL"
    " ORDER BY v.name, s.requirement_id, lower(p.name), p.id LIMIT 201");
static const char sql_team[] = SQL(
    SQL_ASKED " JOIN duty_team t ON t.person_id = p.manager_id WHERE t.mail_id = $1 AND s.state IN " TEAM_STATES " AND q.archived_at IS NULL"
    " AND p.removed_at IS NULL ORDER BY lower(p.name), p.id, s.due_on, s.requirement_id LIMIT 201");

static code find_asked(struct db *db, struct arena *a, const char *sql, int64_t mail, struct item_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql, ARGS(v_int(mail)));

    while (rows_next(r)) {
        str name = row_str(r, 3, a);
        *list_add(a, out) = (struct item){.requirement = row_int(r, 0), .person = row_int(r, 1), .what = row_str(r, 2, a), .who = name.n ? name : row_str(r, 4, a),
                                          .until = row_int(r, 5), .state = (enum requirement_state)row_int(r, 6)};
    }
    return rows_end(r, err);
}

static code find_own(struct db *db, struct arena *a, int64_t mail, struct item_list *out, struct error *err)
{
    TRY(find_asked(db, a, sql_own, mail, out, err));
    for (size_t i = 0; i < out->n; i++)
        out->items[i].who = S("");
    return OK;
}

/* ---- as lines ---- */

/* "Forklift operator, First aid, …": needs no language. Each once, in a team's too. */
static str named(struct arena *a, const struct item_list *items)
{
    struct buf b = buf_new(a);
    size_t n = 0;

    for (size_t i = 0; i < items->n && n <= NAMED; i++) {
        bool again = false;
        for (size_t k = 0; k < i && !again; k++)
            again = str_eq(items->items[k].what, items->items[i].what);
        if (again)
            continue;
        if (n < NAMED)
            buf_printf(&b, "%s" STR_FMT, n ? ", " : "", STR_ARG(items->items[i].what));
        n++;
    }
    if (n > NAMED)
        buf_putz(&b, ", …");
    return buf_done(&b);
}

/* Asked and never proved so far is due; what was proved ends. */
static bool is_to_end(enum requirement_state s)
{
    return s == STANDING_CURRENT || s == STANDING_IN_RENEWAL || s == STANDING_GRACE || s == STANDING_EXPIRED;
}

static bool is_over(const struct item *i)
{
    if (i->award)
        return i->until <= clock_now();
    return i->state == STANDING_OVERDUE || i->state == STANDING_GRACE || i->state == STANDING_EXPIRED;
}

/* The holder's own link for their own awards; for who answers, the page about that person; others lead nowhere. */
static code href_of(struct app *app, struct db *db, struct arena *a, const struct item *i, const struct letter *l, str *out, struct error *err)
{
    struct award_row w;

    *out = S("");
    if (str_eq(cstr(l->kind), S("duty-owner")))
        *out = app_url(a, app, str_printf(a, "/org/%lld/standards/%lld/people/%lld", (long long)l->org, (long long)i->requirement, (long long)i->person));
    if (!i->award || i->who.n)
        return OK;
    TRY(award_get(db, a, l->org, i->award, &w, err));
    *out = app_url(a, app, award_claim_path(a, app, &w));
    return OK;
}

static code add_item(struct app *app, struct db *db, struct arena *a, const struct item *i, struct letter *l, struct error *err)
{
    struct letter_item *out = list_add(a, &l->items);
    bool is_asked = i->requirement && !is_to_end(i->state);

    *out = (struct letter_item){.title = i->who.n ? str_printf(a, STR_FMT ": " STR_FMT, STR_ARG(i->who), STR_ARG(i->what)) : i->what, .until = i->until,
                                .is_over = is_over(i), .is_due = is_asked, .words = i->requirement && !i->until ? "Not done yet" : NULL};
    return href_of(app, db, a, i, l, &out->href, err);
}

static code add_items(struct app *app, struct db *db, struct arena *a, const struct item_list *items, struct letter *l, struct error *err)
{
    for (size_t i = 0; i < items->n && l->items.n < MOST_ITEMS; i++)
        TRY(add_item(app, db, a, &items->items[i], l, err));
    if (items->n && l->items.n == MOST_ITEMS)
        l->small = S("…");
    return OK;
}

/* ---- the letters ---- */

/* What the sources say, behind the rest; the first of them that says something is the subject
 * of a mail that has no other. */
static code add_sources(struct app *app, struct db *db, struct arena *a, int64_t mail, struct letter *out, const struct remind_source **first, struct error *err)
{
    *first = NULL;
    for (size_t i = 0; remind_sources[i]; i++) {
        size_t before = out->items.n;
        if (!remind_sources[i]->items)
            continue;
        TRY(remind_sources[i]->items(app, db, a, mail, &out->items, err));
        if (!*first && out->items.n > before)
            *first = remind_sources[i];
    }
    return OK;
}

code remind_write(struct app *app, struct db *db, struct arena *a, struct mail *m, struct letter *out, struct error *err)
{
    struct item_list duties = {0}, awards = {0}, team_awards = {0}, team = {0};
    const struct remind_source *source = NULL;

    TRY(find_own(db, a, m->id, &duties, err));
    TRY(find_awards(db, a, m->id, false, &awards, err));
    TRY(find_awards(db, a, m->id, true, &team_awards, err));
    TRY(find_asked(db, a, sql_team, m->id, &team, err));
    const struct item_list *const all[] = {&duties, &awards, &team_awards, &team}, *first = NULL;
    for (size_t i = 0; i < COUNT(all); i++) {
        first = first || !all[i]->n ? first : all[i];
        TRY(add_items(app, db, a, all[i], out, err));
    }
    TRY(add_sources(app, db, a, m->id, out, &source, err));
    if (first)
        out->badge = named(a, first);
    else if (!source)
        out->unwanted = "what it reminds of was renewed or withdrawn, or a newer reminder names it";
    else if (source->thing)
        out->thing = source->thing;
    else
        out->badge = out->items.items[0].title;
    if (duties.n)
        out->link = app_url(a, app, S("/standards"));
    else if (out->items.n == 1)
        out->link = out->items.items[0].href;
    return OK;
}

static code write_breach(struct app *app, struct db *db, struct arena *a, struct mail *m, struct letter *out, struct error *err)
{
    struct item_list all = {0};

    TRY(find_asked(db, a, sql_breaches, m->id, &all, err));
    TRY(add_items(app, db, a, &all, out, err));
    out->badge = named(a, &all);
    out->unwanted = all.n ? NULL : "what it tells of was made good meanwhile";
    out->link = app_url(a, app, str_printf(a, "/org/%lld/standards", (long long)m->org));
    return OK;
}

static const struct mail_writer_of writers[] = {
    {"reminder", remind_write}, {"ended", remind_write}, {"team", remind_write}, {"duty", remind_write}, {"duty-team", remind_write},
    {"duty-owner", write_breach}, {NULL, NULL},
};

void remind_start(void)
{
    mail_set_writers(writers);
}
