/* intake/pack.c — evidence for a requirement: added piece by piece, held against the rule of the
 * requirement when it is sent, and judged as all that is handed in (decide.c). */
#include "app/intake/intake_private.h"

#include "base/codec.h"
#include "base/crypto.h"
#include "base/utf8.h"

bool intake_is_pack(const struct intake *i)
{
    return str_eq(i->kind, S("evidence"));
}

static msec today(void)
{
    return date_start(date_of(clock_now()));
}

/* ---- what is asked ---- */

static code read_rule(struct db *db, struct arena *a, struct intake_asked *q, struct error *err)
{
    const struct proof_tree *leaf;

    TRY(requirement_get(db, a, q->org, q->r.id, &q->r, err));
    if (!q->r.number || q->r.archived)
        return fail(err, NOT_FOUND, "requirement", "there is no published requirement of that kind");
    TRY(requirement_version_get(db, a, q->org, q->r.id, q->r.number, &q->version, err));
    TRY(rule_read(a, q->version.rule, &q->rule, err));
    leaf = rule_evidence(a, &q->rule);
    q->what = leaf ? leaf->what : S("");
    return leaf ? OK : fail(err, NOT_FOUND, "requirement", "this requirement takes no evidence");
}

static const char sql_asked[] = SQL(
    "SELECT p.org_id, p.id, v.name FROM requirement_assignment x JOIN person p ON p.id = x.person_id JOIN org o ON o.id = p.org_id JOIN org_version v ON v.id = o.version_id"
    " WHERE x.requirement_id = $2 AND x.until_on IS NULL AND p.removed_at IS NULL AND p.erased_at IS NULL AND p.ended_at IS NULL AND p.id IN " ACCESS_ME("$1") " ORDER BY p.id LIMIT 1");

code intake_asked_find(struct db *db, struct arena *a, int64_t account, int64_t requirement, struct intake_asked *out, struct error *err)
{
    struct rows *r = db_query(db, sql_asked, ARGS(v_int(account), v_int(requirement)));

    *out = (struct intake_asked){.account = account, .r.id = requirement};
    if (rows_next(r)) {
        out->org = row_int(r, 0);
        out->person = row_int(r, 1);
        out->org_name = row_str(r, 2, a);
    }
    TRY(rows_end(r, err));
    return out->org ? read_rule(db, a, out, err) : fail(err, NOT_FOUND, "requirement", "this is not asked of you");
}

code intake_pack_what(struct db *db, struct arena *a, const struct intake *i, str *what, struct error *err)
{
    struct intake_asked q = {.org = i->org, .r.id = i->requirement};
    code c = read_rule(db, a, &q, NULL);

    *what = c == OK ? q.what : S("");            /* what the requirement does not take, the record says */
    return c == OK || c == NOT_FOUND ? OK : fail(err, c, "requirement", "it could not be read");
}

code intake_pack_asks(struct db *db, struct arena *a, const struct intake *i, str *out, struct error *err)
{
    struct intake_asked q = {.org = i->org, .r.id = i->requirement};
    code c = read_rule(db, a, &q, NULL);

    *out = c == OK ? requirement_evidence_words(a, &q.rule, q.version.sign_off) : S("");
    return c == OK || c == NOT_FOUND ? OK : fail(err, c, "requirement", "it could not be read");
}

/* ---- the pieces ---- */

static const char sql_open[] = SQL(
    "SELECT min(id) FROM intake WHERE +org_id = $1 AND person_id = $2 AND +requirement_id = $3 AND kind = 'evidence' AND state IN ('draft', 'asked', 'waiting', 'second')");

code intake_pack_open(struct db *db, struct arena *a, const struct intake_asked *q, struct intake *out, struct error *err)
{
    struct rows *r = db_query(db, sql_open, ARGS(v_int(q->org), v_int(q->person), v_int(q->r.id)));
    int64_t id = rows_next(r) ? row_int(r, 0) : 0;

    *out = (struct intake){0};
    TRY(rows_end(r, err));
    return id ? intake_get(db, a, q->org, id, out, err) : OK;
}

