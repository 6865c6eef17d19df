/* intake/intake.c — what was handed in, as rows. */
#include "app/intake/intake_private.h"

#include "app/backpack/frozen.h"

bool intake_is(const struct intake *i, const char *state)
{
    return str_eq(i->state, cstr(state));
}

struct intake_facts intake_facts_of(const struct intake *i)
{
    return (struct intake_facts){.anchor = i->anchor, .issuer = i->issuer_ref, .achievement = i->achievement_ref, .name = i->title, .awarded = i->issued};
}

/* ---- reading ---- */

#define NEWEST "(SELECT v.name FROM requirement_version v WHERE v.requirement_id = q.id ORDER BY v.number DESC LIMIT 1)"
#define TWIN   "EXISTS (SELECT 1 FROM intake t WHERE t.org_id = i.org_id AND t.hash = i.hash AND t.person_id <> i.person_id AND t.state NOT IN ('draft', 'withdrawn'))"
#define INTAKE                                                                                                                   \
    "SELECT i.id, i.org_id, i.person_id, i.account_id, i.requirement_id, i.rule_id, i.holding_id, i.record_id, i.folder_id, i.decided_by, i.kind, i.state, i.hash," \
    " i.title, i.issuer, i.number, i.note, i.standing, i.anchor, i.issuer_ref, i.achievement_ref, i.judged, i.reason, i.issued_on, i.ends_on, i.checked_at,"    \
    " i.decided_at, i.created_at, i.changed_at, p.name, p.email, ov.name, coalesce(q.code, ''), coalesce(" NEWEST ", ''), coalesce(d.name, ''),"               \
    " CASE WHEN i.receipt <> '' THEN 1 ELSE 0 END, CASE WHEN " TWIN " THEN 1 ELSE 0 END, i.is_theirs, i.method, i.seen, i.pathway_id, coalesce(w.name, ''), i.is_sampled, i.sent_at, i.terms_id, i.partner_id,"           \
    " coalesce(t.name, ''), coalesce(t.trust, ''), coalesce(t.scope, ''), t.trust_at, t.agreed_from, t.agreed_until"                                       \
    " FROM intake i JOIN person p ON p.id = i.person_id JOIN org o ON o.id = i.org_id JOIN org_version ov ON ov.id = o.version_id"                             \
    " LEFT JOIN requirement q ON q.id = i.requirement_id LEFT JOIN account d ON d.id = i.decided_by LEFT JOIN pathway w ON w.id = i.pathway_id LEFT JOIN partner_terms t ON t.id = i.terms_id"
static const char sql_one[] = SQL(INTAKE " WHERE i.org_id = $1 AND i.id = $2");
static const char sql_of_record[] = SQL(INTAKE " WHERE i.org_id = $1 AND i.record_id = $2 ORDER BY i.id LIMIT 1");
static const char sql_mine[] = SQL(INTAKE " WHERE i.id = $2 AND i.person_id IN " ACCESS_ME("$1"));
static const char sql_all_mine[] = SQL(INTAKE " WHERE i.person_id IN " ACCESS_ME("$1") " AND ($2 = 0 OR i.id < $2) ORDER BY i.id DESC LIMIT 50");

static void read_intake(struct rows *r, struct arena *a, struct intake *out)
{
    *out = (struct intake){
        .id = row_int(r, 0), .org = row_int(r, 1), .person = row_int(r, 2), .account = row_int(r, 3), .requirement = row_int(r, 4), .rule = row_int(r, 5),
        .holding = row_int(r, 6), .record = row_int(r, 7), .folder = row_int(r, 8), .decided_by = row_int(r, 9), .kind = row_str(r, 10, a), .state = row_str(r, 11, a),
        .hash = row_str(r, 12, a), .title = row_str(r, 13, a), .issuer = row_str(r, 14, a), .number = row_str(r, 15, a), .note = row_str(r, 16, a),
        .standing = row_str(r, 17, a), .anchor = row_str(r, 18, a), .issuer_ref = row_str(r, 19, a), .achievement_ref = row_str(r, 20, a), .judged = row_str(r, 21, a),
        .reason = row_str(r, 22, a), .issued = row_int(r, 23), .ends = row_int(r, 24), .checked = row_int(r, 25), .decided = row_int(r, 26), .created = row_int(r, 27),
        .changed = row_int(r, 28), .person_name = row_str(r, 29, a), .email = row_str(r, 30, a), .org_name = row_str(r, 31, a), .code = row_str(r, 32, a),
        .requirement_name = row_str(r, 33, a), .decided_name = row_str(r, 34, a), .has_frozen = row_bool(r, 35), .is_twin = row_bool(r, 36), .is_theirs = row_bool(r, 37), .method = row_str(r, 38, a), .seen = row_str(r, 39, a),
        .pathway = row_int(r, 40), .pathway_name = row_str(r, 41, a), .is_sampled = row_bool(r, 42), .sent = row_int(r, 43),
        .terms = {row_int(r, 44), row_int(r, 45), row_str(r, 46, a), row_str(r, 47, a), row_str(r, 48, a), row_int(r, 49), row_int(r, 50), row_int(r, 51)}};
    if (out->person_name.n == 0)
        out->person_name = out->email;
}

static code one_row(struct rows *r, struct arena *a, struct intake *out, struct error *err)
{
    bool found = rows_next(r);

    if (found)
        read_intake(r, a, out);
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "training", "there is no such proof");
}

