/* requirement/requirement.c — the register: what is asked, under which code, by whom it
 * is answered for; archived and back. */
#include "app/requirement/requirement_private.h"


const struct requirement_word requirement_bases[] = {
    {"law", "Law"}, {"standard", "Standard"}, {"contract", "Contract"}, {"policy", "Policy of our own"}, {NULL, NULL},
};
const struct requirement_word requirement_criticalities[] = {
    {"blocks", "Blocks work"}, {"mandatory", "Mandatory"}, {"recommended", "Recommended"}, {NULL, NULL},
};
const struct requirement_word requirement_sign_offs[] = {
    {"any", "Whoever may record"}, {"not-manager", "Whoever may record, but not their manager"}, {NULL, NULL},
};

const char *requirement_word(const struct requirement_word *all, str name)
{
    for (; all->name; all++)
        if (str_eq(name, cstr(all->name)))
            return all->words;
    return "";
}

/* ---- read ---- */

#define OF_REQUIREMENT_ROW                                                     \
    "SELECT r.id, r.org_id, coalesce(r.owner_id, 0), v.id, v.number, r.code, v.name, v.criticality, coalesce(c.name, ''), r.created_at," \
    " coalesce(r.archived_at, 0), coalesce(v.published_at, 0), " REQUIREMENT_USUAL " FROM requirement r JOIN requirement_version v ON v.requirement_id = r.id" \
    " AND v.number = (SELECT max(n.number) FROM requirement_version n WHERE n.requirement_id = r.id)"                          \
    " LEFT JOIN account c ON c.id = r.owner_id"

static const char sql_get[] = SQL(OF_REQUIREMENT_ROW " WHERE r.org_id = $1 AND r.id = $2");
static const char sql_by_code[] = SQL(OF_REQUIREMENT_ROW " WHERE r.org_id = $1 AND r.folded = $2");
static const char sql_find[] = SQL(OF_REQUIREMENT_ROW " WHERE r.org_id = $1 AND r.archived_at IS NULL AND v.number > 0 ORDER BY r.folded");

struct effort requirement_read_usual(struct rows *r, int column)
{
    return (struct effort){row_int(r, column), row_int(r, column + 1), !row_is_null(r, column), !row_is_null(r, column + 1)};
}

static struct requirement read_row(struct rows *r, struct arena *a)
{
    return (struct requirement){
        .id = row_int(r, 0), .org = row_int(r, 1), .owner = row_int(r, 2), .version = row_int(r, 3), .number = row_int(r, 4), .code = row_str(r, 5, a),
        .name = row_str(r, 6, a), .criticality = row_str(r, 7, a), .owner_name = row_str(r, 8, a), .created = row_int(r, 9),
        .archived = row_int(r, 10), .published = row_int(r, 11), .usual = requirement_read_usual(r, 12)};
}

static code read_one(struct rows *r, struct arena *a, struct requirement *out, struct error *err)
{
    *out = (struct requirement){0};
    if (rows_next(r))
        *out = read_row(r, a);
    TRY(rows_end(r, err));
    return out->id ? OK : fail(err, NOT_FOUND, "requirement", "there is no such requirement in this organisation");
}

code requirement_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct requirement *out, struct error *err)
{
    return read_one(db_query(db, sql_get, ARGS(v_int(org), v_int(id))), a, out, err);
}

code requirement_by_code(struct db *db, struct arena *a, int64_t org, str code_typed, struct requirement *out, struct error *err)
{
    return read_one(db_query(db, sql_by_code, ARGS(v_int(org), v_str(str_lower(a, str_trim(code_typed))))), a, out, err);
}

code requirement_find(struct db *db, struct arena *a, int64_t org, struct requirement_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_find, ARGS(v_int(org)));

    while (rows_next(r))
        *list_add(a, out) = read_row(r, a);
    return rows_end(r, err);
}

static const char sql_count[] = SQL("SELECT state, n FROM requirement_tally WHERE requirement_id = $1 AND n > 0");

code requirement_count(struct db *db, int64_t id, struct requirement_counts *out, struct error *err)
{
    struct rows *r = db_query(db, sql_count, ARGS(v_int(id)));

    *out = (struct requirement_counts){0};
    while (rows_next(r)) {
        int64_t state = row_int(r, 0), n = row_int(r, 1);
        if (state <= 0 || state >= STANDING_STATES)
            continue;
        out->n[state] = n;
        out->all += n;
        out->met += requirement_state_is_met((enum requirement_state)state) ? n : 0;
    }
    return rows_end(r, err);
}

/* ---- changed ---- */

#define CODE_MOST 40

static code check_code(str text, struct error *err)
{
    if (str_is_empty(str_trim(text)))
        return fail(err, BAD_INPUT, "code", "a requirement needs a short code, such as FS-01");
    return text.n <= CODE_MOST ? OK : fail(err, BAD_INPUT, "code", "at most %d letters", CODE_MOST);
}

static code said_twice(code c, struct error *err)
{
    return c == CONFLICT || c == NOT_FOUND ? fail(err, CONFLICT, "code", "another requirement has this code") : c;
}

