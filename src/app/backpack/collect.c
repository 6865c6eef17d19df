/* backpack/collect.c — what was handed in waits in rows, is judged one by one and
 * says what became of it. Bytes that were taken are in the Backpack and here no more. */
#include "app/backpack/collect.h"

#include "app/backpack/offer.h"
#include "app/draw.h"
#include "badge/advice.h"
#include "base/log.h"
#include "base/uri.h"
#include "format/jose.h"
#include "web/text.h"

#define MEMORY ((size_t)64 << 20)

/* ---- rows ---- */

static const char sql_run[] = SQL("INSERT INTO collect_run (owner_id, lang, created_at) VALUES ($1, $2, $3) RETURNING id");
static const char sql_item[] = SQL(
    "INSERT INTO collect_item (run_id, name, link, bytes, outcome, title, issuer, why, todo, made_out_to) VALUES ($1, $2, $3, $4, $5, '', '', $6, $7, '')");

static code job_for(struct db *db, struct arena *a, int64_t run, msec at, struct error *err)
{
    return job_add(db, S("backpack.collect"), str_printf(a, "%lld", (long long)run), str_printf(a, "collect %lld", (long long)run), at, err);
}

/* ---- what is handed in ---- */

static const char sql_kept[] = SQL(
    "SELECT CAST(coalesce(sum(length(i.bytes)), 0) AS BIGINT) FROM collect_item i JOIN collect_run r ON r.id = i.run_id WHERE r.owner_id = $1");
static const char sql_forget[] = SQL(
    "UPDATE collect_item SET bytes = NULL WHERE outcome NOT IN ('waiting', 'folder') AND run_id IN (SELECT r.id FROM collect_run r WHERE r.owner_id = $1)");

/* Where a person has too much lying here, it cannot be tried again without being handed in again. */
static code make_room(struct db *db, int64_t owner, struct error *err)
{
    int64_t kept = 0;

    TRY(db_int(db, sql_kept, ARGS(v_int(owner)), &kept, err));
    if (kept <= COLLECT_WAITING)
        return OK;
    TRY(db_run(db, sql_forget, ARGS(v_int(owner)), NULL, err));
    TRY(db_int(db, sql_kept, ARGS(v_int(owner)), &kept, err));
    return kept <= COLLECT_WAITING ? OK : fail(err, LIMIT, "file", "so much of yours is still being checked that no more can be taken: wait a while");
}

/* It may be long, and goes in piece by piece, so that nobody else waits for it. */
#define AT_ONCE ((size_t)4 << 20)
struct arriving { struct db *db; struct arena *a; int64_t owner, run; size_t bytes; };

static str str_or_none(str s)
{
    return s.p ? s : S("");
}

static code put_flaw(struct arriving *r, const struct handed_in *h, struct error *err)
{
    return db_run(r->db, sql_item,
                  ARGS(v_int(r->run), v_str(str_or_none(h->name)), v_str(S("")), v_null(), v_str(S("cut")), v_str(app_sentence(r->a, h->flaw)),
                       v_str(said("What stands behind that was not looked at: unpack it yourself, and add the files."))), NULL, err);
}

static code put_row(void *arriving, const struct handed_in *h, struct error *err)
{
    struct arriving *r = arriving;

    r->bytes += h->bytes.n;
    if (r->bytes > AT_ONCE) {
        TRY(db_end(r->db, OK, err));
        TRY(db_begin(r->db, err));
        TRY(make_room(r->db, r->owner, err));
        r->bytes = h->bytes.n;
    }
    if (h->flaw)
        return put_flaw(r, h, err);
    return db_run(r->db, sql_item,
                  ARGS(v_int(r->run), v_str(str_or_none(h->name)), v_str(str_or_none(h->link)), v_bytes(h->bytes),
                       v_str(h->is_told ? S("folder") : S("waiting")), v_str(S("")), v_str(S(""))), NULL, err);
}

