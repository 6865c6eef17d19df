/* audit/pack_views.c — who looked: what auditors opened, and who opened the evidence of the
 * lines, auditor or not. Who audits a part has their own looks in their pack. */
#include "app/audit/pack_private.h"

static int64_t whose(const struct pack *p)
{
    return p->sight.everything ? 0 : p->q->by;
}

/* ---- pages of auditors ---- */

static const char sql_views[] = SQL(
    "SELECT v.first_at, v.times, v.kind, v.address, coalesce((SELECT c.name FROM account c WHERE c.id = v.account_id), '') FROM audit_view v WHERE v.org_id = $1"
    " AND ($2 = 0 OR v.account_id = $2) ORDER BY v.id");

static code put_pages(struct pack *p, struct error *err)
{
    struct buf b = buf_new(p->item);
    struct rows *r = db_query(p->db, sql_views, ARGS(v_int(p->q->org), v_int(whose(p))));

    buf_putz(&b, "who,first opened,times in that hour,page,address\r\n");
    while (rows_next(r)) {
        const str cells[] = {row_str(r, 4, p->item), time_format(p->item, row_int(r, 0)), pack_number(p->item, row_int(r, 1)), row_str(r, 2, p->item), row_str(r, 3, p->item)};
        pack_row(&b, cells, COUNT(cells));
    }
    TRY(rows_end(r, err));
    TRY(pack_add(p, S("views.csv"), buf_done(&b), err));
    arena_reset(p->item);
    return OK;
}

/* ---- evidence ---- */

/* Account 0: not signed in, by the address of what is open to everybody or by link. */
static const char sql_looks[] = SQL(
    "SELECT s.account_id, coalesce(c.name, ''), s.first_at, s.times, e.title, e.hash, coalesce(n.reason, '') FROM evidence e JOIN evidence_view s ON s.evidence_id = e.id"
    " LEFT JOIN account c ON c.id = s.account_id LEFT JOIN evidence_reader n ON n.folder_id = e.folder_id AND n.account_id = s.account_id"
    " WHERE e.folder_id = $1 AND ($2 = 0 OR s.account_id = $2) ORDER BY s.first_at, e.id, s.account_id");

static code put_looks_of(struct pack *p, int64_t folder, struct buf *b, struct error *err)
{
    struct rows *r = db_query(p->db, sql_looks, ARGS(v_int(folder), v_int(whose(p))));

    while (rows_next(r)) {
        str who = row_int(r, 0) ? row_str(r, 1, p->item) : S("not signed in");
        const str cells[] = {who, time_format(p->item, row_int(r, 2)), pack_number(p->item, row_int(r, 3)), row_str(r, 4, p->item), pack_hex(p->item, row_str(r, 5, p->item)), row_str(r, 6, p->item)};
        pack_row(b, cells, COUNT(cells));
    }
    return rows_end(r, err);
}

static code put_looks(struct pack *p, struct error *err)
{
    struct buf b = buf_new(p->item);

    buf_putz(&b, "who,first opened,times in that hour,title,sha256,reason\r\n");
    for (size_t i = 0; i < p->folders.n; i++)
        TRY(put_looks_of(p, p->folders.items[i], &b, err));
    TRY(pack_add(p, S("evidence-views.csv"), buf_done(&b), err));
    arena_reset(p->item);
    return OK;
}

code pack_put_views(struct pack *p, struct error *err)
{
    TRY(put_pages(p, err));
    return put_looks(p, err);
}
