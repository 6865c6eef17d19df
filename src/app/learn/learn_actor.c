/* learn/learn_actor.c — who somebody in a statement is among the people of the
 * directory: found by address, else decided by hand, once. */
#include "app/learn/learn_private.h"

#include "app/list/act.h"
#include "base/crypto.h"
#include "base/uri.h"
#include "format/email.h"

#define NAME_MOST 200
#define HASHED_MOST 20000                        /* people whose addresses are tried against a hash */

/* ---- found ---- */

/* Not somebody who was taken off the list: that is for a person to decide. */
static const char sql_by_address[] = SQL(
    "SELECT p.id FROM person p WHERE p.org_id = $1 AND p.folded = $2 AND p.removed_at IS NULL UNION"
    " SELECT p.id FROM person_address o JOIN person p ON p.id = o.person_id WHERE o.org_id = $1 AND o.folded = $2 AND p.removed_at IS NULL LIMIT 1");

static code by_address(struct db *db, int64_t org, str folded, int64_t *person, struct error *err)
{
    code c = db_int(db, sql_by_address, ARGS(v_int(org), v_str(folded)), person, err);

    if (c == NOT_FOUND)
        *person = 0;
    return c == NOT_FOUND ? OK : c;
}

static const char sql_addresses[] = SQL(
    "SELECT p.id, p.email FROM person p WHERE p.org_id = $1 AND p.removed_at IS NULL UNION ALL"
    " SELECT o.person_id, o.address FROM person_address o JOIN person p ON p.id = o.person_id WHERE o.org_id = $1 AND p.removed_at IS NULL LIMIT $2");

/* The hash is of "mailto:" and the address as its sender spelled it (xAPI-Data §2.4.2.3). */
static bool is_hash_of(struct arena *a, str hash, str address)
{
    return str_eq(sha1_hex(a, str_join(a, S("mailto:"), address)), hash) ||
           str_eq(sha1_hex(a, str_join(a, S("mailto:"), email_fold(a, address))), hash);
}

static code by_hash(struct db *db, int64_t org, str hash, int64_t *person, struct error *err)
{
    struct rows *r = db_query(db, sql_addresses, ARGS(v_int(org), v_int(HASHED_MOST)));
    struct arena *scratch = arena_new((size_t)1 << 20);

    while (*person == 0 && rows_next(r)) {
        arena_reset(scratch);
        if (is_hash_of(scratch, hash, row_str(r, 1, scratch)))
            *person = row_int(r, 0);
    }
    arena_free(scratch);
    return rows_end(r, err);
}

/* An account is known where it is called by an address; any other name may be
 * anybody's, until somebody says whose. */
static code look_for(struct db *db, struct arena *a, int64_t org, const struct xapi_who *w, int64_t *person, struct error *err)
{
    struct email e;

    *person = 0;
    if (!str_is_absent(w->mbox))
        return by_address(db, org, w->mbox, person, err);
    if (!str_is_absent(w->sha1))
        return by_hash(db, org, w->sha1, person, err);
    if (!str_is_absent(w->account) && email_parse(a, w->account, &e, NULL) == OK)
        return by_address(db, org, email_fold(a, e.address), person, err);
    return OK;
}

#define ACTOR "SELECT c.id, c.org_id, coalesce(c.person_id, 0), c.actor, c.name, c.state, c.seen_at, coalesce(p.name, ''), coalesce(p.email, '')" \
    " FROM learn_actor c LEFT JOIN person p ON p.id = c.person_id"

static code one_actor(struct rows *r, struct arena *a, struct learn_actor *out, struct error *err)
{
    bool found = rows_next(r);

    *out = (struct learn_actor){0};
    if (found) {
        *out = (struct learn_actor){
            .id = row_int(r, 0), .org = row_int(r, 1), .person = row_int(r, 2), .key = row_str(r, 3, a), .name = row_str(r, 4, a),
            .state = row_str(r, 5, a), .seen = row_int(r, 6), .person_name = row_str(r, 7, a)};
        if (str_is_empty(out->person_name))
            out->person_name = row_str(r, 8, a);
    }
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "actor", "there is nobody like that in statements");
}

