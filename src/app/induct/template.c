/* induct/template.c — templates: whom they are for, how they start, their versions. */
#include "app/induct/induct_private.h"

#include "app/catalog/catalog.h"
#include "app/zone.h"
#include "format/email.h"

const struct induct_word induct_kinds[] = {
    {"read", "Read and acknowledge"}, {"do", "Do"}, {"meet", "Meet"}, {"upload", "Upload"}, {"quiz", "Test with a score"}, {"badge", "Get a badge"}, {NULL, NULL},
};
const struct induct_word induct_doers[] = {
    {"newcomer", "Who is new"}, {"manager", "Their manager"}, {"named", "Somebody by name"}, {"owner", "The owner of the checklist"}, {NULL, NULL},
};
const struct induct_word induct_signers[] = {
    {"none", "Nobody"}, {"manager", "Their manager"}, {"named", "Somebody by name"}, {"owner", "The owner of the checklist"}, {NULL, NULL},
};
const struct induct_word induct_starts[] = {
    {"hand", "By hand alone"}, {"hire", "With the first day at work"}, {"audience", "With a new role or place"}, {NULL, NULL},
};

const char *induct_word(const struct induct_word *all, str name)
{
    for (; all->name; all++)
        if (str_eq(name, cstr(all->name)))
            return all->words;
    return "";
}

code induct_today(struct db *db, struct arena *a, int64_t org, msec *day, struct error *err)
{
    struct org_awarding clocks;

    TRY(org_awarding_get(db, a, org, &clocks, err));
    *day = zone_day(a, clocks.time_zone, clock_now()).day;
    return OK;
}

code induct_log(struct db *db, struct arena *a, const struct induct_act *c, const char *what, str detail, struct error *err)
{
    return org_log(db, c->org, c->by, what, str_printf(a, "induction %lld", (long long)c->id), detail, err);
}

/* ---- read ---- */

#define TEMPLATE                                                                                                                 \
    "SELECT t.id, t.org_id, t.owner_id, t.achievement_id, t.refresh_months, t.number, t.name, t.words, t.starts, t.auto_from, t.created_at," \
    " t.archived_at, t.is_edited, coalesce(o.name, ''), coalesce((SELECT e.address FROM account_email e WHERE e.account_id = t.owner_id AND e.is_primary = 1), '')," \
    " coalesce(v.name, ''), (SELECT count(*) FROM induct u WHERE u.template_id = t.id AND u.done_at IS NULL AND u.cancelled_at IS NULL)," \
    " (SELECT count(*) FROM induct_item i WHERE i.template_id = t.id AND i.number = 0), t.substitute_id, coalesce(q.name, '')," \
    " coalesce((SELECT e.address FROM account_email e WHERE e.account_id = t.substitute_id AND e.is_primary = 1), '')"                                           \
    " FROM induct_template t LEFT JOIN account o ON o.id = t.owner_id LEFT JOIN account q ON q.id = t.substitute_id LEFT JOIN achievement b ON b.id = t.achievement_id"          \
    " LEFT JOIN achievement_version v ON v.id = b.version_id"
static const char sql_get[] = SQL(TEMPLATE " WHERE t.org_id = $1 AND t.id = $2");
static const char sql_all[] = SQL(TEMPLATE " WHERE t.org_id = $1 ORDER BY t.archived_at IS NOT NULL, lower(t.name), t.id LIMIT 500");

static void read_template(struct rows *r, struct arena *a, struct induct_template *t)
{
    *t = (struct induct_template){
        .id = row_int(r, 0), .org = row_int(r, 1), .owner = row_int(r, 2), .achievement = row_int(r, 3), .refresh_months = row_int(r, 4),
        .number = row_int(r, 5), .name = row_str(r, 6, a), .words = row_str(r, 7, a), .starts = row_str(r, 8, a), .auto_from = row_int(r, 9),
        .created = row_int(r, 10), .archived = row_int(r, 11), .is_edited = row_bool(r, 12), .owner_name = row_str(r, 13, a),
        .owner_address = row_str(r, 14, a), .badge_name = row_str(r, 15, a), .running = row_int(r, 16), .items = row_int(r, 17),
        .substitute = row_int(r, 18), .substitute_name = row_str(r, 19, a), .substitute_address = row_str(r, 20, a)};
}

