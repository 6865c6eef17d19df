/* audit/pack_evidence.c — the evidence that lines rest on: what there is, with its hash, and
 * where it was asked for the files themselves, each once. Whoever takes a file along opens it:
 * only what is theirs to open, with the reason that they gave, and it is noted as a look. */
#include "app/audit/pack_private.h"

/* ---- which ---- */

static const char sql_folders[] = SQL(
    "SELECT r.folder_id FROM requirement_record r WHERE r.org_id = $1 AND r.requirement_id = $2 AND r.person_id = $3 AND r.folder_id IS NOT NULL"
    " UNION SELECT z.folder_id FROM evidence_award z JOIN award w ON w.id = z.award_id JOIN requirement_part q ON q.kind = 'badge' AND q.ref_id = w.achievement_id"
    " JOIN requirement_version v ON v.id = q.version_id WHERE v.requirement_id = $2 AND w.person_id = $3 AND w.org_id = $1 ORDER BY 1");

static code find_folders(struct pack *p, const struct sample_line *l, struct id_list *out, struct error *err)
{
    struct rows *r = db_query(p->db, sql_folders, ARGS(v_int(p->q->org), v_int(l->requirement), v_int(l->person)));

    while (rows_next(r))
        *list_add(p->a, out) = row_int(r, 0);
    return rows_end(r, err);
}

/* ---- its file ---- */

static str name_of(struct pack *p, const struct evidence_piece *e)
{
    const struct file_type *t = file_type_named(e->type);

    return str_printf(p->a, "evidence/" STR_FMT "%s%s", STR_ARG(pack_hex(p->a, e->hash)), t ? "." : "", t ? t->ending : "");
}

static str in_already(const struct pack *p, str hash)
{
    for (size_t i = 0; i < p->evidence.n; i++)
        if (str_eq(p->evidence.items[i].hash, hash))
            return p->evidence.items[i].name;
    return S("");
}

/* Why a piece stays outside, in a sentence; empty: it comes along. */
static str why_left_out(struct pack *p, const struct sample_line *l, const struct evidence_piece *e)
{
    if (e->removed)
        return str_printf(p->a, "removed on " STR_FMT ": its hash stays", STR_ARG(date_format(p->a, date_of(e->removed))));
    if (!p->q->with_evidence)
        return S("the pack was made without files of evidence");
    if (!sample_sees(&p->opens, l->person, l->requirement))
        return S("whoever made the pack may not open it");
    if (e->hash.n && !in_already(p, e->hash).n && p->evidence_bytes + (uint64_t)e->bytes > PACK_EVIDENCE)
        return str_printf(p->a, "too much: a pack takes %llu MB of evidence", (unsigned long long)(PACK_EVIDENCE >> 20));
    return S("");
}

/* Once each; its bytes are in memory one after the other. */
static code put_file(struct pack *p, const struct evidence_piece *e, struct pack_file *out, struct error *err)
{
    str bytes;

    *out = (struct pack_file){e->hash, in_already(p, e->hash)};
    if (out->name.n)
        return OK;
    code c = evidence_bytes(p->db, p->item, e, &bytes, err);
    if (c == OK) {
        out->name = name_of(p, e);
        c = pack_add(p, out->name, bytes, err);
        p->evidence_bytes += bytes.n;
        *list_add(p->a, &p->evidence) = *out;
    }
    arena_reset(p->item);
    return c == NOT_FOUND ? OK : c;              /* erased since: it has no name */
}

/* ---- opened ---- */

static code open_folder(struct pack *p, int64_t id, struct error *err)
{
    const struct evidence_viewer by = {.account = p->q->by, .may_open = true};
    struct evidence_folder f;
    size_t before = p->opened.n;

    pack_once(p->a, &p->opened, id);
    if (p->opened.n == before)
        return OK;
    TRY(evidence_folder_get(p->db, p->a, id, &f, err));
    return evidence_open_up(p->db, p->a, &(struct evidence_opening){&f, &by, p->q->reason}, err);
}

/* ---- rows ---- */

static const char *const heads[] = {"person", "requirement", "title", "kind", "sha256", "bytes", "added", "file", "link or words", "left out"};

static void put_row(struct pack *p, const struct sample_line *l, const struct evidence_piece *e, str file, str left, struct buf *b)
{
    bool is_out = left.n > 0;
    const str cells[] = {pack_number(p->a, l->person), l->code, e->title, e->kind, pack_hex(p->a, e->hash), pack_number(p->a, e->bytes), time_format(p->a, e->created),
                         file, is_out ? S("") : e->url.n ? e->url : e->words, left};

    pack_row(b, cells, COUNT(cells));
}

static code put_piece(struct pack *p, const struct sample_line *l, const struct evidence_piece *e, struct buf *b, struct error *err)
{
    str left = why_left_out(p, l, e);
    struct pack_file file = {S(""), S("")};

    if (!left.n) {
        if (e->audience == TO_NAMED)
            TRY(open_folder(p, e->folder, err));
        if (e->hash.n)
            TRY(put_file(p, e, &file, err));
        TRY(evidence_note_view(p->db, e, p->q->by, err));
    }
    if (!left.n && e->hash.n && !file.name.n)
        left = S("its file is not there any more");
    put_row(p, l, e, file.name, left, b);
    return OK;
}

static code put_line(struct pack *p, const struct sample_line *l, struct buf *b, struct error *err)
{
    struct id_list folders = {0};

    TRY(find_folders(p, l, &folders, err));
    for (size_t i = 0; i < folders.n; i++) {
        struct evidence_pieces all = {0};
        pack_once(p->a, &p->folders, folders.items[i]);
        TRY(evidence_of(p->db, p->a, folders.items[i], &all, err));
        for (size_t k = 0; k < all.n; k++)
            TRY(put_piece(p, l, &all.items[k], b, err));
    }
    return OK;
}

/* The rows are kept besides, as the memory of files is emptied between them. */
code pack_put_evidence(struct pack *p, struct error *err)
{
    struct buf b = buf_new(p->a);
    str names[COUNT(heads)];

    for (size_t i = 0; i < COUNT(heads); i++)
        names[i] = cstr(heads[i]);
    pack_row(&b, names, COUNT(names));
    for (size_t i = 0; i < p->lines.n; i++)
        if (p->lines.items[i].person && p->lines.items[i].requirement)
            TRY(put_line(p, &p->lines.items[i], &b, err));
    TRY(pack_add(p, S("evidence.csv"), buf_done(&b), err));
    arena_reset(p->item);
    return OK;
}
