/* vacancy/candidate.c — somebody sends badges for a vacancy: kept once they sent it, seen once
 * their address is proved, gone when they say so. */
#include "app/vacancy/vacancy_private.h"

#include "app/account/account.h"
#include "base/codec.h"
#include "base/crypto.h"
#include "format/email.h"
#include "web/text.h"

bool candidate_is(const struct candidate *c, const char *state)
{
    return str_eq(c->state, cstr(state));
}

/* ---- the secret of their link: made anew from the salt for each mail, never kept ---- */

static str token_of(struct arena *a, const struct app *app, str salt)
{
    struct sha256 h = hmac_sha256(app->link_secret, str_join(a, S("vacancy-link:"), salt));

    return base64url_encode(a, (str){(const char *)h.b, sizeof h.b});
}

static str hash_of(struct arena *a, str token)
{
    struct sha256 h = sha256(token);

    return base64url_encode(a, (str){(const char *)h.b, sizeof h.b});
}

/* ---- read ---- */

#define CANDIDATE                                                                                                                \
    "SELECT c.id, c.org_id, c.vacancy_id, c.number, c.state, c.name, c.address, c.letter, c.lang, c.salt, c.note, c.state_before, c.points_must, c.points_nice, c.met, c.size," \
    " c.created_at, coalesce(c.confirmed_at, 0), c.keep_until, coalesce(c.revealed_at, 0), coalesce(c.decided_at, 0), coalesce(c.told_at, 0), c.looked_at, coalesce(c.changed_at, 0) FROM vacancy_candidate c"
static const char sql_one[] = SQL(CANDIDATE " WHERE c.org_id = $1 AND c.vacancy_id = $2 AND c.id = $3 AND c.state NOT IN ('unconfirmed', 'withdrawn')");
static const char sql_by_token[] = SQL(
    CANDIDATE " JOIN vacancy v ON v.id = c.vacancy_id WHERE c.token_hash = $1 AND v.public_id = $2 AND c.state <> 'withdrawn'");
static const char sql_of_address[] = SQL(CANDIDATE " WHERE c.vacancy_id = $1 AND c.folded = $2 AND c.id <> $3 AND c.state <> 'withdrawn' ORDER BY c.id");

static struct candidate read_row(struct rows *r, struct arena *a)
{
    return (struct candidate){
        .id = row_int(r, 0), .org = row_int(r, 1), .vacancy = row_int(r, 2), .number = row_int(r, 3), .state = row_str(r, 4, a), .name = row_str(r, 5, a),
        .address = row_str(r, 6, a), .letter = row_str(r, 7, a), .lang = row_str(r, 8, a), .salt = row_str(r, 9, a), .note = row_str(r, 10, a), .before = row_str(r, 11, a),
        .score = {.must = row_int(r, 12), .nice = row_int(r, 13), .n_met = row_int(r, 14)}, .met = row_int(r, 14), .size = row_int(r, 15), .created = row_int(r, 16),
        .confirmed = row_int(r, 17), .keep_until = row_int(r, 18), .revealed = row_int(r, 19), .decided = row_int(r, 20), .told = row_int(r, 21), .looked = row_int(r, 22), .changed = row_int(r, 23)};
}

static code read_one(struct rows *r, struct arena *a, struct candidate *out, struct error *err)
{
    *out = (struct candidate){0};
    if (rows_next(r))
        *out = read_row(r, a);
    TRY(rows_end(r, err));
    return out->id ? OK : fail(err, NOT_FOUND, "candidate", "there is no such candidate, or what they sent is deleted");
}

code candidate_get(struct db *db, struct arena *a, int64_t org, int64_t vacancy, int64_t id, struct candidate *out, struct error *err)
{
    return read_one(db_query(db, sql_one, ARGS(v_int(org), v_int(vacancy), v_int(id))), a, out, err);
}

code candidate_by_token(struct db *db, struct arena *a, str public_id, str token, struct candidate *out, struct error *err)
{
    return read_one(db_query(db, sql_by_token, ARGS(v_str(hash_of(a, token)), v_str(public_id))), a, out, err);
}

