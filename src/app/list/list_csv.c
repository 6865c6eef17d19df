/* list/list_csv.c — what is filtered as one file, streamed: 100,000 rows need
 * no more memory than a page. All columns, whichever are shown. */
#include "app/list/list_private.h"

#include <string.h>

#include "format/csv.h"
#include "web/scratch.h"
#include "web/text.h"

#define ROWS_AT_ONCE_CSV 1000

static str words_of(struct arena *a, const struct list_cell *c)
{
    if (!str_is_empty(c->tag.words))
        return c->tag.words;
    switch (c->kind) {
    case CELL_NUMBER: return str_printf(a, "%lld", (long long)c->number);
    case CELL_DATE:   return c->number ? date_format(a, date_of(c->number)) : S("");
    case CELL_TIME:   return c->number ? time_format(a, c->number / SECOND * SECOND) : S("");
    default:          return str_is_absent(c->text) ? S("") : c->text;
    }
}

static void put_head(const struct list *l, struct buf *b)
{
    buf_putz(b, "\xEF\xBB\xBF");                 /* spreadsheets take it for UTF-8 then */
    for (size_t i = 0; i < l->def->n_columns; i++)
        csv_put(b, said(l->def->columns[i].label), i == 0);
    csv_end_row(b);
}

/* A negative number is one, and no formula. */
static void put_cell(struct buf *b, const struct list_cell *c, bool first)
{
    str words = words_of(b->a, c);

    if (c->kind == CELL_NUMBER && str_is_empty(c->tag.words))
        buf_printf(b, "%s" STR_FMT, first ? "" : ",", STR_ARG(words));
    else
        csv_put(b, words, first);
}

static code put_round(struct list *l, struct list_page *p, struct buf *b, int *n, struct error *err)
{
    struct list_sql s = list_sql_new(l->a);
    struct list_row row;

    list_sql_page(&s, l, p);
    struct rows *r = list_sql_rows(&s, l);
    for (*n = 0; rows_next(r); ++*n) {
        row = (struct list_row){0};
        list_cells(l, r, p->columns, &row);
        for (size_t i = 0; i < row.cells.n; i++)
            put_cell(b, &row.cells.items[i], i == 0);
        csv_end_row(b);
        p->after = row.id;
        p->edge = list_value(l, r, 1);
    }
    return rows_end(r, err);
}

static code put_all(struct list *l, struct response *rs, struct error *err)
{
    struct arena *whole = l->a;
    bool all[COUNT(l->shown)];
    struct list_page p = {.columns = all, .limit = ROWS_AT_ONCE_CSV};
    int n = ROWS_AT_ONCE_CSV;

    memset(all, 1, sizeof all);
    l->a = scratch_open();
    for (bool is_first = true; n == ROWS_AT_ONCE_CSV; is_first = false) {
        struct buf b = buf_new(l->a);
        if (is_first)
            put_head(l, &b);
        TRY(put_round(l, &p, &b, &n, err));
        TRY(response_file_put(rs, buf_done(&b), err));
        p.edge.s = str_copy(whole, p.edge.s);    /* the only thing of the round that is needed in the next */
        arena_reset(l->a);
    }
    l->a = whole;
    return OK;
}

code list_csv(struct list *l, struct response *rs, struct error *err)
{
    TRY(response_file_open(rs, S("text/csv; charset=utf-8"), err));
    code c = put_all(l, rs, err);
    if (c != OK)
        response_file_drop(rs);
    else
        response_header(rs, "Content-Disposition",
                        str_printf(l->a, "attachment; filename=\"%s-" STR_FMT ".csv\"", l->def->name,
                                   STR_ARG(date_format(l->a, date_of(l->now)))));
    return c;
}
