/* matrix/whatif.c — the working copy of a requirement against the version in force: who
 * would stand how. Nothing is saved: both are worked out, side by side, chunk by chunk. */
#include "app/matrix/matrix.h"

#include "app/remind/remind.h"

#define PEOPLE_AT_ONCE 800
#define AUDIENCE_STEP  2000

struct whatif_run {
    struct db *db;
    struct arena *a, *chunk;
    const struct whatif_ask *q;
    struct whatif *out;
    struct requirement_version now, then;        /* in force; the working copy */
    struct id_list asked;                        /* by the working copy */
    struct remind_steps mails;
};

static const char sql_people[] = SQL(
    "SELECT p.id, CASE WHEN p.name = '' THEN p.email ELSE p.name END, CASE WHEN p.email = '' THEN 0 ELSE 1 END, t.due_on, t.days FROM person p"
    " LEFT JOIN duty_told t ON t.person_id = p.id AND t.requirement_id = $5 AND t.to_owner = 0 AND t.due_on ="
    " (SELECT max(u.due_on) FROM duty_told u WHERE u.person_id = p.id AND u.requirement_id = $5 AND u.to_owner = 0) WHERE p.org_id = $1 AND p.id > $2 AND " WORKS_HERE("p", "$3") " ORDER BY p.id LIMIT $4");
/* Chosen by hand: asked whatever the audience is. */
static const char sql_chosen[] = SQL(
    "SELECT person_id FROM requirement_assignment WHERE org_id = $1 AND requirement_id = $2 AND source = 'person' AND until_on IS NULL ORDER BY person_id");

/* ---- whom the working copy is for ---- */

static code read_audience(struct whatif_run *w, struct id_list *out, struct error *err)
{
    int64_t after = 0;
    size_t n = AUDIENCE_STEP;

    while (n == AUDIENCE_STEP) {
        struct audience_people people = {0};
        struct arena *a = arena_new(0);
        code c = requirement_matches(w->db, a, &(struct audience_ask){w->q->org, w->then.id, after, AUDIENCE_STEP}, &people, err);
        n = people.n;
        for (size_t i = 0; c == OK && i < n; i++)
            *list_add(w->a, out) = after = people.items[i].id;
        arena_free(a);
        TRY(c);
    }
    return OK;
}

static void join(struct arena *a, const struct id_list *x, const struct id_list *y, struct id_list *out)
{
    size_t i = 0, k = 0;

    while (i < x->n || k < y->n) {
        int64_t id = k == y->n || (i < x->n && x->items[i] <= y->items[k]) ? x->items[i] : y->items[k];
        i += i < x->n && x->items[i] == id;
        k += k < y->n && y->items[k] == id;
        *list_add(a, out) = id;
    }
}

static code find_asked(struct whatif_run *w, struct error *err)
{
    struct id_list audience = {0}, chosen = {0};

    TRY(read_audience(w, &audience, err));
    struct rows *r = db_query(w->db, sql_chosen, ARGS(v_int(w->q->org), v_int(w->q->requirement)));
    while (rows_next(r))
        *list_add(w->a, &chosen) = row_int(r, 0);
    TRY(rows_end(r, err));
    join(w->a, &audience, &chosen, &w->asked);
    return OK;
}

/* ---- both, side by side ---- */

static void count(struct requirement_counts *c, enum requirement_state s, int64_t *asked)
{
    if (s == STANDING_NOT_APPLICABLE)
        return;
    c->n[s]++;
    c->all++;
    c->met += requirement_state_is_met(s);
    ++*asked;
}

#define PRESSING 2
/* How much somebody has to do about it: nothing, something, soon, now, too late. */
static int burden(enum requirement_state s)
{
    static const int burdens[STANDING_STATES] = {
        [STANDING_NOT_STARTED] = 1, [STANDING_IN_PROGRESS] = 1, [STANDING_SUBMITTED] = 1, [STANDING_IN_RENEWAL] = 1, [STANDING_DUE_SOON] = 2,
        [STANDING_GRACE] = 3, [STANDING_OVERDUE] = 4, [STANDING_EXPIRED] = 4,
    };

    return burdens[s];
}

/* What waits for others, is waived or suspended is not told of. */
static bool is_told(enum requirement_state s)
{
    return s != STANDING_NOT_APPLICABLE && s != STANDING_SUBMITTED && s != STANDING_WAIVED && s != STANDING_SUSPENDED;
}