static const char sql_badges[] = SQL(
    "SELECT id, name, issuer, whose, original, report, was, stands, coalesce(changed_at, 0), coalesce(silent_since, 0), levels FROM vacancy_badge WHERE candidate_id = $1 ORDER BY id");

static void read_levels(struct arena *a, str lines, struct str_list *out)
{
    str one;

    while (str_cut_line(&lines, &one))
        *list_add(a, out) = one;
}

code candidate_badges(struct db *db, struct arena *a, int64_t candidate, struct candidate_badges *out, struct error *err)
{
    struct rows *r = db_query(db, sql_badges, ARGS(v_int(candidate)));

    while (rows_next(r)) {
        struct candidate_badge *b = list_add(a, out);
        *b = (struct candidate_badge){.id = row_int(r, 0), .name = row_str(r, 1, a), .issuer = row_str(r, 2, a), .whose = row_str(r, 3, a), .original = row_str(r, 4, a),
                                      .report = row_str(r, 5, a), .was = row_str(r, 6, a), .stands = row_str(r, 7, a), .changed = row_int(r, 8), .silent = row_int(r, 9)};
        read_levels(a, row_str(r, 10, a), &b->levels);
    }
    return rows_end(r, err);
}

static const char sql_points[] = SQL("SELECT line_id, coalesce(badge_id, 0), coverage, strength, points, why FROM vacancy_point WHERE candidate_id = $1 ORDER BY line_id");

code candidate_points(struct db *db, struct arena *a, int64_t candidate, struct candidate_points *out, struct error *err)
{
    struct rows *r = db_query(db, sql_points, ARGS(v_int(candidate)));

    while (rows_next(r))
        *list_add(a, out) = (struct candidate_point){row_int(r, 0), row_int(r, 1),
                                                     {.coverage = row_int(r, 2), .strength = row_int(r, 3), .points = row_int(r, 4), .proof = NO_PROOF, .why = point_why_named(row_str(r, 5, a))}};
    return rows_end(r, err);
}

/* ---- mails: they belong to no organisation, where others could read them, and go with whoever gets them ---- */

static const char sql_mail[] = SQL("INSERT INTO vacancy_mail (candidate_id, mail_id) VALUES ($1, $2)");

code candidate_mail(struct app *app, struct db *db, struct arena *a, const struct vacancy *v, const struct candidate *c, const char *kind, struct error *err)
{
    /* Anybody may write any name beside an address: it is said there once the mailbox took it. */
    struct mail m = {.kind = cstr(kind), .to_address = c->address, .to_name = c->confirmed ? c->name : S("")};
    str link = str_printf(a, "/vacancies/" STR_FMT "/mine/" STR_FMT, STR_ARG(v->public_id), STR_ARG(token_of(a, app, c->salt)));
    struct letter_words own = {0};
    int64_t id = 0;

    TRY(letter_words_now(db, a, v->org, cstr(kind), c->lang, &own, err));
    TRY(letter_write_as(app, db, a, &(struct letter){.kind = kind, .org = v->org, .badge = v->title, .link = app_url(a, app, link)},
                        &(struct letter_how){c->lang, own.id ? &own : NULL}, &m, err));
    m.person = 0;
    TRY(mail_queue_id(db, &m, &id, err));
    return db_run(db, sql_mail, ARGS(v_int(c->id), v_int(id)), NULL, err);
}

/* ---- sent ---- */

#define FROM_NETWORK 20                          /* an hour, before pauses begin */
#define TO_ADDRESS   4
/* Strangers fill no disk, and nobody takes the room of other organisations. */
#define UNCONFIRMED_HERE ((int64_t)256 << 20)
#define UNCONFIRMED_ALL  ((int64_t)1 << 30)

static const char sql_open_here[] = SQL("SELECT CAST(coalesce(sum(size), 0) AS BIGINT) FROM vacancy_candidate WHERE state = 'unconfirmed' AND org_id = $1");
static const char sql_open_all[] = SQL("SELECT CAST(coalesce(sum(size), 0) AS BIGINT) FROM vacancy_candidate WHERE state = 'unconfirmed'");