static const char sql_get[] = SQL(ACTOR " WHERE c.org_id = $1 AND c.id = $2");
static const char sql_by_key[] = SQL(ACTOR " WHERE c.org_id = $1 AND c.actor = $2");

code learn_actor_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct learn_actor *out, struct error *err)
{
    return one_actor(db_query(db, sql_get, ARGS(v_int(org), v_int(id))), a, out, err);
}

static const char sql_seen[] = SQL(
    "INSERT INTO learn_actor (org_id, actor, name, state, seen_at) VALUES ($1, $2, $3, 'waiting', $4)"
    " ON CONFLICT (org_id, actor) DO UPDATE SET seen_at = excluded.seen_at, name = CASE WHEN excluded.name = '' THEN learn_actor.name ELSE excluded.name END");
static const char sql_known[] = SQL("UPDATE learn_actor SET state = 'known', person_id = $3 WHERE org_id = $1 AND id = $2");

/* One who is known but not here any more is looked for again. */
static const char sql_here[] = SQL("SELECT count(*) FROM person WHERE org_id = $1 AND id = $2 AND removed_at IS NULL");

static code is_here(struct db *db, const struct learn_actor *who, bool *here, struct error *err)
{
    int64_t n = 0;

    TRY(db_int(db, sql_here, ARGS(v_int(who->org), v_int(who->person)), &n, err));
    *here = n > 0;
    return OK;
}

static const char sql_waits[] = SQL("UPDATE learn_actor SET state = 'waiting', person_id = NULL WHERE org_id = $1 AND id = $2");

code learn_actor_of(struct db *db, struct arena *a, int64_t org, const struct xapi_who *w, struct learn_actor *out, struct error *err)
{
    str key = xapi_who_key(a, w);
    int64_t person = 0;
    bool here = false;

    TRY(db_run(db, sql_seen, ARGS(v_int(org), v_str(key), v_str(str_is_absent(w->name) ? S("") : str_slice(w->name, 0, NAME_MOST)), v_int(clock_now())), NULL, err));
    TRY(one_actor(db_query(db, sql_by_key, ARGS(v_int(org), v_str(key))), a, out, err));
    if (str_eq(out->state, S("out")))
        return OK;
    if (out->person)
        TRY(is_here(db, out, &here, err));
    if (here)
        return OK;
    TRY(look_for(db, a, org, w, &person, err));
    if (person == 0)
        TRY(db_run(db, sql_waits, ARGS(v_int(org), v_int(out->id)), NULL, err));
    else
        TRY(db_run(db, sql_known, ARGS(v_int(org), v_int(out->id), v_int(person)), NULL, err));
    return learn_actor_get(db, a, org, out->id, out, err);
}

static const char sql_kept[] = SQL("SELECT coalesce(person_id, 0) FROM learn_actor WHERE org_id = $1 AND actor = $2 AND state <> 'waiting'");

code learn_actor_guess(struct db *db, struct arena *a, int64_t org, const struct xapi_who *w, int64_t *person, struct error *err)
{
    code c = db_int(db, sql_kept, ARGS(v_int(org), v_str(xapi_who_key(a, w))), person, err);

    return c == NOT_FOUND ? look_for(db, a, org, w, person, err) : c;
}

/* ---- decided ---- */

static code undecided(struct db *db, struct arena *a, const struct learn_change *c, struct learn_actor *out, struct error *err)
{
    TRY(learn_actor_get(db, a, c->org, c->id, out, err));
    return str_eq(out->state, S("waiting")) ? OK : fail(err, CONFLICT, "person", "this was decided before");
}

static code note(struct db *db, struct arena *a, const struct learn_change *c, const char *what, const struct learn_actor *who, struct error *err)
{
    return org_log(db, c->org, c->by, what, str_printf(a, "learner %lld", (long long)c->id), learn_who_words(a, who->key), err);
}

