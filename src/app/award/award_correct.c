/* award/award_correct.c — an award is corrected, moved to another address, put
 * back as it was, or given back after a revocation. All of them are one thing:
 * what it said is kept, and what it says now is signed in another place. */
#include "app/award/award_correct.h"

#include "app/award/award_private.h"
#include "app/evidence/evidence.h"
#include "app/hook/hook.h"
#include "app/mail/mail.h"
#include "app/people/people.h"
#include "format/email.h"

#define NARRATIVE_MOST 2000
#define URL_MOST       1000

/* ---- what it said ---- */

static const char sql_past[] = SQL(
    "SELECT x.edition, x.recipient, x.narrative, x.evidence_url, x.what, x.why, coalesce(c.name, ''), x.awarded_at,"
    " x.valid_until, x.changed_at FROM award_past x LEFT JOIN account c ON c.id = x.account_id WHERE x.award_id = $1"
    " ORDER BY x.edition DESC");
static const char sql_keep[] = SQL(
    "INSERT INTO award_past (org_id, award_id, edition, recipient, awarded_at, valid_until, narrative, evidence_url,"
    " status_list_id, status_index, what, why, account_id, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,"
    " $13, $14) ON CONFLICT (award_id, edition) DO NOTHING");

code award_past_of(struct db *db, struct arena *a, int64_t award, struct award_past_list *out, struct error *err)
{
    struct rows *r = db_query(db, sql_past, ARGS(v_int(award)));

    while (rows_next(r))
        *list_add(a, out) = (struct award_past){
            .edition = row_int(r, 0), .recipient = row_str(r, 1, a), .narrative = row_str(r, 2, a),
            .evidence_url = row_str(r, 3, a), .what = row_str(r, 4, a), .why = row_str(r, 5, a), .by = row_str(r, 6, a),
            .awarded = row_int(r, 7), .valid_until = row_int(r, 8), .changed = row_int(r, 9)};
    return rows_end(r, err);
}

static str or_empty(str s)
{
    return str_is_absent(s) ? S("") : s;
}

static code keep_past(struct db *db, const struct award_edit *e, const struct award_row *w, const char *what, struct error *err)
{
    int64_t kept = 0;

    TRY(db_run(db, sql_keep,
               ARGS(v_int(w->org), v_int(w->id), v_int(w->edition), v_str(w->recipient), v_int(w->awarded),
                    v_int_if(w->valid_until > 0, w->valid_until), v_str(or_empty(w->narrative)), v_str(or_empty(w->evidence_url)),
                    v_int(w->status_list), v_int(w->status_index), v_str(cstr(what)), v_str(or_empty(e->reason)),
                    v_int_if(e->account > 0, e->account), v_int(clock_now())),
               &kept, err));
    return kept ? OK : fail(err, CONFLICT, "award", "somebody else changed this award at the same moment");
}

/* ---- signed anew ---- */

/* The edition is that of before: of two who change it at once the second finds none. */
static const char sql_change[] = SQL(
    "UPDATE award SET edition = edition + 1, person_id = $4, recipient = CASE WHEN (SELECT p.email FROM person p WHERE p.id = $4) = $5"
    " THEN '' ELSE $5 END, awarded_at = $6, valid_from = $7, valid_until = $8, narrative = $9, evidence_url = $10,"
    " status_list_id = $11, status_index = $12, form = $13, key_id = $14, signature = $15, created_at = $16, revoked_at = NULL,"
    " revoke_reason = NULL WHERE org_id = $1 AND id = $2 AND edition = $3");
/* Its other forms were signed for what it said. */
static const char sql_drop_forms[] = SQL("DELETE FROM award_signature WHERE award_id = $1");

static code write_row(struct db *db, const struct award_row *w, struct error *err)
{
    int64_t changed = 0;

    TRY(db_run(db, sql_drop_forms, ARGS(v_int(w->id)), NULL, err));
    TRY(db_run(db, sql_change,
               ARGS(v_int(w->org), v_int(w->id), v_int(w->edition - 1), v_int(w->person), v_str(w->recipient), v_int(w->awarded),
                    v_int(w->valid_from), v_int_if(w->valid_until > 0, w->valid_until), v_text_if_any(w->narrative),
                    v_text_if_any(w->evidence_url), v_int(w->status_list), v_int(w->status_index), v_int(w->form), v_int(w->key),
                    v_bytes(w->signature), v_int(w->created)),
               &changed, err));
    return changed ? OK : fail(err, CONFLICT, "award", "somebody else changed this award at the same moment");
}

/* By the key of today, in the words of the profile and the badge of then: what
 * is not corrected stays as it was. */
static code sign_anew(struct db *db, struct award_context *c, struct award_parts *p, struct award_row *w, struct error *err)
{
    msec newest = w->valid_from > w->awarded ? w->valid_from : w->awarded;

    TRY(award_take_places(c, db, 1, err));
    award_next_place(c, w);
    w->edition++;
    w->form = c->form;
    w->key = c->key.id;
    w->valid_from = newest / SECOND * SECOND + SECOND;
    w->created = clock_now();
    w->revoked = 0;
    w->revoke_reason = (str){0};
    award_model(c->arena, &p->org, &p->badge, &p->version, w, &p->model);
    return award_sign(c->arena, &p->model, w, &c->key, &w->signature, err);
}