/* Of an address and a network what nobody finds them by without the key, for two hours. */
static str counted_as(struct arena *a, const struct app *app, const char *what, str who)
{
    struct sha256 h = hmac_sha256(app->link_secret, str_printf(a, "vacancy-throttle:%s:" STR_FMT, what, STR_ARG(who)));

    return str_printf(a, "vacancy-%s " STR_FMT, what, STR_ARG(base64url_encode(a, (str){(const char *)h.b, sizeof h.b})));
}

static code check_flood(struct app *app, struct db *db, struct arena *a, const struct candidate_new *n, str folded, struct error *err)
{
    int64_t here = 0, all = 0;

    TRY(throttle_try(db, counted_as(a, app, "network", rate_network(n->client)), FROM_NETWORK, err));
    TRY(throttle_try(db, counted_as(a, app, "address", folded), TO_ADDRESS, err));
    TRY(db_int(db, sql_open_here, ARGS(v_int(n->v->org)), &here, err));
    TRY(db_int(db, sql_open_all, NO_ARGS, &all, err));
    return here < UNCONFIRMED_HERE && all < UNCONFIRMED_ALL ? OK : fail(err, LIMIT, "badges", "too much waits to be confirmed just now: try again tomorrow");
}

static code check(struct db *db, struct arena *a, const struct candidate_new *n, struct email *to, struct error *err)
{
    size_t bytes = 0;
    msec today = 0;

    TRY(vacancy_today(db, a, n->v->org, &today, err));
    if (vacancy_shut(n->v, today))
        return fail(err, CONFLICT, "vacancy", "%s", vacancy_shut(n->v, today));
    if (str_is_empty(str_trim(n->name)) || n->name.n > 120)
        return fail(err, BAD_INPUT, "name", "say what you are called");
    if (email_parse(a, n->address, to, NULL) != OK)
        return fail(err, BAD_INPUT, "address", "write your e-mail address, such as ana@example.org");
    if (n->letter.n > CANDIDATE_LETTER)
        return fail(err, BAD_INPUT, "letter", "this is too long");
    if (n->badges->n == 0)
        return fail(err, BAD_INPUT, "badges", "there is no badge to send");
    if (vacancy_goes(n->v) > n->goes)
        return fail(err, BAD_INPUT, "agree", "the last day was moved: read until when it is kept, and agree again");
    for (size_t i = 0; i < n->badges->n; i++)
        bytes += n->badges->items[i].original.n + n->badges->items[i].report.n;
    return bytes <= CANDIDATE_BYTES ? OK : fail(err, BAD_INPUT, "badges", "these badges are too much together: leave some out");
}

static const char sql_insert[] = SQL(
    "INSERT INTO vacancy_candidate (org_id, vacancy_id, number, salt, token_hash, state, name, address, folded, letter, lang, points_must, points_nice, met, rank, size,"
    " note, state_before, created_at, told_until, keep_until) VALUES ($1, $2, 0, $3, $4, 'unconfirmed', $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, '', '', $15, $16, $16) RETURNING id");
static const char sql_badge[] = SQL(
    "INSERT INTO vacancy_badge (candidate_id, name, issuer, whose, original, report, levels) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id");
static const char sql_point[] = SQL(
    "INSERT INTO vacancy_point (candidate_id, line_id, badge_id, coverage, strength, points, why) VALUES ($1, $2, $3, $4, $5, $6, $7)");

struct sending {
    struct app *app;
    struct db *db;
    struct arena *a;
    const struct candidate_new *n;
    struct candidate c;
    struct vacancy_lines lines;
    struct vacancy_proofs proofs;
    struct vacancy_point *points;
    int64_t *badges;                             /* numbers of the rows */
};

static const char *const whose_names[] = {[WHOSE_OTHER] = "other", [WHOSE_THEIRS] = "theirs", [WHOSE_NOBODY] = "nobody", [WHOSE_UNASKED] = "nobody"};

static code judge(struct sending *s, struct error *err)
{
    const struct proof_ask q = {s->n->v->org, s->c.address};

    TRY(vacancy_lines(s->db, s->a, s->n->v->id, &s->lines, err));
    for (size_t i = 0; i < s->n->badges->n; i++)
        TRY(drop_proof(s->app, s->db, s->a, &q, &s->n->badges->items[i], list_add(s->a, &s->proofs), err));
    s->points = NEW_ARRAY(s->a, s->lines.n + 1, struct vacancy_point);
    vacancy_judge(s->a, &s->lines, &s->proofs, s->points, &s->c.score);
    return OK;
}