code induct_template_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct induct_template *out, struct error *err)
{
    struct rows *r = db_query(db, sql_get, ARGS(v_int(org), v_int(id)));
    bool found = rows_next(r);

    if (found)
        read_template(r, a, out);
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "template", "there is no such checklist");
}

code induct_templates_find(struct db *db, struct arena *a, int64_t org, struct induct_templates *out, struct error *err)
{
    struct rows *r = db_query(db, sql_all, ARGS(v_int(org)));

    while (rows_next(r))
        read_template(r, a, list_add(a, out));
    return rows_end(r, err);
}

/* ---- the audience ---- */

static const char sql_rules[] = SQL("SELECT kind, ref_id, words FROM induct_audience WHERE template_id = $1 ORDER BY id");
static const char sql_no_rules[] = SQL("DELETE FROM induct_audience WHERE template_id = $1");
static const char sql_rule[] = SQL("INSERT INTO induct_audience (org_id, template_id, kind, ref_id, words) VALUES ($1, $2, $3, $4, $5)");
static const char sql_count[] = SQL("SELECT count(*) FROM person p WHERE p.org_id = $1 AND " WORKS_HERE("p", "$3") " AND " INDUCT_IN_AUDIENCE("$2"));
static const char sql_baseline[] = SQL(
    "INSERT INTO induct_known (template_id, person_id) SELECT CAST($2 AS BIGINT), p.id FROM person p WHERE p.org_id = $1 AND " INDUCT_IN_AUDIENCE("$2") " ON CONFLICT DO NOTHING");
static const char sql_since[] = SQL("UPDATE induct_template SET auto_from = $3 WHERE org_id = $1 AND id = $2");

code induct_audience(struct db *db, struct arena *a, int64_t template, struct audience_rules *out, struct error *err)
{
    struct rows *r = db_query(db, sql_rules, ARGS(v_int(template)));
    enum audience_kind kind;

    while (rows_next(r))
        if (audience_kind_named(row_str(r, 0, a), &kind))
            *list_add(a, out) = (struct audience_rule){false, kind, row_int(r, 1), row_str(r, 2, a)};
    return rows_end(r, err);
}

code induct_audience_count(struct db *db, int64_t org, int64_t template, int64_t *n, struct error *err)
{
    return db_int(db, sql_count, ARGS(v_int(org), v_int(template), v_int(clock_now())), n, err);
}

/* Who is in the audience now is known from here on, and does not start by itself. */
static code baseline(struct db *db, int64_t org, int64_t template, struct error *err)
{
    return db_run(db, sql_baseline, ARGS(v_int(org), v_int(template)), NULL, err);
}

static bool is_same(const struct audience_rules *x, const struct audience_rules *y)
{
    if (x->n != y->n)
        return false;
    for (size_t i = 0; i < x->n; i++)
        if (x->items[i].kind != y->items[i].kind || x->items[i].ref != y->items[i].ref || !str_eq(x->items[i].words, y->items[i].words))
            return false;
    return true;
}

static code set_rules(struct db *db, int64_t org, int64_t template, const struct audience_rules *all, struct error *err)
{
    TRY(db_run(db, sql_no_rules, ARGS(v_int(template)), NULL, err));
    for (size_t i = 0; i < all->n; i++) {
        const struct audience_rule *x = &all->items[i];
        if (requirement_audience_check(db, org, x, NULL) != OK)
            return fail(err, BAD_INPUT, "who", "a place, group or role of it is not there any more");
        TRY(db_run(db, sql_rule, ARGS(v_int(org), v_int(template), v_str(cstr(audience_kind_name(x->kind))), v_int(x->ref), v_str(x->words)), NULL, err));
    }
    return OK;
}

/* ---- saved ---- */

static const char sql_insert[] = SQL(
    "INSERT INTO induct_template (org_id, owner_id, achievement_id, name, words, starts, refresh_months, number, is_edited, substitute_id, created_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 1, $8, $9) RETURNING id");
static const char sql_update[] = SQL(
    "UPDATE induct_template SET owner_id = $3, achievement_id = $4, name = $5, words = $6, starts = $7, refresh_months = $8, substitute_id = $9 WHERE org_id = $1 AND id = $2");
static const char sql_member[] = SQL(
    "SELECT m.account_id FROM member m JOIN account_email e ON e.account_id = m.account_id WHERE m.org_id = $1 AND e.folded = $2 AND e.verified_at IS NOT NULL");