static code sign_and_write(struct db *db, struct arena *a, const struct award_edit *e, struct award_row *w, struct error *err)
{
    struct award_parts p;
    struct award_context c = {.app = e->app, .arena = a};

    TRY(award_load(db, a, w, &p, err));
    c.org = p.org;
    TRY(org_active_key(e->app, db, a, &c.org, &c.key, err));
    c.form = award_form_for(&c.org, &c.key);
    code signed_anew = sign_anew(db, &c, &p, w, err);
    award_context_close(&c);
    TRY(signed_anew);
    return write_row(db, w, err);
}

/* ---- who hears of it ---- */

static code tell_all(struct db *db, struct arena *a, const struct award_edit *e, const struct award_row *w, const char *what,
                     struct error *err)
{
    const char *log = str_z(a, str_printf(a, "award.%s", what));

    TRY(public_changed(db, err));
    TRY(award_tell_watcher(db, a, w->achievement, 0, err));      /* it may have been somebody else's before */
    TRY(award_note_change(db, a, w->id, err));
    TRY(hook_tell(db, a, w->org, "award.changed", w->id, err));
    TRY(org_log(db, w->org, e->account, log, str_copy(a, w->public_id), or_empty(e->reason), err));
    if (!e->tells || !person_has_address(w->recipient))
        return OK;
    return mail_queue(e->app, db, a, &(struct mail){.org = w->org, .award = w->id, .kind = S("award"), .to_address = w->recipient,
                                                    .to_name = w->name}, err);
}

/* From `was` to `now`. */
static code change(struct db *db, struct arena *a, const struct award_edit *e, const struct award_row *was, struct award_row *now,
                   const char *what, struct error *err)
{
    TRY(keep_past(db, e, was, what, err));
    TRY(award_touch_list(db, was->status_list, err));
    TRY(sign_and_write(db, a, e, now, err));
    return tell_all(db, a, e, now, what, err);
}

static code load_changeable(struct db *db, struct arena *a, const struct award_edit *e, struct award_row *w, struct error *err)
{
    TRY(award_get(db, a, e->org, e->id, w, err));
    return w->edition < CORRECTIONS_MOST
               ? OK : fail(err, CONFLICT, "award", "this award was changed %d times; award it again", CORRECTIONS_MOST);
}

static code load_open(struct db *db, struct arena *a, const struct award_edit *e, struct award_row *w, struct error *err)
{
    TRY(load_changeable(db, a, e, w, err));
    if (w->revoked > 0)
        return fail(err, CONFLICT, "award", "this award is revoked; what is revoked stays as it was");
    if (w->suspended > 0)
        return fail(err, CONFLICT, "award", "this award is suspended; reinstate it first");
    return OK;
}

/* ---- correcting ---- */

static code check_facts(const struct award_facts *f, struct error *err)
{
    if (f->awarded <= 0 || f->awarded > clock_now() + DAY)
        return fail(err, BAD_INPUT, "awarded", "the day of an award is today or earlier");
    if (f->valid_until > 0 && f->valid_until <= f->awarded + DAY)
        return fail(err, BAD_INPUT, "until", "it would end before it begins");
    if (f->narrative.n > NARRATIVE_MOST)
        return fail(err, BAD_INPUT, "narrative", "that is longer than %d bytes", NARRATIVE_MOST);
    if (f->evidence_url.n > URL_MOST)
        return fail(err, BAD_INPUT, "evidence_url", "that is longer than %d bytes", URL_MOST);
    return OK;
}

static bool says_the_same(const struct award_row *w, const struct award_facts *f)
{
    return w->awarded == f->awarded && w->valid_until == f->valid_until && str_eq(or_empty(w->narrative), or_empty(f->narrative))
        && str_eq(or_empty(w->evidence_url), or_empty(f->evidence_url));
}

code award_correct_now(struct db *db, struct arena *a, const struct award_edit *e, const struct award_facts *f, struct error *err)
{
    struct award_row was, now;

    TRY(check_facts(f, err));
    TRY(load_open(db, a, e, &was, err));
    TRY(award_need_other(db, a, e->org, e->account, was.recipient, err));
    if (says_the_same(&was, f))
        return fail(err, CONFLICT, "award", "nothing differs from what the award says already");
    now = was;
    now.awarded = f->awarded / SECOND * SECOND;
    now.valid_until = f->valid_until;
    now.narrative = f->narrative;
    now.evidence_url = f->evidence_url;
    return change(db, a, e, &was, &now, "correct", err);
}

/* ---- moving ---- */

static const char sql_who[] = SQL(
    "SELECT coalesce((SELECT p.id FROM person p WHERE p.org_id = $1 AND p.folded = $2),"
    " (SELECT o.person_id FROM person_address o WHERE o.org_id = $1 AND o.folded = $2), 0)");