/* When somebody is mailed next who stands so; 0: not. */
static msec mail_of(const struct whatif_run *w, const struct whatif_person *p, const struct standing_line *s)
{
    const struct remind_due d = {s->due, p->told_due && p->told_due == s->due ? p->told : REMIND_TOLD_NOTHING};
    msec when = 0;

    if (!p->has_address || !s->due || !is_told(s->state) || !remind_next(&w->mails, &d, w->q->day, &when))
        return 0;
    return when;
}

static void count_mail(const struct whatif_run *w, msec when, struct whatif_mails *m)
{
    m->first += when == w->q->day;
    m->month += when != 0 && when < w->q->day + 30 * DAY;
}

static void compare(struct whatif_run *w, struct whatif_person *p)
{
    struct whatif *o = w->out;
    int before = burden(p->before.state), after = burden(p->after.state);

    count(&o->before, p->before.state, &o->asked_before);
    count(&o->after, p->after.state, &o->asked_after);
    o->looked++;
    p->mail = mail_of(w, p, &p->after);
    count_mail(w, mail_of(w, p, &p->before), &o->mailed_before);
    count_mail(w, p->mail, &o->mailed_after);
    o->better_n += after < before;
    if (after <= before)
        return;
    o->worse_n++;
    o->pressing_n += after >= PRESSING;
    if (o->worse.n == WHATIF_SHOWN)
        return;
    struct whatif_person *kept = list_add(w->a, &o->worse);
    *kept = *p;
    kept->name = str_copy(w->a, p->name);
}

static code read_people(struct whatif_run *w, int64_t after, struct whatif_people *out, struct error *err)
{
    struct rows *r = db_query(w->db, sql_people, ARGS(v_int(w->q->org), v_int(after), v_int(clock_now()), v_int(PEOPLE_AT_ONCE), v_int(w->q->requirement)));

    while (rows_next(r))
        *list_add(w->chunk, out) = (struct whatif_person){.id = row_int(r, 0), .name = row_str(r, 1, w->chunk), .has_address = row_bool(r, 2),
                                                              .told_due = row_int(r, 3), .told = row_int(r, 4)};
    return rows_end(r, err);
}

static code stand(struct whatif_run *w, const struct id_list *people, bool after, struct standing_lines *out, struct error *err)
{
    const struct as_at_ask ask = {.org = w->q->org, .requirement = w->q->requirement, .version = after ? &w->then : &w->now, .people = people,
                                  .asked = after ? &w->asked : NULL, .at.day = w->q->day};

    return after || w->now.id ? requirement_as_at(w->db, w->chunk, &ask, out, err) : OK;
}

static code chunk(struct whatif_run *w, int64_t *last, bool *more, struct error *err)
{
    struct whatif_people people = {0};
    struct id_list ids = {0};
    struct standing_lines before = {0}, after = {0};

    TRY(read_people(w, *last, &people, err));
    for (size_t i = 0; i < people.n; i++)
        *list_add(w->chunk, &ids) = people.items[i].id;
    TRY(stand(w, &ids, false, &before, err));
    TRY(stand(w, &ids, true, &after, err));
    for (size_t i = 0; i < people.n; i++) {
        if (i < before.n)
            people.items[i].before = before.items[i];
        if (i < after.n)
            people.items[i].after = after.items[i];
        compare(w, &people.items[i]);
        *last = people.items[i].id;
    }
    *more = people.n == PEOPLE_AT_ONCE;
    return OK;
}

static code walk(struct whatif_run *w, struct error *err)
{
    int64_t last = 0;
    bool more = true;

    while (more && w->out->looked < WHATIF_PEOPLE) {
        w->chunk = arena_new(0);
        code c = chunk(w, &last, &more, err);
        arena_free(w->chunk);
        TRY(c);
    }
    w->out->is_part = more;
    return OK;
}

code whatif_find(struct db *db, struct arena *a, const struct whatif_ask *q, struct whatif *out, struct error *err)
{
    struct whatif_run w = {.db = db, .a = a, .q = q, .out = out};
    struct requirement r;

    *out = (struct whatif){.day = q->day};
    TRY(requirement_get(db, a, q->org, q->requirement, &r, err));
    if (requirement_version_get(db, a, q->org, q->requirement, 0, &w.then, NULL) != OK)
        return fail(err, NOT_FOUND, "version", "there is no working copy of this requirement: change it first, then see here what that does");
    if (r.number > 0)
        TRY(requirement_version_get(db, a, q->org, q->requirement, r.number, &w.now, err));
    out->version = r.number;
    TRY(duty_steps(db, a, q->org, q->requirement, &w.mails, err));
    out->is_silent = w.mails.n == 0;
    TRY(find_asked(&w, err));
    return walk(&w, err);
}
