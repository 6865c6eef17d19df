/* list/list_private.h — what the files of the slice share. */
#pragma once
#include "app/list/list.h"
#include "store/db.h"

/* ---- list_sql.c: statements from the pieces of a declaration ---- */

#define SQL_VALUES_MOST 96                      /* as many as the store binds */
struct list_sql { struct buf text; struct value values[SQL_VALUES_MOST]; size_t n; };
/* What a piece of SQL may name besides what `l` knows. */
struct list_given { struct value value; str word, from, to; int64_t after; struct value edge; const struct list_part *part; };

struct list_sql list_sql_new(struct arena *a);
void list_sql_put(struct list_sql *s, const struct list *l, const char *piece, const struct list_given *given);
struct rows *list_sql_rows(struct list_sql *s, const struct list *l);
code list_sql_run(struct list_sql *s, const struct list *l, int64_t *changed, struct error *err);
/* One page of rows: key, what is sorted by, the columns marked in `columns`. */
struct list_page { const bool *columns; bool is_back; int64_t after; struct value edge; int limit; };
void list_sql_page(struct list_sql *s, const struct list *l, const struct list_page *p);
void list_sql_edge(struct list_sql *s, const struct list *l, int64_t key);       /* what the row `key` is sorted by */
void list_sql_count(struct list_sql *s, const struct list *l, int64_t most);    /* looks at no more than `most` */
void list_sql_keys(struct list_sql *s, const struct list *l, int64_t after, int limit);
void list_sql_any(struct list_sql *s, const struct list *l, const char *piece, int64_t value);   /* is there a row? */
void list_sql_seen(struct list_sql *s, const struct list *l, const char *head);     /* list_seen */
void list_sql_gather(struct list_sql *s, const struct list *l, const struct list_gather *g);
void list_sql_take(struct list_sql *s, const struct list *l, int64_t act);       /* into list_act_row */

/* ---- list_ask.c: the address, both ways ---- */

void list_ask(struct list *l, const struct pair_list *query);
void list_sort_standard(struct list *l);
struct list_change { const struct list_filter *without; str value; const char *sort; bool descending, no_search, no_filters; };
str list_query_with(const struct list *l, const struct list_change *c);
str list_link(const struct list *l, str query);
/* Is the value of this filter one that the list knows by itself? */
bool list_is_standard(const struct list *l, size_t filter);
const struct list_option *list_option_of(const struct list_filter *f, str value);

/* ---- list_load.c ---- */

struct value list_value(struct list *l, struct rows *r, int column);  /* a copy */
void list_cells(struct list *l, struct rows *r, const bool *columns, struct list_row *row);

/* ---- list_view.c: heads, chips, menus for the template ---- */

MUST_USE code list_fill_view(struct list *l, struct error *err);
MUST_USE code list_chip_words(struct list *l, const struct list_filter *f, str value, str *out, struct error *err);

/* ---- list_kept.c: how somebody looks at a list, and the views in its menu ---- */

MUST_USE code list_look_load(struct list *l, struct error *err);
MUST_USE code list_look_save(struct db *db, int64_t account, int64_t org, str list, const struct list_look *look, struct error *err);
MUST_USE code list_views_load(struct list *l, struct error *err);

/* ---- list_csv.c ---- */

MUST_USE code list_csv(struct list *l, struct response *rs, struct error *err);

/* How far the right goes for the reader of the list; without a reader, or
 * outside organisations, everywhere. What cannot be found out is nowhere. */
struct list_reach list_reach_of(const struct list *l, enum right right);
const struct list_host *list_host(void);

/* ---- list_pages.c, view_pages.c ---- */

const struct list_def *list_asked_for(struct request *rq, struct response *rs);   /* NULL: answered */
void list_go_back(struct request *rq, struct response *rs);
void list_view_add(struct request *rq, struct response *rs);
void list_view_show(struct request *rq, struct response *rs);
void list_view_rename(struct request *rq, struct response *rs);
void list_view_drop(struct request *rq, struct response *rs);
void list_view_back(struct request *rq, struct response *rs);