static code put_rows(struct arriving *r, struct arena *a, const struct collect_new *n, struct error *err)
{
    TRY(db_int(r->db, sql_run, ARGS(v_int(n->owner), v_str(n->lang), v_int(clock_now())), &r->run, err));
    TRY(collect_unfold_to(n->items, &(struct unfold_to){put_row, r}, err));
    /* Should nobody go on with it, the job does. */
    return job_for(r->db, a, r->run, clock_now() + MINUTE, err);
}

static const char sql_drop[] = SQL("DELETE FROM collect_run WHERE id = $1");

code collect_begin(struct db *db, struct arena *a, const struct collect_new *n, int64_t *run, struct error *err)
{
    struct arriving r = {.db = db, .a = a, .owner = n->owner};
    struct error why = {0};

    TRY(make_room(db, n->owner, err));
    TRY(db_begin(db, err));
    code c = put_rows(&r, a, n, err);
    c = db_in_transaction(db) ? db_end(db, c, err) : c;
    *run = r.run;
    if (c != OK && r.run && db_run(db, sql_drop, ARGS(v_int(r.run)), NULL, &why) != OK)
        log_error("collect.drop", &why);
    return c;
}

static const char sql_get[] = SQL("SELECT id, owner_id, lang, created_at FROM collect_run WHERE owner_id = $1 AND id = $2");

static code one_run(struct rows *r, struct arena *a, struct collect_run *out, struct error *err)
{
    bool found = rows_next(r);

    if (found)
        *out = (struct collect_run){row_int(r, 0), row_int(r, 1), row_str(r, 2, a), row_int(r, 3)};
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "badges", "these results are not kept any more");
}

code collect_get(struct db *db, struct arena *a, int64_t owner, int64_t run, struct collect_run *out, struct error *err)
{
    return one_run(db_query(db, sql_get, ARGS(v_int(owner), v_int(run))), a, out, err);
}

#define ITEM_COLUMNS "i.id, i.run_id, coalesce(i.holding_id, 0), i.name, i.link, i.outcome, i.title, i.issuer, i.why, i.todo, i.made_out_to"

static void read_item(struct rows *r, struct arena *a, struct collect_item *i)
{
    *i = (struct collect_item){.id = row_int(r, 0), .run = row_int(r, 1), .holding = row_int(r, 2), .name = row_str(r, 3, a), .link = row_str(r, 4, a),
                               .outcome = row_str(r, 5, a), .title = row_str(r, 6, a), .issuer = row_str(r, 7, a), .why = row_str(r, 8, a),
                               .todo = row_str(r, 9, a), .address = row_str(r, 10, a)};
}

static const char sql_list[] = SQL(
    "SELECT " ITEM_COLUMNS ", CASE WHEN i.outcome = 'restored' AND EXISTS (SELECT 1 FROM moved_in m WHERE m.run_id = i.run_id) THEN 1 ELSE 0 END"
    " FROM collect_item i WHERE i.run_id = $1 AND (i.outcome NOT IN ('folder', 'restored', 'torn') OR i.name = 'backpack.json') ORDER BY i.id");
static const char sql_item_of[] = SQL(
    "SELECT " ITEM_COLUMNS ", i.bytes FROM collect_item i JOIN collect_run r ON r.id = i.run_id WHERE r.owner_id = $1 AND i.id = $2");
static const char sql_waiting[] = SQL(
    "SELECT " ITEM_COLUMNS ", i.bytes FROM collect_item i WHERE i.run_id = $1 AND i.outcome = 'waiting' ORDER BY i.id LIMIT 1");

code collect_list(struct db *db, struct arena *a, int64_t run, struct collect_items *out, struct error *err)
{
    struct rows *r = db_query(db, sql_list, ARGS(v_int(run)));

    while (rows_next(r)) {
        struct collect_item *i = list_add(a, out);
        read_item(r, a, i);
        i->is_new = row_bool(r, 11);
    }
    return rows_end(r, err);
}

