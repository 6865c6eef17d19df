/* intake/hand.c — handing in: a badge of one's Backpack, or a file and what it certifies. */
#include "app/intake/intake_private.h"

#include "app/award/award.h"
#include "app/backpack/collect.h"
#include "app/backpack/frozen.h"
#include "app/backpack/watch.h"
#include "app/skill/skill.h"
#include "badge/recipient.h"
#include "base/codec.h"
#include "base/crypto.h"
#include "base/utf8.h"

/* ---- where they work ---- */

static const char sql_places[] = SQL(
    "SELECT p.org_id, p.id, v.name FROM person p JOIN org o ON o.id = p.org_id JOIN org_version v ON v.id = o.version_id"
    " WHERE p.removed_at IS NULL AND p.erased_at IS NULL AND p.ended_at IS NULL AND p.id IN " ACCESS_ME("$1") " ORDER BY lower(v.name), p.id LIMIT 50");

code intake_places(struct db *db, struct arena *a, int64_t account, struct intake_places *out, struct error *err)
{
    struct rows *r = db_query(db, sql_places, ARGS(v_int(account)));

    while (rows_next(r))
        *list_add(a, out) = (struct intake_place){row_int(r, 0), row_int(r, 1), row_str(r, 2, a)};
    return rows_end(r, err);
}

static const char sql_works[] = SQL("SELECT count(*) FROM person p WHERE p.org_id = $2 AND p.id = $3 AND p.removed_at IS NULL AND p.id IN " ACCESS_ME("$1"));
static const char sql_waiting[] = SQL("SELECT count(*) FROM intake WHERE org_id = $1 AND person_id = $2 AND state IN ('draft', 'waiting', 'asked', 'second')");

code intake_may_hand(struct db *db, struct arena *a, const struct intake_new *n, struct error *err)
{
    struct intake_requirements all = {0};
    int64_t works = 0, waiting = 0;

    TRY(db_int(db, sql_works, ARGS(v_int(n->account), v_int(n->org), v_int(n->person)), &works, err));
    if (!works)
        return fail(err, NOT_FOUND, "place", "you hand in for yourself alone, where you work");
    TRY(db_int(db, sql_waiting, ARGS(v_int(n->org), v_int(n->person)), &waiting, err));
    if (waiting >= INTAKE_WAITING)
        return fail(err, LIMIT, "file", "%d proofs of yours wait already: take one back first", INTAKE_WAITING);
    if (!n->requirement)
        return OK;
    TRY(intake_requirements_find(db, a, n->org, n->person, &all, err));
    for (size_t i = 0; i < all.n; i++)
        if (all.items[i].id == n->requirement)
            return OK;
    return fail(err, BAD_INPUT, "requirement", "choose one of what is asked of you");
}

/* ---- rows ---- */

static const char sql_add[] = SQL(
    "INSERT INTO intake (org_id, person_id, account_id, kind, state, requirement_id, holding_id, folder_id, hash, title, issuer, number, note, issued_on, ends_on, standing,"
    " checked_at, anchor, issuer_ref, achievement_ref, original, receipt, report, judged, reason, created_at, changed_at, is_theirs, asked_id, issue)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '', $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, '', '', $23, $23, $24, $6, $25) RETURNING id");

struct kept_by { str original, receipt, report; };

static uint64_t number_of(str s)
{
    struct sha256 h = sha256(s);
    uint64_t n = 0;

    for (int k = 0; k < 8; k++)
        n = n << 8 | h.b[k];
    return n;
}

/* Issuer and achievement as a number: those of one are counted by it. */
static int64_t issue_of(const struct intake *i)
{
    return (int64_t)((number_of(i->issuer_ref) * 31 + number_of(i->achievement_ref)) >> 1);
}