code learn_actor_is(struct db *db, struct arena *a, const struct learn_change *c, int64_t person, struct error *err)
{
    struct learn_actor who;
    struct person p;

    TRY(undecided(db, a, c, &who, err));
    TRY(person_get(db, a, c->org, person, &p, err));
    if (p.removed)
        return fail(err, CONFLICT, "person", "this person is not in the directory any more");
    TRY(db_run(db, sql_known, ARGS(v_int(c->org), v_int(c->id), v_int(person)), NULL, err));
    TRY(learn_actor_get(db, a, c->org, c->id, &who, err));
    TRY(learn_release(db, a, &who, err));
    return note(db, a, c, "learning.person", &who, err);
}

str learn_actor_address(struct arena *a, str key)
{
    struct xapi_who w;
    struct email e;

    if (!xapi_who_of_key(key, &w))
        return (str){0};
    if (!str_is_absent(w.mbox))
        return w.mbox;
    return !str_is_absent(w.account) && email_parse(a, w.account, &e, NULL) == OK ? e.address : (str){0};
}

code learn_actor_add(struct db *db, struct arena *a, const struct learn_change *c, struct error *err)
{
    struct learn_actor who;
    int64_t person = 0;

    TRY(undecided(db, a, c, &who, err));
    str address = learn_actor_address(a, who.key);
    if (str_is_absent(address))
        return fail(err, CONFLICT, "person", "there is no address to add them by: say whose account it is");
    TRY(by_address(db, c->org, email_fold(a, address), &person, err));
    if (person == 0)
        TRY(person_add_within(db, a, &(struct person_details){.org = c->org, .by = c->by, .email = address, .name = who.name, .title = S(""),
                                                              .staff_number = S(""), .employment = S("")}, &person, err));
    return learn_actor_is(db, a, c, person, err);
}

static const char sql_out[] = SQL("UPDATE learn_actor SET state = 'out', person_id = NULL WHERE org_id = $1 AND id = $2");

code learn_actor_leave_out(struct db *db, struct arena *a, const struct learn_change *c, struct error *err)
{
    struct learn_actor who;

    TRY(undecided(db, a, c, &who, err));
    TRY(db_run(db, sql_out, ARGS(v_int(c->org), v_int(c->id)), NULL, err));
    TRY(learn_leave_out(db, &who, err));
    return note(db, a, c, "learning.out", &who, err);
}

code learn_actor_reopen(struct db *db, struct arena *a, const struct learn_change *c, struct error *err)
{
    struct learn_actor who;

    TRY(learn_actor_get(db, a, c->org, c->id, &who, err));
    if (str_eq(who.state, S("waiting")))
        return fail(err, CONFLICT, "person", "this waits for a decision already");
    TRY(db_run(db, sql_waits, ARGS(v_int(c->org), v_int(c->id)), NULL, err));
    TRY(learn_wait_again(db, &who, err));
    return note(db, a, c, "learning.reopen", &who, err);
}

/* ---- for people ---- */

str learn_who_words(struct arena *a, str key)
{
    struct xapi_who w;
    struct uri u;

    if (!xapi_who_of_key(key, &w))
        return said("A group");
    if (!str_is_absent(w.mbox))
        return w.mbox;
    if (!str_is_absent(w.openid))
        return w.openid;
    if (!str_is_absent(w.sha1))
        return words_printf(a, "an address known by its hash, " STR_FMT "…", STR_ARG(str_slice(w.sha1, 0, 8)));
    str host = uri_parse(w.home, &u, NULL) == OK && u.host.n ? u.host : w.home;
    return words_printf(a, STR_FMT " at " STR_FMT, STR_ARG(w.account), STR_ARG(host));
}

/* ---- as a list ---- */

static void who_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    str words = learn_who_words(l->a, v[0].s);

    c->href = str_printf(l->a, STR_FMT "/%lld", STR_ARG(l->address), (long long)v[2].i);
    c->text = v[1].s.n ? str_copy(l->a, v[1].s) : words;
    if (v[1].s.n)
        c->sub = words;
}