static code one_item(struct rows *r, struct arena *a, struct collect_item *out, struct error *err)
{
    bool found = rows_next(r);

    if (found) {
        read_item(r, a, out);
        out->bytes = row_str(r, 11, a);
    }
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "badges", "this file is not kept any more");
}

code collect_item_get(struct db *db, struct arena *a, int64_t owner, int64_t item, struct collect_item *out, struct error *err)
{
    return one_item(db_query(db, sql_item_of, ARGS(v_int(owner), v_int(item))), a, out, err);
}

/* ---- what became of it, in words ---- */

static str plain_address(const struct badge *b)
{
    for (size_t i = 0; i < b->identities.n; i++)
        if (!b->identities.items[i].hashed && str_find_byte(b->identities.items[i].value, '@') > 0)
            return b->identities.items[i].value;
    return (str){0};
}

static void say_whose(struct arena *a, const struct report *r, struct collect_item *i)
{
    str named = plain_address(&r->badge);

    i->outcome = S("other");
    i->address = named.p ? named : S("");
    i->why = named.p ? words_printf(a, "It is made out to " STR_FMT ", which is not an address of yours here.", STR_ARG(named))
                     : said("It is made out to another address, which it hides; none of yours here is that one.");
    i->todo = said("Is it yours? Add that address to your account and prove it, then try again.");
}

static void say_flaw(struct arena *a, const struct report *r, struct collect_item *i)
{
    const struct check *c = report_decider(r);
    const struct advice *ad = c ? advice_of(c->code) : NULL;

    i->outcome = S("refused");
    i->why = c && c->message.n ? c->message : report_sentence(a, r);
    i->todo = ad ? said(ad->earner) : said("Ask who gave it to you.");
}

static void say_doubt(struct arena *a, const struct report *r, struct collect_item *i)
{
    say_flaw(a, r, i);
    i->outcome = S("apart");
}

static void say_failure(struct arena *a, const struct error *why, struct collect_item *i)
{
    bool away = i->bytes.n == 0, paper = !away && paper_is_one(i->bytes);

    i->outcome = away ? S("away") : paper ? S("paper") : S("unread");
    i->why = paper ? said("There is no badge in this file.") : app_sentence(a, why->text);
    i->todo = away ? said("Try again later; or add the badge as a file.")
              : paper ? said("If it shows a certificate, it can be kept as one, marked as not verified.")
                      : said("Download the badge again from who gave it to you, and add that file.");
}

static void say(struct arena *a, code c, const struct offered *o, const struct put *put, const struct error *why, struct collect_item *i)
{
    static const char *const taken[] = {[PUT_NEW] = "added", [PUT_REPLACED] = "newer", [PUT_SAME] = "same"};
    const struct report *r = &o->report;

    if (r->checks.n) {
        i->title = r->badge.achievement.name.n ? r->badge.achievement.name : r->badge.name.p ? r->badge.name : S("");
        i->issuer = r->badge.issuer.name.p ? r->badge.issuer.name : S("");
    }
    if (c == OK) {
        i->outcome = cstr(taken[put->outcome]);
        i->holding = put->id;
        if (r->verdict == UNVERIFIED && put->outcome != PUT_SAME)
            say_doubt(a, r, i);
    } else if (c == DENIED && r->checks.n) {
        say_whose(a, r, i);
    } else if (r->checks.n && c == BAD_INPUT) {
        say_flaw(a, r, i);
    } else {
        say_failure(a, why, i);
    }
}

/* ---- one after the other ---- */

static const char sql_done[] = SQL(
    "UPDATE collect_item SET outcome = $2, title = $3, issuer = $4, why = $5, todo = $6, made_out_to = $7, holding_id = $8,"
    " bytes = CASE WHEN $9 = 1 THEN NULL ELSE bytes END WHERE id = $1");