static code add_row(struct db *db, const struct intake *i, const struct kept_by *k, str sender, int64_t *id, struct error *err)
{
    TRY(db_int(db, sql_add,
               ARGS(v_int(i->org), v_int(i->person), v_int(i->account), v_str(i->kind), v_str(i->state), v_int_if(i->requirement != 0, i->requirement),
                    v_int_if(i->holding != 0, i->holding), v_int_if(i->folder != 0, i->folder), v_str(i->hash), v_str(i->title), v_str(i->issuer), v_str(i->note),
                    v_int_if(i->issued != NO_DAY, i->issued), v_int_if(i->ends != NO_DAY, i->ends), v_str(i->standing), v_int_if(i->checked != 0, i->checked),
                    v_str(i->anchor), v_str(i->issuer_ref), v_str(i->achievement_ref), v_bytes(k->original), v_str(k->receipt), v_str(k->report), v_int(clock_now()), v_int(i->is_theirs),
                    v_int(issue_of(i))),
               id, err));
    return intake_note(db, *id, "handed-in", sender, i->account, err);
}

static str or_none(str s)
{
    return s.p ? s : S("");
}

static msec day_of(bool has, msec t)
{
    return has ? t - ((t % DAY) + DAY) % DAY : NO_DAY;
}

/* ---- a badge ---- */

struct handing { struct app *app; struct db *db; struct arena *a; const struct intake_new *n; struct holding h; struct report r; struct kept_by kept; struct intake row; bool is_theirs, is_ours; str held; };

/* Seen a moment ago, when it came in, or looked at now. */
static code look_at_it(struct handing *g, int64_t holding, struct error *err)
{
    TRY(backpack_get(g->db, g->a, g->n->account, holding, &g->h, err));
    if (g->h.checked < clock_now() - HOUR && !str_eq(g->h.standing, S("paper"))) {
        TRY(backpack_recheck(g->app, g->db, g->a, g->n->account, holding, NULL, err));
        TRY(backpack_get(g->db, g->a, g->n->account, holding, &g->h, err));
    }
    if (str_eq(g->h.standing, S("paper")))
        return fail(err, BAD_INPUT, "badge", "this is a scan of paper: hand in the file itself");
    return report_read(g->a, g->h.report, &g->r, err);
}

static code need_holding(const struct holding *h, struct arena *a, struct error *err)
{
    static const struct { const char *standing, *words; } nos[] = {
        {"revoked", "its issuer has revoked this badge"}, {"suspended", "its issuer has suspended this badge"}, {"broken", "this badge does not hold: it is not genuine"},
    };

    for (size_t i = 0; i < COUNT(nos); i++)
        if (str_eq(h->standing, cstr(nos[i].standing)))
            return fail(err, BAD_INPUT, "badge", "%s", nos[i].words);
    if (str_eq(h->standing, S("expired")) || (h->valid_until && h->valid_until <= clock_now()))
        return fail(err, BAD_INPUT, "badge", "this badge ended on %s: hand in a newer one", str_z(a, date_format(a, date_of(h->valid_until))));
    return OK;
}

/* Whom it names is one of their proved addresses. A badge that names another is not let in. */
static code whose(struct handing *g, struct error *err)
{
    struct account_address_list all = {0};

    TRY(account_addresses(g->db, g->a, g->n->account, &all, err));
    for (size_t i = 0; i < all.n && !g->is_theirs; i++)
        g->is_theirs = all.items[i].is_verified && recipient_matches(g->a, &g->r.badge, all.items[i].address);
    if (!g->is_theirs && g->r.badge.identities.n)
        return fail(err, BAD_INPUT, "badge", "this badge is made out to another address; add that address to your account first");
    return OK;
}

static code whose_award(struct handing *g, struct error *err)
{
    int64_t achievement = 0;

    TRY(award_ours(g->app, g->db, g->a, &(struct award_shown){g->n->org, &g->r}, &achievement, err));
    g->is_ours = achievement != 0;
    return OK;
}

static const char sql_original[] = SQL("SELECT original, credential_key FROM holding WHERE owner_id = $1 AND id = $2");

