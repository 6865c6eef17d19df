/* evidence/evidence.c — folders and pieces: making, finding, adding, removing. */
#include "app/evidence/evidence.h"
#include "app/draw.h"

#include "base/codec.h"
#include "base/crypto.h"
#include "base/utf8.h"
#include "format/email.h"

#define PHOTO_SIDE 2048                          /* enough to read what was photographed */

const struct audience_words evidence_audiences[AUDIENCE_COUNT] = {
    [TO_EVERYBODY] = {"public", "Everybody", "It stands on the page of the award.", "world"},
    [TO_LINK] = {"link", "Anyone with the link", "It is not listed; whoever has its address sees it.", "link"},
    [TO_ORG] = {"org", "The organisation", "Its members, when they are signed in.", "building"},
    [TO_NAMED] = {"named", "Only those who judge it", "Whose it is, and the reviewers of this application.", "lock"},
};

enum audience evidence_audience(str name)
{
    for (int i = 0; i < AUDIENCE_COUNT; i++)
        if (str_eq(name, cstr(evidence_audiences[i].name)))
            return (enum audience)i;
    return TO_NAMED;
}

/* ---- folders ---- */

static const char sql_open[] = SQL(
    "INSERT INTO evidence_folder (org_id, public_id, title, folded, bytes, created_at) VALUES ($1, $2, $3, $4, 0, $5) RETURNING id");

code evidence_open(struct db *db, struct arena *a, const struct evidence_owner *o, int64_t *folder, struct error *err)
{
    str folded = str_is_empty(o->email) ? S("") : email_fold(a, o->email);

    return db_int(db, sql_open, ARGS(v_int(o->org), v_str(random_token(a, 16)), v_str(o->title), v_str(folded), v_int(clock_now())), folder, err);
}

#define FOLDER                                                                                                     \
    "SELECT f.id, f.org_id, f.bytes, f.public_id, f.title, f.folded, v.name, f.created_at FROM evidence_folder f"   \
    " JOIN org o ON o.id = f.org_id JOIN org_version v ON v.id = o.version_id"
static const char sql_folder[] = SQL(FOLDER " WHERE f.id = $1");
static const char sql_folder_by_id[] = SQL(FOLDER " WHERE f.public_id = $1");
static const char sql_folder_of_award[] = SQL(FOLDER " JOIN evidence_award w ON w.folder_id = f.id WHERE w.award_id = $1");

static code one_folder(struct rows *r, struct arena *a, struct evidence_folder *out, struct error *err)
{
    bool found = rows_next(r);

    if (found)
        *out = (struct evidence_folder){.id = row_int(r, 0), .org = row_int(r, 1), .bytes = row_int(r, 2), .public_id = row_str(r, 3, a),
                                        .title = row_str(r, 4, a), .folded = row_str(r, 5, a), .org_name = row_str(r, 6, a), .created = row_int(r, 7)};
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "evidence", "there is no such evidence");
}

code evidence_folder_get(struct db *db, struct arena *a, int64_t id, struct evidence_folder *out, struct error *err)
{
    return one_folder(db_query(db, sql_folder, ARGS(v_int(id))), a, out, err);
}

code evidence_folder_by_id(struct db *db, struct arena *a, str public_id, struct evidence_folder *out, struct error *err)
{
    return one_folder(db_query(db, sql_folder_by_id, ARGS(v_str(public_id))), a, out, err);
}

code evidence_of_award(struct db *db, struct arena *a, int64_t award, struct evidence_folder *out, struct error *err)
{
    return one_folder(db_query(db, sql_folder_of_award, ARGS(v_int(award))), a, out, err);
}

/* ---- pieces ---- */

#define PIECE                                                                                                      \
    "SELECT e.id, e.folder_id, e.account_id, e.bytes, e.public_id, e.item, e.kind, e.title, e.words, e.url, e.type, e.hash, c.name," \
    " e.audience, e.created_at, e.removed_at, (SELECT CAST(sum(s.times) AS BIGINT) FROM evidence_view s WHERE s.evidence_id = e.id), e.made_on"  \
    " FROM evidence e LEFT JOIN account c ON c.id = e.account_id WHERE e.folder_id = $1"