static code write_done(struct db *db, const struct collect_item *i, struct error *err)
{
    return db_run(db, sql_done,
                  ARGS(v_int(i->id), v_str(i->outcome), v_str(i->title), v_str(i->issuer), v_str(i->why), v_str(i->todo), v_str(i->address),
                       v_int_if(i->holding > 0, i->holding), v_int(i->holding > 0)),
                  NULL, err);
}

static bool is_ours_to_retry(code c)
{
    return c == FAULT || c == NO_MEMORY;
}

/* A picture without a badge in it may be that of a QR code: of an address or a token. */
static str read_code(struct arena *a, const struct collect_item *i)
{
    str text;

    if (i->bytes.n == 0 || !paper_is_one(i->bytes) || draw_qr_read(a, i->bytes, &text, NULL) != OK)
        return (str){0};
    text = str_trim(text);
    return uri_is_http(text) || jws_looks_like(text) || str_starts(text, S("openid-credential-offer:")) ? text : (str){0};
}

static code offer_code(const struct offering *o, struct arena *a, const struct collect_item *i, struct offered *one, struct put *put, struct error *why)
{
    str text = read_code(a, i);

    if (text.n == 0)
        return BAD_INPUT;
    if (str_starts(text, S("openid-credential-offer:")))
        return fail(why, BAD_INPUT, "file", "this code hands a badge to a wallet app: take it there, and add the file that the wallet gives you");
    *why = (struct error){0};
    return offer_take(o, a, text, one, put, why);
}

code collect_one(struct app *app, struct db *db, struct arena *a, int64_t owner, struct collect_item *i, struct error *err)
{
    struct offering o;
    struct offered one = {0};
    struct put put = {0};
    struct error why = {0};

    offering_open(&o, app, db, owner);
    o.by_hand = true;
    o.source = i->name;
    code c = offer_take(&o, a, i->bytes.n ? i->bytes : i->link, &one, &put, &why);
    if (c == BAD_INPUT && one.report.checks.n == 0)
        c = offer_code(&o, a, i, &one, &put, &why);
    if (is_ours_to_retry(c)) {
        if (err)
            *err = why;
        return c;
    }
    say(a, c, &one, &put, &why, i);
    return OK;
}

static code take(struct app *app, struct db *db, struct arena *a, const struct collect_run *run, struct collect_item *i, struct error *err)
{
    TRY(collect_one(app, db, a, run->owner, i, err));
    return write_done(db, i, err);
}

static code next_one(struct app *app, struct db *db, const struct collect_run *run, bool *more, struct error *err)
{
    struct arena *a = arena_new(MEMORY);
    struct collect_item i = {0};
    code c = one_item(db_query(db, sql_waiting, ARGS(v_int(run->id))), a, &i, err);

    *more = c == OK;
    if (c == OK)
        c = take(app, db, a, run, &i, err);
    else if (c == NOT_FOUND)
        c = OK;
    arena_free(a);
    return c;
}

static collect_folders_fn *folders;
static collect_folders_undo_fn *folders_undo;

void collect_set_folders(collect_folders_fn *fn, collect_folders_undo_fn *undo)
{
    folders = fn;
    folders_undo = undo;
}

code collect_go_on(struct app *app, struct db *db, const struct collect_run *run, int64_t until_ns, bool *all, struct error *err)
{
    bool more = true;

    while (more && clock_monotonic_ns() < until_ns)
        TRY(next_one(app, db, run, &more, err));
    *all = !more;
    return more || !folders ? OK : folders(app, db, run, until_ns, all, err);
}

code collect_later(struct db *db, struct arena *a, int64_t run, struct error *err)
{
    return job_add(db, S("backpack.collect"), str_printf(a, "%lld", (long long)run), str_printf(a, "collect now %lld", (long long)run), clock_now(), err);
}