code intake_pack_pieces(struct db *db, struct arena *a, const struct intake *i, struct evidence_pieces *out, struct error *err)
{
    struct evidence_pieces all = {0};

    if (!i->folder)
        return OK;
    TRY(evidence_of(db, a, i->folder, &all, err));
    for (size_t k = 0; k < all.n; k++)
        if (!all.items[k].removed)
            *list_add(a, out) = all.items[k];
    return OK;
}

static const char sql_draft[] = SQL(
    "INSERT INTO intake (org_id, person_id, account_id, kind, state, requirement_id, folder_id, hash, title, issuer, number, note, standing, anchor, issuer_ref, achievement_ref, receipt, report,"
    " judged, reason, created_at, changed_at, is_theirs, asked_id) VALUES ($1, $2, $3, 'evidence', 'draft', $4, $5, $6, $7, '', '', '', 'evidence', '', '', '', '', '', '', '', $8, $8, 1, $4) RETURNING id");

static code make_draft(struct db *db, struct arena *a, const struct intake_asked *q, struct intake *out, struct error *err)
{
    struct intake_new n = {.account = q->account, .org = q->org, .person = q->person};
    int64_t folder = 0, id = 0;

    TRY(intake_may_hand(db, a, &n, err));
    TRY(intake_folder_open(db, a, &n, utf8_cut(q->r.name, 150), &folder, err));
    TRY(db_int(db, sql_draft,
               ARGS(v_int(q->org), v_int(q->person), v_int(q->account), v_int(q->r.id), v_int(folder), v_str(random_token(a, 16)), v_str(utf8_cut(q->r.name, 200)), v_int(clock_now())), &id, err));
    TRY(intake_get(db, a, q->org, id, out, err));
    return intake_pack_touch(db, a, out, err);
}

static bool is_theirs_to_change(const struct intake *i)
{
    return intake_is(i, "draft") || intake_is(i, "asked");
}

/* Of two who change it at once the second one waits. */
static const char sql_hold[] = SQL("UPDATE intake SET changed_at = $2 WHERE id = $1 AND state IN ('draft', 'asked')");

static code hold(struct db *db, const struct intake *i, struct error *err)
{
    int64_t n = 0;

    TRY(db_run(db, sql_hold, ARGS(v_int(i->id), v_int(clock_now())), &n, err));
    return n ? OK : fail(err, CONFLICT, "training", "it was handed in already");
}

static code add(struct db *db, struct arena *a, const struct intake_asked *q, const struct evidence_new *piece, struct error *err)
{
    struct evidence_new n = *piece;
    struct intake i;

    TRY(intake_pack_open(db, a, q, &i, err));
    if (i.id)
        TRY(hold(db, &i, err));
    else
        TRY(make_draft(db, a, q, &i, err));
    n.folder = i.folder;
    n.account = q->account;
    n.audience = TO_NAMED;
    return evidence_add(db, a, &n, err);
}

code intake_pack_add(struct db *db, struct arena *a, const struct intake_asked *q, const struct evidence_new *piece, struct error *err)
{
    struct evidence_new n = *piece;

    TRY(evidence_rule_takes(a, &q->rule.evidence, &(struct evidence_shown){n.item, n.made}, today(), err));
    TRY(evidence_clean_photo(a, &n, err));
    TRY(db_begin(db, err));
    return db_end(db, add(db, a, q, &n, err), err);
}

code intake_pack_remove(struct db *db, struct arena *a, const struct intake_asked *q, str piece, struct error *err)
{
    struct evidence_viewer owner = {.account = q->account, .is_owner = true};
    struct evidence_folder f;
    struct evidence_piece e;
    struct intake i;

    TRY(intake_pack_open(db, a, q, &i, err));
    if (!i.id || !is_theirs_to_change(&i))
        return fail(err, CONFLICT, "training", "it was handed in already");
    TRY(evidence_folder_get(db, a, i.folder, &f, err));
    TRY(evidence_get(db, a, i.folder, piece, &e, err));
    return evidence_remove(db, a, &(struct evidence_change){.folder = &f, .piece = &e, .by = &owner}, err);
}

/* ---- against the rule ---- */