static code freeze(struct handing *g, struct error *err)
{
    struct frozen f = {0};
    struct rows *r = db_query(g->db, sql_original, ARGS(v_int(g->n->account), v_int(g->h.id)));

    if (rows_next(r)) {
        g->kept.original = row_str(r, 0, g->a);
        g->row.hash = row_str(r, 1, g->a);
    }
    TRY(rows_end(r, err));
    code c = holding_frozen(g->db, g->a, g->n->account, g->h.id, &f, NULL);
    if (c != OK && c != NOT_FOUND)
        return fail(err, c, "badge", "what the badge was judged by could not be read");
    g->kept.receipt = c == OK ? f.token : S("");
    g->kept.report = c == OK ? f.report : g->h.report;
    return OK;
}

#define SHOWN   200                              /* bytes of a name that somebody else chose */
#define ADDRESS 2048

static str address_or_none(str s)
{
    return s.p && s.n <= ADDRESS ? s : S("");
}

static void fill(struct handing *g)
{
    const struct badge *b = &g->r.badge;
    const struct holding *h = &g->h;

    g->row = (struct intake){
        .org = g->n->org, .person = g->n->person, .account = g->n->account, .requirement = g->n->requirement, .holding = h->id, .kind = S("badge"), .state = S("waiting"),
        .is_theirs = g->is_theirs, .hash = g->row.hash, .title = utf8_cut(h->title, SHOWN), .issuer = utf8_cut(h->issuer_name, SHOWN),
        .note = or_none(g->n->note), .issued = day_of(h->awarded > 0, h->awarded), .ends = day_of(h->valid_until > 0, h->valid_until - 1), .standing = h->standing, .checked = h->checked, .anchor = address_or_none(g->r.anchor.value),
        .issuer_ref = address_or_none(b->issuer.id), .achievement_ref = address_or_none(b->achievement.id)};
}

static const char sql_names[] = SQL(
    "INSERT INTO intake_document (intake_id, hash) SELECT $1, d.hash FROM sight_document d JOIN holding_sight s ON s.id = d.sight_id"
    " WHERE s.holding_id = $2 AND s.receipt = $3 ON CONFLICT DO NOTHING");

static code add_badge(struct handing *g, int64_t requirement, int64_t *id, struct error *err)
{
    g->row.requirement = requirement;
    TRY(add_row(g->db, &g->row, &g->kept, or_none(g->n->sender), id, err));
    if (!g->is_ours)                             /* what an award of ours stands for its own version says */
        TRY(skill_keep_outside(g->db, g->row.org, *id, &g->r.badge.achievement.alignments, err));
    if (g->held.n)
        TRY(intake_note(g->db, *id, "held", g->held, 0, err));
    return db_run(g->db, sql_names, ARGS(v_int(*id), v_int(g->h.id), v_str(g->kept.receipt)), NULL, err);
}

#define THE_SAME " FROM intake WHERE org_id = $1 AND person_id = $2 AND hash = $3 AND state NOT IN ('refused', 'withdrawn')"
/* What counts for no requirement, as for a pathway, may be asked for by one yet. */
static const char sql_have[] = SQL("SELECT min(id)" THE_SAME " AND ($4 = 0 OR requirement_id = $4 OR (requirement_id IS NULL AND state NOT IN ('accepted', 'reopened')))");
static const char sql_twin[] = SQL("SELECT count(*) FROM intake WHERE org_id = $1 AND person_id <> $2 AND hash = $3 AND state NOT IN ('draft', 'withdrawn')");

static code have(struct db *db, const struct intake *i, int64_t requirement, int64_t *id, struct error *err)
{
    struct rows *r = db_query(db, sql_have, ARGS(v_int(i->org), v_int(i->person), v_str(i->hash), v_int(requirement)));

    *id = rows_next(r) ? row_int(r, 0) : 0;
    return rows_end(r, err);
}