static const char sql_all[] = SQL(PIECE " ORDER BY e.id");
static const char sql_one[] = SQL(PIECE " AND e.public_id = $2");

static void read_piece(struct rows *r, struct arena *a, struct evidence_piece *e)
{
    *e = (struct evidence_piece){
        .id = row_int(r, 0), .folder = row_int(r, 1), .account = row_int(r, 2), .bytes = row_int(r, 3), .public_id = row_str(r, 4, a),
        .item = row_str(r, 5, a), .kind = row_str(r, 6, a), .title = row_str(r, 7, a), .words = row_str(r, 8, a), .url = row_str(r, 9, a),
        .type = row_str(r, 10, a), .hash = row_str(r, 11, a), .by = row_str(r, 12, a), .audience = evidence_audience(row_str(r, 13, a)),
        .created = row_int(r, 14), .removed = row_int(r, 15), .views = row_int(r, 16), .made = row_int(r, 17)};
}

code evidence_of(struct db *db, struct arena *a, int64_t folder, struct evidence_pieces *out, struct error *err)
{
    struct rows *r = db_query(db, sql_all, ARGS(v_int(folder)));

    while (rows_next(r))
        read_piece(r, a, list_add(a, out));
    return rows_end(r, err);
}

code evidence_get(struct db *db, struct arena *a, int64_t folder, str public_id, struct evidence_piece *out, struct error *err)
{
    struct rows *r = db_query(db, sql_one, ARGS(v_int(folder), v_str(public_id)));
    bool found = rows_next(r);

    if (found)
        read_piece(r, a, out);
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "evidence", "there is no such evidence");
}

static const char sql_bytes[] = SQL("SELECT bytes FROM evidence_bytes WHERE hash = $1");

code evidence_bytes(struct db *db, struct arena *a, const struct evidence_piece *e, str *bytes, struct error *err)
{
    struct rows *r = db_query(db, sql_bytes, ARGS(v_str(e->hash)));
    bool found = rows_next(r);

    if (found)
        *bytes = row_str(r, 0, a);
    TRY(rows_end(r, err));
    return found ? OK : fail(err, NOT_FOUND, "evidence", "this file was removed");
}

/* ---- adding ---- */

static const char sql_used[] = SQL(
    "SELECT CAST(coalesce(sum(bytes), 0) AS BIGINT), CAST(coalesce(sum(CASE WHEN folded = $2 AND folded <> '' THEN bytes ELSE 0 END), 0) AS BIGINT)"
    " FROM evidence_folder WHERE org_id = $1");
static const char sql_pieces[] = SQL("SELECT count(*) FROM evidence WHERE folder_id = $1 AND removed_at IS NULL");

static code check_room(struct db *db, const struct evidence_folder *f, int64_t bytes, struct error *err)
{
    int64_t of_org = 0, of_owner = 0, pieces = 0;
    struct rows *r = db_query(db, sql_used, ARGS(v_int(f->org), v_str(f->folded)));

    if (rows_next(r)) {
        of_org = row_int(r, 0);
        of_owner = row_int(r, 1);
    }
    TRY(rows_end(r, err));
    TRY(db_int(db, sql_pieces, ARGS(v_int(f->id)), &pieces, err));
    if (pieces >= EVIDENCE_PIECES)
        return fail(err, LIMIT, "file", "at most %d pieces: remove one that is not needed", EVIDENCE_PIECES);
    if (of_owner + bytes > EVIDENCE_OWNER_BYTES)
        return fail(err, LIMIT, "file", "your files would be more than %d MB in all: remove one that is not needed", (int)(EVIDENCE_OWNER_BYTES >> 20));
    if (of_org + bytes > EVIDENCE_ORG_BYTES)
        return fail(err, LIMIT, "file", "this organisation has no room left for files: tell the people there");
    return OK;
}

