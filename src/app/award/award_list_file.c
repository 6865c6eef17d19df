/* award/award_list_file.c — what became of each line of a list, as a file for spreadsheets. */
#include "app/award/award_pages.h"

#include "format/csv.h"
#include "web/scratch.h"

#define CSV_AT_ONCE 1000

static void put_row(struct request *rq, struct arena *a, struct buf *b, const struct bulk_row *r, bool draft)
{
    csv_put(b, str_printf(a, "%lld", (long long)r->number), true);
    csv_put(b, r->name, false);
    csv_put(b, r->email, false);
    csv_put(b, award_row_tag(r, draft).words, false);
    csv_put(b, r->message, false);
    csv_put(b, str_is_empty(r->public_id) ? S("") : app_url(a, app_of(rq), str_join(a, S("/b/"), r->public_id)), false);
    csv_end_row(b);
}

static void put_head(struct buf *b)
{
    static const char *const columns[] = {"Line", "Name", "E-mail address", "Outcome", "Why", "Award"};

    buf_putz(b, "\xEF\xBB\xBF");                /* spreadsheets read UTF-8 only with it */
    for (size_t i = 0; i < COUNT(columns); i++)
        csv_put(b, said(columns[i]), i == 0);
    csv_end_row(b);
}

/* A thousand at a time, in an arena that is emptied between: a list of 100,000
 * needs no more memory than one of 1,000. */
static code put_rows(struct request *rq, struct response *rs, const struct bulk *list, struct error *err)
{
    struct arena *a = scratch_open();
    struct bulk_page p = {S(""), {.limit = CSV_AT_ONCE}};
    size_t found;

    do {
        struct bulk_row_list rows = {0};
        struct buf b = buf_new(a);
        if (p.at.after == 0)
            put_head(&b);
        TRY(bulk_rows(rq->db, a, list, &p, &rows, err));
        for (size_t i = 0; i < rows.n; i++)
            put_row(rq, a, &b, &rows.items[i], bulk_is_ahead(list));
        TRY(response_file_put(rs, buf_done(&b), err));
        found = rows.n;
        p.at.after = found ? rows.items[found - 1].number : 0;
        arena_reset(a);
    } while (found == CSV_AT_ONCE);
    return OK;
}

void award_list_csv(struct request *rq, struct response *rs)
{
    struct bulk list;
    struct error err = {0};
    code c = bulk_get(rq->db, rq->arena, rq->org, request_param_int(rq, "id"), &list, &err);

    if (c == OK)
        c = response_file_open(rs, S("text/csv; charset=utf-8"), &err);
    if (c == OK)
        c = put_rows(rq, rs, &list, &err);
    if (c != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    response_header(rs, "Content-Disposition",
                    str_printf(rq->arena, "attachment; filename=\"awards-%lld.csv\"", (long long)list.id));
}