static const char sql_run_of_job[] = SQL("SELECT id, owner_id, lang, created_at FROM collect_run WHERE id = $1");

enum job_result collect_run_job(void *ctx, struct db *db, struct arena *a, const struct job *j, struct error *err)
{
    struct collect_run run;
    int64_t id = 0;
    bool all = false;

    if (!str_to_int(j->payload, &id))
        return JOB_DEAD;
    code c = one_run(db_query(db, sql_run_of_job, ARGS(v_int(id))), a, &run, err);
    if (c == NOT_FOUND)
        return JOB_DONE;
    if (c != OK)
        return JOB_RETRY;
    const struct dictionary *before = words_spoken();
    text_speak(run.lang);
    c = collect_go_on(ctx, db, &run, clock_monotonic_ns() + 20 * 1000000000LL, &all, err);
    words_speak(before);
    return c != OK ? JOB_RETRY : all ? JOB_DONE : JOB_AGAIN;
}

/* ---- afterwards ---- */

static const char sql_again[] = SQL(
    "UPDATE collect_item SET outcome = CASE WHEN outcome = 'restored' THEN 'folder' ELSE 'waiting' END"
    " WHERE outcome IN ('other', 'away', 'refused', 'restored') AND (bytes IS NOT NULL OR link <> '')"
    " AND run_id = (SELECT r.id FROM collect_run r WHERE r.owner_id = $1 AND r.id = $2)");
static const char sql_undo[] = SQL(
    "UPDATE holding SET removed_at = $3, is_public = 0 WHERE owner_id = $1 AND removed_at IS NULL AND id IN"
    " (SELECT i.holding_id FROM collect_item i JOIN collect_run r ON r.id = i.run_id"
    " WHERE r.owner_id = $1 AND r.id = $2 AND i.outcome IN ('added', 'apart'))");
static const char sql_undone[] = SQL(
    "UPDATE collect_item SET outcome = 'undone' WHERE outcome IN ('added', 'apart')"
    " AND run_id = (SELECT r.id FROM collect_run r WHERE r.owner_id = $1 AND r.id = $2)");
/* And those that a restart cut off while they came in: nobody goes on with them, and
 * nobody was told of them. */
static const char sql_purge[] = SQL(
    "DELETE FROM collect_run WHERE created_at < $1 OR (created_at < $2"
    " AND EXISTS (SELECT 1 FROM collect_item i WHERE i.run_id = collect_run.id AND i.outcome IN ('waiting', 'folder'))"
    " AND NOT EXISTS (SELECT 1 FROM job j WHERE j.kind = 'backpack.collect' AND j.payload = CAST(collect_run.id AS TEXT)))");

static code again(struct db *db, struct arena *a, int64_t owner, int64_t run, int64_t *n, struct error *err)
{
    TRY(db_run(db, sql_again, ARGS(v_int(owner), v_int(run)), n, err));
    return *n ? job_for(db, a, run, clock_now() + MINUTE, err) : OK;
}

code collect_again(struct db *db, struct arena *a, int64_t owner, int64_t run, int64_t *n, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, again(db, a, owner, run, n, err), err);
}

static code undo(struct db *db, struct arena *a, int64_t owner, int64_t run, int64_t *n, struct error *err)
{
    if (folders_undo)
        TRY(folders_undo(db, a, owner, run, err));
    TRY(db_run(db, sql_undo, ARGS(v_int(owner), v_int(run), v_int(clock_now())), n, err));
    return db_run(db, sql_undone, ARGS(v_int(owner), v_int(run)), NULL, err);
}

code collect_undo(struct db *db, struct arena *a, int64_t owner, int64_t run, int64_t *n, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, undo(db, a, owner, run, n, err), err);
}

code collect_purge(struct db *db, struct error *err)
{
    return db_run(db, sql_purge, ARGS(v_int(clock_now() - COLLECT_KEPT), v_int(clock_now() - DAY)), NULL, err);
}