static code put_candidate(struct sending *s, str folded, struct error *err)
{
    struct candidate *c = &s->c;

    for (size_t i = 0; i < s->n->badges->n; i++)
        c->size += (int64_t)(s->n->badges->items[i].original.n + s->n->badges->items[i].report.n);
    c->salt = random_token(s->a, 16);
    return db_int(s->db, sql_insert,
                  ARGS(v_int(s->n->v->org), v_int(s->n->v->id), v_str(c->salt), v_str(hash_of(s->a, token_of(s->a, s->app, c->salt))), v_str(c->name), v_str(c->address),
                       v_str(folded), v_str(c->letter), v_str(c->lang), v_int(c->score.must), v_int(c->score.nice), v_int(c->score.n_met), v_int(vacancy_rank(&c->score)),
                       v_int(c->size), v_int(clock_now()), v_int(vacancy_goes(s->n->v))), &c->id, err);
}

static code put_badges(struct sending *s, struct error *err)
{
    s->badges = NEW_ARRAY(s->a, s->n->badges->n + 1, int64_t);
    for (size_t i = 0; i < s->n->badges->n; i++) {
        const struct candidate_badge *b = &s->n->badges->items[i];
        TRY(db_int(s->db, sql_badge,
                   ARGS(v_int(s->c.id), v_str(str_slice(b->name, 0, 500)), v_str(str_slice(b->issuer, 0, 500)), v_str(cstr(whose_names[s->proofs.items[i].whose])),
                        v_str(b->original), v_str(b->report), v_str(drop_levels(s->a, &b->levels))), &s->badges[i], err));
    }
    return OK;
}

code candidate_keep_points(struct db *db, const struct points_of *p, struct error *err)
{
    for (size_t i = 0; i < p->lines->n; i++) {
        const struct vacancy_point *x = &p->points[i];
        TRY(db_run(db, sql_point,
                   ARGS(v_int(p->candidate), v_int(p->lines->items[i].id), v_int_if(x->proof != NO_PROOF, x->proof == NO_PROOF ? 0 : p->badges[x->proof]), v_int(x->coverage),
                        v_int(x->strength), v_int(x->points), v_str(cstr(point_whys[x->why]))), NULL, err));
    }
    return OK;
}

static code send(struct sending *s, str folded, struct error *err)
{
    TRY(judge(s, err));
    TRY(put_candidate(s, folded, err));
    TRY(put_badges(s, err));
    TRY(candidate_keep_points(s->db, &(struct points_of){s->c.id, &s->lines, s->points, s->badges}, err));
    return candidate_mail(s->app, s->db, s->a, s->n->v, &s->c, "vacancy-confirm", err);
}

code candidate_send(struct app *app, struct db *db, struct arena *a, const struct candidate_new *n, struct error *err)
{
    struct sending s = {.app = app, .db = db, .a = a, .n = n};
    struct email to;

    TRY(check(db, a, n, &to, err));
    s.c = (struct candidate){.org = n->v->org, .vacancy = n->v->id, .name = str_trim(n->name), .address = to.address,
                             .letter = str_is_absent(n->letter) ? S("") : n->letter, .lang = text_spoken()};
    TRY(check_flood(app, db, a, n, email_fold(a, to.address), err));
    TRY(db_begin(db, err));
    TRY(db_end(db, send(&s, email_fold(a, to.address), err), err));
    app_wake(app);
    return OK;
}

/* ---- by the link ---- */

#define CANDIDATES_MOST 20000
#define VACANCY_BYTES   ((int64_t)2 << 30)

static const char sql_count[] = SQL("SELECT count(*), CAST(coalesce(sum(size), 0) AS BIGINT) FROM vacancy_candidate WHERE vacancy_id = $1 AND state IN ('sent', 'shortlisted', 'declined', 'hired')");