static code try_rule(struct handing *g, const struct intake_rule *rule, struct intake_done *out, struct error *err)
{
    struct intake_facts facts = intake_facts_of(&g->row);
    int64_t id = 0;
    bool done = false;

    if (intake_fit(g->a, rule, &facts, date_start(date_of(clock_now()))) != INTAKE_FITS)
        return OK;
    TRY(have(g->db, &g->row, rule->requirement, &id, err));
    if (id)
        return OK;                               /* another rule took it, or it waits for this */
    TRY(add_badge(g, rule->requirement, &id, err));
    g->row.id = id;
    TRY(intake_by_rule(g->db, g->a, &g->row, rule, &done, err));
    out->accepted += done;
    out->id = out->id ? out->id : id;
    if (done)
        return OK;
    TRY(intake_tell_leader(g->db, g->a, id, err));
    return intake_changed(g->db, g->a, g->row.org, id, err);         /* it waits, and may do a step meanwhile */
}

/* What somebody else handed in too, and what names nobody, is for eyes. */
static code by_rules(struct handing *g, struct intake_done *out, struct error *err)
{
    struct intake_facts facts = intake_facts_of(&g->row);
    struct intake_rules rules = {0};
    int64_t twins = 0;

    TRY(db_int(g->db, sql_twin, ARGS(v_int(g->row.org), v_int(g->row.person), v_str(g->row.hash)), &twins, err));
    if (twins || !g->is_theirs || g->r.verdict != VALID || !str_eq(g->h.standing, S("good")))
        return OK;
    TRY(intake_held_back(g->db, g->a, g->row.org, &facts, &g->held, err));
    if (g->held.n)
        return OK;
    TRY(intake_rules_find(g->db, g->a, g->row.org, &rules, err));
    for (size_t i = 0; i < rules.n; i++)
        TRY(try_rule(g, &rules.items[i], out, err));
    return OK;
}

/* The badge is taken first: of two who hand it in at once the second one waits, and sees what the first one did. */
static code hand_in(struct handing *g, struct intake_done *out, struct error *err)
{
    struct intake now;
    int64_t same = 0;

    TRY(watch_rely(g->db, g->h.id, true, err));
    TRY(by_rules(g, out, err));
    TRY(have(g->db, &g->row, out->id || g->n->requirement ? g->n->requirement : 0, &same, err));
    if (same && !out->id) {
        out->id = same;
        return fail(err, CONFLICT, "badge", "you have handed this in already");
    }
    if (!same && (!out->id || g->n->requirement)) {
        int64_t id = 0;
        TRY(add_badge(g, g->n->requirement, &id, err));
        out->id = out->id ? out->id : id;
        TRY(intake_changed(g->db, g->a, g->row.org, id, err));
        TRY(intake_get(g->db, g->a, g->row.org, id, &now, err));
        out->accepted += intake_is(&now, "accepted");        /* a pathway took it */
        TRY(intake_tell_leader(g->db, g->a, id, err));
    }
    return OK;
}

code intake_badge(struct app *app, struct db *db, struct arena *a, const struct intake_new *n, int64_t holding, struct intake_done *out, struct error *err)
{
    struct handing g = {.app = app, .db = db, .a = a, .n = n};

    *out = (struct intake_done){0};
    TRY(intake_may_hand(db, a, n, err));
    TRY(look_at_it(&g, holding, err));
    TRY(need_holding(&g.h, a, err));
    TRY(whose(&g, err));
    TRY(freeze(&g, err));
    TRY(whose_award(&g, err));
    fill(&g);
    TRY(db_begin(db, err));
    return db_end(db, hand_in(&g, out, err), err);
}

/* ---- a file ---- */

static str hash_of(struct arena *a, str file)
{
    struct sha256 h = sha256(file);

    return base64url_encode(a, (str){(const char *)h.b, sizeof h.b});
}

static const char sql_email[] = SQL("SELECT email, name FROM person WHERE org_id = $1 AND id = $2");