static const char sql_put_bytes[] = SQL("INSERT INTO evidence_bytes (hash, bytes, created_at) VALUES ($1, $2, $3) ON CONFLICT (hash) DO NOTHING");
static const char sql_more[] = SQL("UPDATE evidence_folder SET bytes = bytes + $2 WHERE id = $1");

code evidence_clean_photo(struct arena *a, struct evidence_new *n, struct error *err)
{
    const struct file_type *t = NULL;
    struct error why = {0};
    str jpeg;

    if (n->file.n == 0 || n->file.n > EVIDENCE_FILE_BYTES || file_type_of(n->file, &t, NULL) != OK)
        return OK;                               /* evidence_add says what is wrong with it */
    if (!str_eq(cstr(t->type), S("image/jpeg")) && !str_eq(cstr(t->type), S("image/webp")))
        return OK;
    code c = draw_photo(a, n->file, PHOTO_SIDE, &jpeg, &why);
    if (c != OK)
        return fail(err, c, "file", "%s", why.text);
    n->file = jpeg;
    return OK;
}

static code put_file(struct db *db, struct arena *a, const struct evidence_new *n, struct evidence_piece *e, struct error *err)
{
    const struct file_type *t = NULL;
    struct sha256 h = sha256(n->file);

    if (n->file.n > EVIDENCE_FILE_BYTES)
        return fail(err, LIMIT, "file", "this file is larger than %d MB", (int)(EVIDENCE_FILE_BYTES >> 20));
    TRY(file_type_of(n->file, &t, err));
    e->kind = S("file");
    e->type = cstr(t->type);
    e->bytes = (int64_t)n->file.n;
    e->hash = base64url_encode(a, (str){(const char *)h.b, sizeof h.b});
    if (str_is_empty(n->title))
        e->title = file_name_clean(a, n->file_name, t);
    TRY(db_run(db, sql_put_bytes, ARGS(v_str(e->hash), v_bytes(n->file), v_int(clock_now())), NULL, err));
    return db_run(db, sql_more, ARGS(v_int(n->folder), v_int(e->bytes)), NULL, err);
}

/* What a text is called that has no title: its beginning. */
static str first_words(struct arena *a, str words)
{
    str rest = words, line = S("");

    str_cut_line(&rest, &line);
    str cut = utf8_cut(line, 60);
    return cut.n < line.n ? str_join(a, cut, S("…")) : line;
}

static code put_words(struct arena *a, const struct evidence_new *n, struct evidence_piece *e, struct error *err)
{
    bool is_link = !str_is_empty(n->url);

    if (!is_link && str_is_empty(n->words))
        return fail(err, BAD_INPUT, "file", "choose a file, write a link, or say it in words");
    e->kind = is_link ? S("link") : n->is_log ? S("log") : S("text");
    if (str_is_empty(n->title))
        e->title = is_link ? n->url : first_words(a, n->words);
    return OK;
}

static const char sql_add[] = SQL(
    "INSERT INTO evidence (folder_id, public_id, item, kind, audience, title, words, url, type, hash, bytes, account_id, created_at, made_on)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)");

code evidence_add(struct db *db, struct arena *a, const struct evidence_new *n, struct error *err)
{
    struct evidence_folder f;
    struct evidence_piece e = {.title = n->title, .type = S(""), .hash = S("")};
    bool is_file = n->file.n > 0;

    TRY(evidence_folder_get(db, a, n->folder, &f, err));
    TRY(check_room(db, &f, (int64_t)n->file.n, err));
    TRY(is_file ? put_file(db, a, n, &e, err) : put_words(a, n, &e, err));
    return db_run(db, sql_add,
                  ARGS(v_int(f.id), v_str(random_token(a, 16)), v_str(n->item.n ? n->item : S("")), v_str(e.kind),
                       v_str(cstr(evidence_audiences[n->audience].name)), v_str(utf8_cut(e.title, 200)), v_str(n->words.n ? n->words : S("")),
                       v_str(is_file || !n->url.n ? S("") : n->url), v_str(e.type), v_str(e.hash), v_int(e.bytes),
                       v_int_if(n->account > 0, n->account), v_int(clock_now()), v_int_if(n->made != 0, n->made)),
                  NULL, err);
}