static const char sql_holds[] = SQL(
    "SELECT count(*) FROM award w WHERE w.person_id = $1 AND w.achievement_id = $2 AND w.id <> $3 AND w.revoked_at IS NULL"
    " AND (w.valid_until IS NULL OR w.valid_until > $4)");

static code check_holder(struct db *db, const struct award_row *w, int64_t person, struct error *err)
{
    int64_t held = 0;

    TRY(db_int(db, sql_holds, ARGS(v_int(person), v_int(w->achievement), v_int(w->id), v_int(clock_now())), &held, err));
    return held == 0 ? OK : fail(err, CONFLICT, "email", "whoever has this address holds the badge already");
}

/* Of a person with too many addresses: nothing of the row is wrong, but it is left. */
static code add_address(struct db *db, struct arena *a, const struct award_edit *e, str address, const struct award_row *w, struct error *err)
{
    struct error why = {0};
    code c = person_add_address_within(db, a, &(struct person_change){e->org, w->person, e->account}, address, &why);

    return c == OK ? OK : fail(err, c == BAD_INPUT ? CONFLICT : c, "email", "%s", why.text);
}

static code find_holder(struct db *db, struct arena *a, const struct award_edit *e, str address, struct award_row *w, struct error *err)
{
    int64_t person = 0;

    TRY(db_int(db, sql_who, ARGS(v_int(e->org), v_str(email_fold(a, address))), &person, err));
    if (person == 0)
        return add_address(db, a, e, address, w, err);
    if (person == w->person)
        return OK;
    TRY(check_holder(db, w, person, err));
    w->person = person;
    return OK;
}

/* Evidence that is for this award alone is from now on its new holder's. */
static code hand_over(struct db *db, struct arena *a, const struct award_row *was, const struct award_row *now, struct error *err)
{
    return evidence_hand_over(db, was->id, email_fold(a, was->recipient), email_fold(a, now->recipient), err);
}

/* What was made out to somebody else does not become one's own; one's own may follow one to another address. */
static code need_other_holder(struct db *db, struct arena *a, const struct award_edit *e, str from, str to, struct error *err)
{
    bool is_mine;

    TRY(award_is_self(db, e->org, e->account, email_fold(a, from), &is_mine, err));
    return is_mine ? OK : award_need_other(db, a, e->org, e->account, to, err);
}

code award_move_now(struct db *db, struct arena *a, const struct award_edit *e, str email, struct error *err)
{
    struct award_row was, now;
    struct email address;

    if (email_parse(a, str_trim(email), &address, NULL) != OK)
        return fail(err, BAD_INPUT, "email", "an e-mail address looks like ann@example.org");
    if (str_is_empty(str_trim(e->reason)))
        return fail(err, BAD_INPUT, "reason", "say why: the log keeps it");
    TRY(load_open(db, a, e, &was, err));
    if (str_eq(email_fold(a, was.recipient), email_fold(a, address.address)))
        return fail(err, CONFLICT, "email", "the award is made out to this address already");
    TRY(need_other_holder(db, a, e, was.recipient, address.address, err));
    now = was;
    now.recipient = address.address;
    TRY(find_holder(db, a, e, address.address, &now, err));
    TRY(hand_over(db, a, &was, &now, err));
    return change(db, a, e, &was, &now, "move", err);
}

/* ---- back ---- */

code award_restore_now(struct db *db, struct arena *a, const struct award_edit *e, struct error *err)
{
    struct award_past_list past = {0};
    struct award_row was, now;

    TRY(load_open(db, a, e, &was, err));
    TRY(award_past_of(db, a, e->id, &past, err));
    if (past.n == 0)
        return fail(err, CONFLICT, "award", "this award was never changed");
    const struct award_past *p = &past.items[0];
    now = was;
    now.recipient = p->recipient;
    now.awarded = p->awarded;
    now.valid_until = p->valid_until;
    now.narrative = p->narrative;
    now.evidence_url = p->evidence_url;
    if (!str_eq(was.recipient, now.recipient))
        TRY(find_holder(db, a, e, p->recipient, &now, err));
    TRY(hand_over(db, a, &was, &now, err));
    return change(db, a, e, &was, &now, "restore", err);
}

code award_return_now(struct db *db, struct arena *a, const struct award_edit *e, struct error *err)
{
    struct award_row was, now;

    TRY(load_changeable(db, a, e, &was, err));
    if (was.revoked == 0)
        return fail(err, CONFLICT, "award", "this award is not revoked");
    TRY(award_need_other(db, a, e->org, e->account, was.recipient, err));
    TRY(check_holder(db, &was, was.person, err));
    now = was;
    return change(db, a, e, &was, &now, "return", err);
}

/* ---- in a transaction of their own ---- */

code award_correct(struct db *db, struct arena *a, const struct award_edit *e, const struct award_facts *f, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, award_correct_now(db, a, e, f, err), err);
}

code award_move(struct db *db, struct arena *a, const struct award_edit *e, str email, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, award_move_now(db, a, e, email, err), err);
}

code award_restore(struct db *db, struct arena *a, const struct award_edit *e, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, award_restore_now(db, a, e, err), err);
}

code award_return(struct db *db, struct arena *a, const struct award_edit *e, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, award_return_now(db, a, e, err), err);
}