static code find_member(struct db *db, struct arena *a, int64_t org, str address, int64_t *account, struct error *err)
{
    code c = db_int(db, sql_member, ARGS(v_int(org), v_str(email_fold(a, address))), account, NULL);

    return c == OK || c == NOT_FOUND ? c : fail(err, c, "owner", "it could not be read");
}

static code find_people(struct db *db, struct arena *a, const struct induct_template *t, int64_t *owner, int64_t *substitute, struct error *err)
{
    code c = find_member(db, a, t->org, t->owner_address, owner, err);

    if (c == NOT_FOUND)
        return fail(err, BAD_INPUT, "owner", "the owner has to be a member of this organisation");
    TRY(c);
    if (str_is_empty(t->substitute_address))
        return OK;
    c = find_member(db, a, t->org, t->substitute_address, substitute, err);
    if (c == NOT_FOUND)
        return fail(err, BAD_INPUT, "substitute", "who stands in has to be a member of this organisation");
    TRY(c);
    return *substitute != *owner ? OK : fail(err, BAD_INPUT, "substitute", "nobody stands in for themselves: choose somebody else");
}

static code check(struct db *db, struct arena *a, const struct induct_save *s, struct error *err)
{
    const struct induct_template *t = s->t;
    struct badge_row b;

    if (str_is_empty(str_trim(t->name)))
        return fail(err, BAD_INPUT, "name", "give it a name, such as “First weeks in the warehouse”");
    if (!*induct_word(induct_starts, t->starts))
        return fail(err, BAD_INPUT, "starts", "choose how it starts");
    if (!str_eq(t->starts, S("hand")) && s->who->n == 0)
        return fail(err, BAD_INPUT, "who", "choose whom it is for, so that it can start by itself");
    if (s->who->n > AUDIENCE_RULES_MOST)
        return fail(err, BAD_INPUT, "who", "at most %d", AUDIENCE_RULES_MOST);
    if (t->achievement && (catalog_get(db, a, t->org, t->achievement, &b, NULL) != OK || !str_eq(b.state, S("published"))))
        return fail(err, BAD_INPUT, "badge", "choose a badge that is published");
    return OK;
}

/* Who fits it already when it is said how it starts is not surprised by a checklist. */
static code begin_anew(struct db *db, const struct induct_template *t, int64_t id, struct error *err)
{
    TRY(db_run(db, sql_since, ARGS(v_int(t->org), v_int(id), v_int(clock_now())), NULL, err));
    return str_eq(t->starts, S("audience")) ? baseline(db, t->org, id, err) : OK;
}

static code write(struct db *db, struct arena *a, const struct induct_save *s, int64_t *id, struct error *err)
{
    const struct induct_template *t = s->t;
    struct induct_template was = {.starts = S("hand")};
    struct audience_rules before = {0};
    int64_t owner = 0, substitute = 0;

    TRY(check(db, a, s, err));
    TRY(find_people(db, a, t, &owner, &substitute, err));
    *id = t->id;
    if (t->id) {
        TRY(induct_template_get(db, a, t->org, t->id, &was, err));
        TRY(induct_audience(db, a, t->id, &before, err));
        TRY(db_run(db, sql_update, ARGS(v_int(t->org), v_int(t->id), v_int(owner), v_int_if(t->achievement > 0, t->achievement), v_str(str_trim(t->name)), v_str(t->words),
                                        v_str(t->starts), v_int(t->refresh_months), v_int_if(substitute > 0, substitute)), NULL, err));
    } else {
        TRY(db_int(db, sql_insert, ARGS(v_int(t->org), v_int(owner), v_int_if(t->achievement > 0, t->achievement), v_str(str_trim(t->name)), v_str(t->words),
                                        v_str(t->starts), v_int(t->refresh_months), v_int_if(substitute > 0, substitute), v_int(clock_now())), id, err));
    }
    TRY(set_rules(db, t->org, *id, s->who, err));
    if (!str_eq(was.starts, t->starts) || !is_same(&before, s->who))
        TRY(begin_anew(db, t, *id, err));
    return induct_log(db, a, &(struct induct_act){t->org, *id, s->by}, "induction.template", str_trim(t->name), err);
}

code induct_template_save(struct db *db, struct arena *a, const struct induct_save *s, int64_t *id, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, write(db, a, s, id, err), err);
}