code intake_folder_open(struct db *db, struct arena *a, const struct intake_new *n, str title, int64_t *folder, struct error *err)
{
    struct rows *r = db_query(db, sql_email, ARGS(v_int(n->org), v_int(n->person)));
    struct evidence_owner o = {.org = n->org, .title = title};

    if (rows_next(r))
        o.email = row_str(r, 0, a);
    TRY(rows_end(r, err));
    return evidence_open(db, a, &o, folder, err);
}

static code add_file(struct db *db, struct arena *a, int64_t folder, int64_t account, const struct evidence_new *file, struct error *err)
{
    struct evidence_new n = *file;

    n.folder = folder;
    n.account = account;
    n.audience = TO_NAMED;
    n.item = n.title = n.words = n.url = S("");
    return evidence_add(db, a, &n, err);
}

static code paper_row(struct db *db, struct arena *a, const struct intake_new *n, const struct evidence_new *file, struct intake *row, int64_t *id, struct error *err)
{
    TRY(intake_folder_open(db, a, n, said("External training"), &row->folder, err));
    TRY(add_file(db, a, row->folder, n->account, file, err));
    return add_row(db, row, &(struct kept_by){{0}, S(""), S("")}, S(""), id, err);
}

code intake_paper(struct db *db, struct arena *a, const struct intake_new *n, const struct intake_file *f, struct intake_done *out, struct error *err)
{
    struct evidence_new file = {.file = f->bytes, .file_name = f->name};
    struct intake row = {.org = n->org, .person = n->person, .account = n->account, .requirement = n->requirement, .kind = S("paper"), .state = S("draft"),
                         .hash = hash_of(a, f->bytes), .title = S(""), .issuer = S(""), .note = or_none(n->note), .standing = S("paper"), .anchor = S(""),
                         .issuer_ref = S(""), .achievement_ref = S("")};

    *out = (struct intake_done){0};
    TRY(intake_may_hand(db, a, n, err));
    if (f->bytes.n > EVIDENCE_FILE_BYTES)
        return fail(err, LIMIT, "file", "this file is larger than %d MB", (int)(EVIDENCE_FILE_BYTES >> 20));
    if (!paper_is_one(f->bytes))
        return fail(err, BAD_INPUT, "file", "there is no badge in this file, and it is neither a picture nor a PDF");
    TRY(have(db, &row, 0, &out->id, err));
    if (out->id)
        return fail(err, CONFLICT, "file", "you have handed this in already");
    TRY(evidence_clean_photo(a, &file, err));
    TRY(db_begin(db, err));
    return db_end(db, paper_row(db, a, n, &file, &row, &out->id, err), err);
}

/* ---- what it certifies ---- */

static code check_words(const struct intake_paper_words *w, struct error *err)
{
    msec today = date_start(date_of(clock_now())) + DAY;         /* somewhere it is tomorrow already */

    if (str_is_empty(str_trim(w->title)))
        return fail(err, BAD_INPUT, "title", "say what it certifies");
    if (str_is_empty(str_trim(w->issuer)))
        return fail(err, BAD_INPUT, "issuer", "say who gave it");
    if (w->issued == NO_DAY || w->issued < 0)
        return fail(err, BAD_INPUT, "issued", "say on which day it was given");
    if (w->issued > today)
        return fail(err, BAD_INPUT, "issued", "that day is still to come");
    return w->ends != NO_DAY && w->ends < w->issued ? fail(err, BAD_INPUT, "ends", "it would end before it was given") : OK;
}

static const char sql_say[] = SQL(
    "UPDATE intake SET state = 'waiting', requirement_id = $3, asked_id = $3, title = $4, issuer = $5, number = $6, note = $7, issued_on = $8, ends_on = $9, changed_at = $10"
    " WHERE id = $2 AND state = 'draft' AND kind = 'paper' AND person_id IN " ACCESS_ME("$1"));