static code check_room(struct db *db, int64_t vacancy, int64_t size, struct error *err)
{
    struct rows *r = db_query(db, sql_count, ARGS(v_int(vacancy)));
    int64_t n = 0, bytes = 0;

    if (rows_next(r)) {
        n = row_int(r, 0);
        bytes = row_int(r, 1);
    }
    TRY(rows_end(r, err));
    return n < CANDIDATES_MOST && bytes + size <= VACANCY_BYTES ? OK : fail(err, LIMIT, "vacancy", "as many have sent something as can be looked at");
}

/* Seen by nobody from now on, and deleted where what is deleted is overwritten: by the job, at once. */
static const char sql_hide[] = SQL("UPDATE vacancy_candidate SET state = 'withdrawn' WHERE id = $1");

static code hide(struct db *db, struct arena *a, int64_t id, struct error *err)
{
    TRY(db_run(db, sql_hide, ARGS(v_int(id)), NULL, err));
    return vacancy_forget_now(db, a, id, err);
}

static const char sql_number[] = SQL("UPDATE vacancy SET last_number = last_number + 1 WHERE id = $1 RETURNING last_number");
static const char sql_confirm[] = SQL(
    "UPDATE vacancy_candidate SET state = 'sent', number = $2, confirmed_at = $3 WHERE id = $1 AND state = 'unconfirmed'");

/* Others from the same address for the same vacancy, confirmed or not: the mailbox has decided. */
static code take_place(struct db *db, struct arena *a, const struct candidate *c, struct error *err)
{
    struct candidates others = {0};
    struct rows *r = db_query(db, sql_of_address, ARGS(v_int(c->vacancy), v_str(email_fold(a, c->address)), v_int(c->id)));

    while (rows_next(r))
        *list_add(a, &others) = read_row(r, a);
    TRY(rows_end(r, err));
    for (size_t i = 0; i < others.n; i++) {
        if (!candidate_is(&others.items[i], "unconfirmed") && !candidate_is(&others.items[i], "sent"))
            return fail(err, CONFLICT, "candidate", "what you sent before was decided upon: withdraw that first");
        TRY(hide(db, a, others.items[i].id, err));
    }
    return OK;
}

static code confirm(struct db *db, struct arena *a, const struct candidate *c, struct error *err)
{
    struct vacancy v;
    int64_t number = 0, n = 0;
    msec today = 0;

    TRY(vacancy_get(db, a, c->org, c->vacancy, &v, err));
    TRY(vacancy_today(db, a, c->org, &today, err));
    if (vacancy_shut(&v, today))
        return fail(err, CONFLICT, "vacancy", "%s", vacancy_shut(&v, today));
    TRY(take_place(db, a, c, err));
    TRY(check_room(db, c->vacancy, c->size, err));
    TRY(db_int(db, sql_number, ARGS(v_int(c->vacancy)), &number, err));
    TRY(db_run(db, sql_confirm, ARGS(v_int(c->id), v_int(number), v_int(clock_now())), &n, err));
    if (n == 0)
        return fail(err, CONFLICT, "candidate", "it was confirmed already");
    return vacancy_log(db, a, &(struct vacancy_act){c->org, c->vacancy, 0}, "vacancy.sent", candidate_title(a, number), err);
}

code candidate_confirm(struct app *app, struct db *db, struct arena *a, const struct candidate *c, struct error *err)
{
    TRY(db_begin(db, err));
    TRY(db_end(db, confirm(db, a, c, err), err));
    app_wake(app);
    return OK;
}

str candidate_title(struct arena *a, int64_t number)
{
    return str_printf(a, "candidate %lld", (long long)number);
}

static code withdraw(struct db *db, struct arena *a, const struct candidate *c, struct error *err)
{
    if (c->number)
        TRY(vacancy_log(db, a, &(struct vacancy_act){c->org, c->vacancy, 0}, "vacancy.withdraw", candidate_title(a, c->number), err));
    return hide(db, a, c->id, err);
}

code candidate_withdraw(struct app *app, struct db *db, struct arena *a, const struct candidate *c, struct error *err)
{
    TRY(db_begin(db, err));
    TRY(db_end(db, withdraw(db, a, c, err), err));
    app_wake(app);
    return OK;
}