code intake_get(struct db *db, struct arena *a, int64_t org, int64_t id, struct intake *out, struct error *err)
{
    return one_row(db_query(db, sql_one, ARGS(v_int(org), v_int(id))), a, out, err);
}

code intake_of_record(struct db *db, struct arena *a, int64_t org, int64_t record, struct intake *out, struct error *err)
{
    return one_row(db_query(db, sql_of_record, ARGS(v_int(org), v_int(record))), a, out, err);
}

code intake_mine(struct db *db, struct arena *a, int64_t account, int64_t id, struct intake *out, struct error *err)
{
    return one_row(db_query(db, sql_mine, ARGS(v_int(account), v_int(id))), a, out, err);
}

code intake_all_mine(struct db *db, struct arena *a, int64_t account, int64_t before, struct intakes *out, struct error *err)
{
    struct rows *r = db_query(db, sql_all_mine, ARGS(v_int(account), v_int(before)));

    while (rows_next(r))
        read_intake(r, a, list_add(a, out));
    return rows_end(r, err);
}

/* ---- what became of it ---- */

static const char sql_note[] = SQL("INSERT INTO intake_event (intake_id, kind, words, account_id, at) VALUES ($1, $2, $3, $4, $5)");
static const char sql_events[] = SQL(
    "SELECT e.kind, e.words, coalesce(c.name, ''), e.at FROM intake_event e LEFT JOIN account c ON c.id = e.account_id WHERE e.intake_id = $1 ORDER BY e.id DESC LIMIT 200");

code intake_note(struct db *db, int64_t id, const char *kind, str words, int64_t account, struct error *err)
{
    return db_run(db, sql_note, ARGS(v_int(id), v_str(cstr(kind)), v_str(words.n ? words : S("")), v_int_if(account > 0, account), v_int(clock_now())), NULL, err);
}

code intake_events(struct db *db, struct arena *a, int64_t id, struct intake_events *out, struct error *err)
{
    struct rows *r = db_query(db, sql_events, ARGS(v_int(id)));

    while (rows_next(r))
        *list_add(a, out) = (struct intake_event){row_str(r, 0, a), row_str(r, 1, a), row_str(r, 2, a), row_int(r, 3)};
    return rows_end(r, err);
}

/* ---- what it was judged by ---- */

static const char sql_kept[] = SQL("SELECT original, receipt, report FROM intake WHERE org_id = $1 AND id = $2");
static const char sql_document[] = SQL(
    "SELECT t.bytes FROM frozen_document t JOIN intake_document d ON d.hash = t.hash JOIN intake i ON i.id = d.intake_id WHERE i.org_id = $1 AND i.id = $2 AND t.hash = $3");
static const char sql_documents[] = SQL("SELECT hash FROM intake_document WHERE intake_id = $1 ORDER BY hash");

code intake_frozen(struct db *db, struct arena *a, const struct intake *i, str name, str *bytes, struct error *err)
{
    static const char *const columns[] = {"original", "receipt", "report"};
    int column = -1;

    for (int k = 0; k < 3; k++)
        if (str_eq(name, cstr(columns[k])))
            column = k;
    struct rows *r = column >= 0 ? db_query(db, sql_kept, ARGS(v_int(i->org), v_int(i->id))) : db_query(db, sql_document, ARGS(v_int(i->org), v_int(i->id), v_str(name)));
    *bytes = rows_next(r) ? row_str(r, column >= 0 ? column : 0, a) : S("");
    TRY(rows_end(r, err));
    return bytes->n ? OK : fail(err, NOT_FOUND, "training", "this was not kept");
}

code intake_documents(struct db *db, struct arena *a, int64_t id, struct str_list *hashes, struct error *err)
{
    struct rows *r = db_query(db, sql_documents, ARGS(v_int(id)));

    while (rows_next(r))
        *list_add(a, hashes) = row_str(r, 0, a);
    return rows_end(r, err);
}

static code put_kept(struct db *db, struct arena *a, const struct intake *i, const struct frozen_to *to, const char *name, const char *file, struct error *err)
{
    str bytes;

    TRY(intake_frozen(db, a, i, cstr(name), &bytes, err));
    return to->put(to->ctx, str_join(a, to->folder, cstr(file)), bytes, err);
}

static code put_documents(struct db *db, struct arena *a, const struct intake *i, const struct frozen_to *to, struct error *err)
{
    struct str_list hashes = {0};
    str bytes;

    TRY(intake_documents(db, a, i->id, &hashes, err));
    for (size_t k = 0; k < hashes.n; k++) {
        code c = intake_frozen(db, a, i, hashes.items[k], &bytes, err);
        if (c == NOT_FOUND)
            continue;                            /* one that is empty */
        TRY(c);
        TRY(to->put(to->ctx, str_printf(a, STR_FMT "documents/" STR_FMT, STR_ARG(to->folder), STR_ARG(hashes.items[k])), bytes, err));
    }
    return OK;
}

code intake_frozen_files(struct db *db, struct arena *a, const struct intake *i, const struct frozen_to *to, struct error *err)
{
    struct receipt receipt;
    str token;

    TRY(intake_frozen(db, a, i, S("receipt"), &token, err));
    TRY(receipt_read(a, token, &receipt, err));
    TRY(put_kept(db, a, i, to, "original", "badge", err));
    TRY(put_kept(db, a, i, to, "receipt", "receipt.jwt", err));
    TRY(put_kept(db, a, i, to, "report", "report.json", err));
    TRY(to->put(to->ctx, str_join(a, to->folder, S("documents.json")), frozen_map(a, &receipt), err));
    return put_documents(db, a, i, to, err);
}