static code paper_say(struct db *db, struct arena *a, const struct intake_paper_words *w, struct error *err)
{
    int64_t n = 0;

    TRY(db_run(db, sql_say,
               ARGS(v_int(w->account), v_int(w->id), v_int_if(w->requirement != 0, w->requirement), v_str(str_trim(w->title)), v_str(str_trim(w->issuer)),
                    v_str(or_none(w->number)), v_str(or_none(w->note)), v_int(w->issued), v_int_if(w->ends != NO_DAY, w->ends), v_int(clock_now())), &n, err));
    if (!n)
        return fail(err, CONFLICT, "training", "it was handed in already");
    return intake_tell_leader(db, a, w->id, err);
}

code intake_paper_say(struct db *db, struct arena *a, const struct intake_paper_words *w, struct error *err)
{
    struct intake i;

    TRY(intake_mine(db, a, w->account, w->id, &i, err));
    TRY(check_words(w, err));
    if (w->requirement) {
        struct intake_new place = {.account = w->account, .org = i.org, .person = i.person, .requirement = w->requirement};
        TRY(intake_may_hand(db, a, &place, err));
    }
    TRY(db_begin(db, err));
    return db_end(db, paper_say(db, a, w, err), err);
}

/* ---- afterwards ---- */

static const char sql_answered[] = SQL("UPDATE intake SET state = 'waiting', folder_id = $2, changed_at = $3 WHERE id = $1 AND state = 'asked'");

static code answer(struct db *db, struct arena *a, const struct intake *i, int64_t account, str words, const struct evidence_new *file, struct error *err)
{
    struct intake_new n = {.account = account, .org = i->org, .person = i->person};
    int64_t folder = i->folder, changed = 0;

    if (file->file.n && !folder)
        TRY(intake_folder_open(db, a, &n, said("External training"), &folder, err));
    if (file->file.n)
        TRY(add_file(db, a, folder, account, file, err));
    TRY(db_run(db, sql_answered, ARGS(v_int(i->id), v_int_if(folder != 0, folder), v_int(clock_now())), &changed, err));
    if (!changed)
        return fail(err, CONFLICT, "training", "nothing is asked of you any more");
    TRY(intake_tell_leader(db, a, i->id, err));
    return intake_note(db, i->id, "answered", words, account, err);
}

code intake_answer(struct db *db, struct arena *a, const struct intake *i, int64_t account, str words, const struct intake_file *f, struct error *err)
{
    struct evidence_new file = {.file = f->bytes, .file_name = f->name};

    if (intake_is_pack(i))
        return fail(err, CONFLICT, "training", "add what is missing where you handed it in");
    if (str_is_empty(str_trim(words)) && f->bytes.n == 0)
        return fail(err, BAD_INPUT, "words", "write an answer, or add a file");
    if (f->bytes.n && !paper_is_one(f->bytes))
        return fail(err, BAD_INPUT, "file", "this is neither a picture nor a PDF");
    TRY(evidence_clean_photo(a, &file, err));
    TRY(db_begin(db, err));
    return db_end(db, answer(db, a, i, account, str_trim(words), &file, err), err);
}

static const char sql_withdraw[] = SQL("UPDATE intake SET state = 'withdrawn', changed_at = $2 WHERE id = $1 AND state IN ('draft', 'waiting', 'asked', 'second')");

static code withdraw(struct db *db, struct arena *a, const struct intake *i, int64_t account, struct error *err)
{
    int64_t n = 0;

    TRY(db_run(db, sql_withdraw, ARGS(v_int(i->id), v_int(clock_now())), &n, err));
    if (!n)
        return fail(err, CONFLICT, "training", "it was decided already");
    TRY(intake_let_go(db, i, err));
    TRY(intake_pack_touch(db, a, i, err));
    return intake_note(db, i->id, "withdrawn", S(""), account, err);
}

code intake_withdraw(struct db *db, struct arena *a, const struct intake *i, int64_t account, struct error *err)
{
    TRY(db_begin(db, err));
    return db_end(db, withdraw(db, a, i, account, err), err);
}