static const char sql_add[] = SQL(
    "INSERT INTO requirement (org_id, code, folded, owner_id, created_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING id");
/* A member recording it satisfies what nobody has said more of yet. */
static const char sql_first[] = SQL(
    "INSERT INTO requirement_version (org_id, requirement_id, number, name, words, basis, basis_ref, basis_url, basis_version, criticality, rule,"
    " sign_off, retain_years, changed_by, changed_at, carry) VALUES ($1, $2, 0, $3, '', 'policy', '', '', '', 'mandatory', '{\"proof\":{\"record\":\"\"}}',"
    " 'any', 0, $4, $5, 'counts')");

static code add(struct db *db, struct arena *a, const struct requirement_new *n, str code_text, int64_t *id, struct error *err)
{
    msec now = clock_now();

    TRY(said_twice(db_int(db, sql_add, ARGS(v_int(n->org), v_str(code_text), v_str(str_lower(a, code_text)), v_int(n->by), v_int(now)), id, err), err));
    TRY(db_run(db, sql_first, ARGS(v_int(n->org), v_int(*id), v_str(str_trim(n->name)), v_int(n->by), v_int(now)), NULL, err));
    return org_log(db, n->org, n->by, "requirement.add", code_text, str_trim(n->name), err);
}

code requirement_add(struct db *db, struct arena *a, const struct requirement_new *n, int64_t *id, struct error *err)
{
    TRY(check_code(n->code, err));
    if (str_is_empty(str_trim(n->name)))
        return fail(err, BAD_INPUT, "name", "a requirement needs a name");
    TRY(db_begin(db, err));
    return db_end(db, add(db, a, n, str_copy(a, str_trim(n->code)), id, err), err);
}

static const char sql_member[] = SQL("SELECT count(*) FROM member WHERE org_id = $1 AND account_id = $2");
static const char sql_taken[] = SQL("SELECT count(*) FROM requirement WHERE org_id = $1 AND folded = $2 AND id <> $3");
static const char sql_save[] = SQL("UPDATE requirement SET code = $3, folded = $4, owner_id = $5, minutes = $6, cost = $7 WHERE org_id = $1 AND id = $2");

static code save(struct db *db, struct arena *a, const struct requirement_change *c, str code_text, struct error *err)
{
    int64_t member = 0, taken = 0, changed = 0;

    if (c->owner)
        TRY(db_int(db, sql_member, ARGS(v_int(c->org), v_int(c->owner)), &member, err));
    if (c->owner && !member)
        return fail(err, BAD_INPUT, "owner", "the owner has to be a member of this organisation");
    TRY(db_int(db, sql_taken, ARGS(v_int(c->org), v_str(str_lower(a, code_text)), v_int(c->id)), &taken, err));
    if (taken)
        return said_twice(CONFLICT, err);
    TRY(db_run(db, sql_save, ARGS(v_int(c->org), v_int(c->id), v_str(code_text), v_str(str_lower(a, code_text)), v_int_if(c->owner > 0, c->owner),
                                   v_int_if(c->usual.has_time, c->usual.minutes), v_int_if(c->usual.has_cost, c->usual.cost)), &changed, err));
    if (!changed)
        return fail(err, NOT_FOUND, "requirement", "there is no such requirement in this organisation");
    return org_log(db, c->org, c->by, "requirement.change", code_text, S(""), err);
}

code requirement_save(struct db *db, struct arena *a, const struct requirement_change *c, struct error *err)
{
    TRY(check_code(c->code, err));
    if (c->usual.minutes < 0 || c->usual.minutes > EFFORT_MINUTES)
        return fail(err, BAD_INPUT, "hours", "at most %lld hours", (long long)(EFFORT_MINUTES / 60));
    if (c->usual.cost < 0 || c->usual.cost > EFFORT_COST)
        return fail(err, BAD_INPUT, "cost", "that is too much");
    TRY(db_begin(db, err));
    return db_end(db, save(db, a, c, str_copy(a, str_trim(c->code)), err), err);
}

static const char sql_archive[] = SQL("UPDATE requirement SET archived_at = $3 WHERE org_id = $1 AND id = $2");

static code set_archived(struct db *db, struct arena *a, const struct requirement_act *c, msec at, struct error *err)
{
    struct requirement r;

    TRY(requirement_get(db, a, c->org, c->id, &r, err));
    TRY(db_run(db, sql_archive, ARGS(v_int(c->org), v_int(c->id), v_int_if(at != 0, at)), NULL, err));
    TRY(org_log(db, c->org, c->by, at ? "requirement.archive" : "requirement.restore", r.code, r.name, err));
    return requirement_touch(db, a, c->org, c->id, 0, err);
}

code requirement_archive(struct db *db, struct arena *a, const struct requirement_act *c, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, set_archived(db, a, c, clock_now(), err), err);
}

code requirement_restore(struct db *db, struct arena *a, const struct requirement_act *c, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, set_archived(db, a, c, 0, err), err);
}