/* ---- removing: the bytes go, the hash stays ---- */

static const char sql_remove[] = SQL(
    "UPDATE evidence SET removed_at = $2, removed_by = $3, words = '', url = '' WHERE id = $1 AND removed_at IS NULL");
static const char sql_drop_bytes[] = SQL(
    "DELETE FROM evidence_bytes WHERE hash = $1 AND NOT EXISTS (SELECT 1 FROM evidence WHERE hash = $1 AND removed_at IS NULL)");

static code remove_piece(struct db *db, struct arena *a, const struct evidence_change *c, struct error *err)
{
    int64_t changed = 0;

    TRY(db_run(db, sql_remove, ARGS(v_int(c->piece->id), v_int(clock_now()), v_int_if(c->by->account > 0, c->by->account)), &changed, err));
    if (changed == 0)
        return fail(err, CONFLICT, "evidence", "this was removed already");
    if (c->piece->hash.n)
        TRY(db_run(db, sql_drop_bytes, ARGS(v_str(c->piece->hash)), NULL, err));
    TRY(db_run(db, sql_more, ARGS(v_int(c->folder->id), v_int(-c->piece->bytes)), NULL, err));
    return org_log(db, c->folder->org, c->by->account, "evidence.remove", str_printf(a, "evidence %lld", (long long)c->piece->id),
                   c->piece->hash.n ? str_printf(a, STR_FMT ", SHA-256 " STR_FMT, STR_ARG(c->piece->title), STR_ARG(c->piece->hash)) : c->piece->title, err);
}

code evidence_remove(struct db *db, struct arena *a, const struct evidence_change *c, struct error *err)
{
    if (!c->by->is_owner && !c->by->may_tidy && (c->by->account == 0 || c->by->account != c->piece->account))
        return fail(err, DENIED, "evidence", "this is not yours to remove");
    TRY(db_begin(db, err));
    return db_end(db, remove_piece(db, a, c, err), err);
}

/* ---- awards ---- */

static const char sql_give[] = SQL("INSERT INTO evidence_award (award_id, folder_id) VALUES ($1, $2) ON CONFLICT (award_id) DO NOTHING");
static const char sql_has_public[] = SQL(
    "SELECT count(*) FROM evidence WHERE folder_id = $1 AND audience = 'public' AND removed_at IS NULL");

code evidence_give_award(struct db *db, int64_t folder, int64_t award, struct error *err)
{
    return db_run(db, sql_give, ARGS(v_int(award), v_int(folder)), NULL, err);
}

static const char sql_hand_over[] = SQL(
    "UPDATE evidence_folder SET folded = $3 WHERE folded = $2 AND id = (SELECT g.folder_id FROM evidence_award g WHERE g.award_id = $1)"
    " AND (SELECT count(*) FROM evidence_award o WHERE o.folder_id = evidence_folder.id) = 1");

code evidence_hand_over(struct db *db, int64_t award, str from, str to, struct error *err)
{
    return db_run(db, sql_hand_over, ARGS(v_int(award), v_str(from), v_str(to)), NULL, err);
}

code evidence_public_url(struct app *app, struct db *db, struct arena *a, int64_t folder, str *url, struct error *err)
{
    struct evidence_folder f;
    int64_t n = 0;

    *url = S("");
    TRY(db_int(db, sql_has_public, ARGS(v_int(folder)), &n, err));
    if (n == 0)
        return OK;
    TRY(evidence_folder_get(db, a, folder, &f, err));
    *url = app_url(a, app, evidence_path(a, &f));
    return OK;
}