static void shown_of(struct arena *a, const struct evidence_pieces *all, struct evidence_shown_list *out)
{
    for (size_t i = 0; i < all->n; i++)
        *list_add(a, out) = (struct evidence_shown){all->items[i].item, all->items[i].made};
}

code intake_pack_holds(struct db *db, struct arena *a, const struct intake *i, struct error *err)
{
    struct intake_asked q = {.org = i->org, .r.id = i->requirement};
    struct evidence_pieces all = {0};
    struct evidence_shown_list shown = {0};
    struct error why = {0};

    if (!i->requirement || read_rule(db, a, &q, NULL) != OK)
        return fail(err, BAD_INPUT, "checks", "this requirement takes no evidence any more");
    TRY(intake_pack_pieces(db, a, i, &all, err));
    shown_of(a, &all, &shown);
    code c = evidence_rule_met(a, &q.rule.evidence, &shown, date_start(date_of(i->sent)), &why);      /* as old as they were when it was sent */
    return c == OK ? OK : fail(err, c, "checks", "%s", why.text);
}

code intake_pack_touch(struct db *db, struct arena *a, const struct intake *i, struct error *err)
{
    return intake_is_pack(i) && i->requirement ? requirement_touch(db, a, i->org, i->requirement, i->person, err) : OK;
}

/* ---- sent ---- */

/* The same pieces by somebody else are seen. */
static str hash_of(struct arena *a, const struct evidence_pieces *all)
{
    struct buf b = buf_new(a);

    for (size_t i = 0; i < all->n; i++)
        buf_printf(&b, STR_FMT "\n" STR_FMT "\n" STR_FMT "\n", STR_ARG(all->items[i].hash), STR_ARG(all->items[i].url), STR_ARG(all->items[i].words));
    struct sha256 h = sha256(buf_done(&b));
    return base64url_encode(a, (str){(const char *)h.b, sizeof h.b});
}

static msec newest(const struct evidence_pieces *all)
{
    msec day = NO_DAY;

    for (size_t i = 0; i < all->n; i++)
        day = all->items[i].made > day ? all->items[i].made : day;
    return day;
}

/* Whether a second judge looks too is drawn once, and stays so, however often it is sent. */
static const char sql_send[] = SQL(
    "UPDATE intake SET state = 'waiting', hash = $2, issued_on = $3, note = $4, is_sampled = CASE WHEN state = 'draft' THEN CAST($5 AS BIGINT) ELSE is_sampled END, sent_at = $6, changed_at = $6"
    " WHERE id = $1 AND state IN ('draft', 'asked')");

static code send(struct db *db, struct arena *a, const struct intake_asked *q, const struct intake *i, const struct evidence_pieces *all, str note, struct error *err)
{
    bool again = intake_is(i, "asked"), is_sampled = random_below(100) < (uint32_t)q->rule.evidence.second;
    int64_t n = 0;

    TRY(db_run(db, sql_send, ARGS(v_int(i->id), v_str(hash_of(a, all)), v_int(newest(all)), v_str(note), v_int(is_sampled), v_int(clock_now())), &n, err));
    if (!n)
        return fail(err, CONFLICT, "training", "it was handed in already");
    TRY(intake_note(db, i->id, again ? "answered" : "handed-in", again ? note : S(""), q->account, err));
    TRY(intake_pack_touch(db, a, i, err));
    return intake_tell_leader(db, a, i->id, err);
}

code intake_pack_send(struct db *db, struct arena *a, const struct intake_asked *q, str note, int64_t *id, struct error *err)
{
    struct evidence_shown_list shown = {0};
    struct evidence_pieces all = {0};
    struct intake i;

    TRY(intake_pack_open(db, a, q, &i, err));
    *id = i.id;
    if (i.id && !is_theirs_to_change(&i))
        return fail(err, CONFLICT, "training", "it was handed in already");
    TRY(intake_pack_pieces(db, a, &i, &all, err));
    shown_of(a, &all, &shown);
    TRY(evidence_rule_met(a, &q->rule.evidence, &shown, today(), err));
    TRY(db_begin(db, err));
    return db_end(db, send(db, a, q, &i, &all, str_is_absent(note) ? S("") : str_trim(note), err), err);
}