/* ---- versions ---- */

#define COPY(from, to)                                                                                                           \
    "INSERT INTO induct_item (org_id, template_id, number, line, place, phase, days, kind, doer, signer, person_id, achievement_id, text, document," \
    " edition, hash, pass_mark, mandatory, must) SELECT org_id, template_id, " to ", line, place, phase, days, kind, doer, signer, person_id,"  \
    " achievement_id, text, document, edition, hash, pass_mark, mandatory, must FROM induct_item WHERE org_id = $1 AND template_id = $2 AND number = " from
static const char sql_copy_out[] = SQL(COPY("0", "CAST($3 AS BIGINT)"));
static const char sql_copy_back[] = SQL(COPY("$3", "0"));
static const char sql_no_working[] = SQL("DELETE FROM induct_item WHERE org_id = $1 AND template_id = $2 AND number = 0");
static const char sql_number[] = SQL("UPDATE induct_template SET number = $3, is_edited = 0 WHERE org_id = $1 AND id = $2");

static const char sql_lock[] = SQL("UPDATE induct_template SET is_edited = is_edited WHERE org_id = $1 AND id = $2");

code induct_lock(struct db *db, int64_t org, int64_t id, struct error *err)
{
    return db_run(db, sql_lock, ARGS(v_int(org), v_int(id)), NULL, err);
}

static code publish(struct db *db, struct arena *a, const struct induct_act *c, bool moves, struct error *err)
{
    struct induct_template t;

    TRY(induct_lock(db, c->org, c->id, err));
    TRY(induct_template_get(db, a, c->org, c->id, &t, err));
    if (t.items == 0)
        return fail(err, BAD_INPUT, "items", "it has no items yet");
    if (!t.is_edited)
        return fail(err, CONFLICT, "items", "nothing was changed since the last version");
    TRY(db_run(db, sql_copy_out, ARGS(v_int(c->org), v_int(c->id), v_int(t.number + 1)), NULL, err));
    TRY(db_run(db, sql_number, ARGS(v_int(c->org), v_int(c->id), v_int(t.number + 1)), NULL, err));
    if (t.number == 0)
        TRY(begin_anew(db, &t, c->id, err));
    if (moves)
        TRY(job_add(db, S("induct.move"), str_printf(a, "%lld %lld", (long long)c->org, (long long)c->id), (str){0}, clock_now(), err));
    return induct_log(db, a, c, "induction.publish", str_printf(a, STR_FMT " %lld", STR_ARG(t.name), (long long)(t.number + 1)), err);
}

code induct_publish(struct db *db, struct arena *a, const struct induct_act *c, bool moves, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, publish(db, a, c, moves, err), err);
}

static code discard(struct db *db, struct arena *a, const struct induct_act *c, struct error *err)
{
    struct induct_template t;

    TRY(induct_template_get(db, a, c->org, c->id, &t, err));
    if (t.number == 0 || !t.is_edited)
        return fail(err, CONFLICT, "items", "there is no version to go back to, or nothing was changed");
    TRY(db_run(db, sql_no_working, ARGS(v_int(c->org), v_int(c->id)), NULL, err));
    TRY(db_run(db, sql_copy_back, ARGS(v_int(c->org), v_int(c->id), v_int(t.number)), NULL, err));
    return db_run(db, sql_number, ARGS(v_int(c->org), v_int(c->id), v_int(t.number)), NULL, err);
}

code induct_discard(struct db *db, struct arena *a, const struct induct_act *c, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, discard(db, a, c, err), err);
}

static const char sql_archive[] = SQL("UPDATE induct_template SET archived_at = $3 WHERE org_id = $1 AND id = $2");

static code set_archived(struct db *db, struct arena *a, const struct induct_act *c, bool archived, struct error *err)
{
    struct induct_template t;

    TRY(induct_template_get(db, a, c->org, c->id, &t, err));
    TRY(db_run(db, sql_archive, ARGS(v_int(c->org), v_int(c->id), v_int_if(archived, clock_now())), NULL, err));
    if (!archived)
        TRY(begin_anew(db, &t, c->id, err));
    return induct_log(db, a, c, archived ? "induction.archive" : "induction.restore", t.name, err);
}

code induct_set_archived(struct db *db, struct arena *a, const struct induct_act *c, bool archived, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, set_archived(db, a, c, archived, err), err);
}