static void state_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    (void)l;
    if (str_eq(v[0].s, S("known")))
        c->tag = (struct tag_view){"good", "check", said("Known")};
    else if (str_eq(v[0].s, S("out")))
        c->tag = (struct tag_view){NULL, "circle-minus", said("Left out")};
    else
        c->tag = (struct tag_view){"warn", "help", said("Who is it?")};
}

static void person_cell(struct list *l, const struct value *v, struct list_cell *c)
{
    if (v[0].i == 0)
        return;
    c->text = str_copy(l->a, v[1].s.n ? v[1].s : v[2].s);
    c->href = str_printf(l->a, "/org/%lld/people/%lld", (long long)l->org, (long long)v[0].i);
}

static const struct list_column columns[] = {
    {"who", "In statements", SQL_PIECE("c.actor, c.name, c.id"), .values = 3, .cell = who_cell},
    {"state", "State", SQL_PIECE("c.state"), .cell = state_cell},
    {"person", "In the directory", SQL_PIECE("coalesce(c.person_id, 0), coalesce(p.name, ''), coalesce(p.email, '')"), .values = 3, .cell = person_cell},
    {"waits", "Awards that wait", SQL_PIECE("(SELECT count(*) FROM learn_outcome o WHERE o.actor_id = c.id AND o.state = 'unknown')"), .kind = CELL_NUMBER},
    {"seen", "Last seen", SQL_PIECE("c.seen_at"), .kind = CELL_TIME, .order = SQL_PIECE("c.id"), .indexed = true},
};
static const struct list_option states[] = {
    {"waiting", "Who is it?", SQL_PIECE("c.state = 'waiting'")}, {"known", "Known", SQL_PIECE("c.state = 'known'")},
    {"out", "Left out", SQL_PIECE("c.state = 'out'")}, {"all", "All", NULL}, {NULL},
};
static const struct list_filter filters[] = {{"state", "State", FILTER_OPTIONS, .options = states, .standard = "waiting"}};

static code add_row(struct act_run *run, int64_t row, str *before, struct error *err)
{
    *before = S("");
    return learn_actor_add(run->db, run->a, &(struct learn_change){run->org, row, run->account}, err);
}

static code out_row(struct act_run *run, int64_t row, str *before, struct error *err)
{
    *before = S("");
    return learn_actor_leave_out(run->db, run->a, &(struct learn_change){run->org, row, run->account}, err);
}

static code reopen_row(struct act_run *run, int64_t row, str *before, struct error *err)
{
    (void)before;
    return learn_actor_reopen(run->db, run->a, &(struct learn_change){run->org, row, run->account}, err);
}

static const struct list_act add_act = {
    .name = "add", .label = "Add to the directory", .icon = "user-plus", .title = "Add {n} to the directory?", .done = "{n} added",
    .explains = "By their address. What they have done so far is awarded after the usual minutes.", .right = MANAGE_ORG, .apply = add_row, .undo = reopen_row,
};
static const struct list_act out_act = {
    .name = "leave-out", .label = "Leave out", .icon = "circle-minus", .title = "Leave out {n}?", .done = "{n} left out",
    .explains = "Nothing that is told of them is awarded, now and later.", .right = MANAGE_ORG, .apply = out_row, .undo = reopen_row,
};
static const struct list_act *const acts[] = {&add_act, &out_act, NULL};

const struct list_def learn_actors_def = {
    .name = "learners", .title = "People in statements", .thing = "person", .things = "people", .right = MANAGE_ORG,
    .from = "learn_actor c LEFT JOIN person p ON p.id = c.person_id", .where = SQL_PIECE("c.org_id = :org"), .key = "c.id",
    .search = SQL_PIECE("lower(c.actor || ' ' || c.name) LIKE :word ESCAPE '!'"), .search_label = "Address or name",
    LIST_COLUMNS(columns), LIST_FILTERS(filters), .order = "-seen", .acts = acts,
};
