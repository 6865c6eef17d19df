/* list/list_sql.c — the statements of a list, put together from the pieces of
 * its declaration. Nothing that somebody typed becomes text: a name like :org
 * in a piece becomes the next $n, and the value goes in beside it. */
#include "app/list/list_private.h"

#include "store/search.h"

#include <stdio.h>
#include <string.h>

struct list_sql list_sql_new(struct arena *a)
{
    return (struct list_sql){.text = buf_new(a)};
}

/* ---- values ---- */

static msec today(msec now)
{
    return date_start(date_of(now));
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || c == '_';
}

int64_t list_owner(const struct list *l)
{
    for (size_t i = 0; !l->reach.everything && i < l->reach.parts.n; i++)
        if (l->reach.parts.items[i].badges)
            return l->account;
    return 0;
}

static struct value value_of(str name, const struct list *l, const struct list_given *g)
{
    const struct { const char *name; struct value value; } known[] = {
        {"org", v_int(l->org)}, {"id", v_int(l->id)}, {"me", v_int(l->account)}, {"owner", v_int(list_owner(l))}, {"now", v_int(l->now)},
        {"today", v_int(today(l->now))}, {"act", v_int(l->act)},
        {"value", g->value}, {"word", v_str(g->word)}, {"from", v_str(g->from)}, {"to", v_str(g->to)},
        {"after", v_int(g->after)}, {"edge", g->edge}, {"grant", v_int(g->part ? g->part->grant : 0)},
    };

    for (size_t i = 0; i < COUNT(known); i++)
        if (str_eq(name, cstr(known[i].name)))
            return known[i].value;
    fprintf(stderr, "list: a piece of SQL names :" STR_FMT "\n", STR_ARG(name));
    __builtin_trap();                            /* a mistake of ours */
}

static void put_value(struct list_sql *s, struct value v)
{
    if (s->n == SQL_VALUES_MOST)
        __builtin_trap();                        /* list_ask takes fewer */
    s->values[s->n++] = v;
    buf_printf(&s->text, "$%zu", s->n);
}

/* ---- how far the reader's right goes ---- */

#define BELOW "SELECT q.id FROM person q WHERE q.manager_id IN"                                                                 \
    " (SELECT o.id FROM person o WHERE o.org_id = :org AND o.folded IN (SELECT e.folded FROM account_email e WHERE e.account_id = :me"  \
    " AND e.verified_at IS NOT NULL) UNION SELECT n.person_id FROM person_address n WHERE n.org_id = :org AND n.folded IN"        \
    " (SELECT e.folded FROM account_email e WHERE e.account_id = :me AND e.verified_at IS NOT NULL))"
static const char piece_below[] = SQL_PIECE(
    "(WITH RECURSIVE below(id) AS (" BELOW " UNION SELECT r.id FROM person r JOIN below ON r.manager_id = below.id) SELECT id FROM below)");
static const char piece_departments[] = SQL_PIECE(
    REACH_PEOPLE(":org", ":grant"));
static const char piece_badges[] = SQL_PIECE(
    REACH_BADGES(":grant"));

/* :people and :badges are pieces themselves. NULL: a value. */
static const char *piece_named(str name, const struct list_given *g)
{
    if (str_eq(name, S("people")))
        return g->part && g->part->below ? piece_below : piece_departments;
    return str_eq(name, S("badges")) ? piece_badges : NULL;
}

void list_sql_put(struct list_sql *s, const struct list *l, const char *piece, const struct list_given *given)
{
    static const struct list_given nothing;
    str rest = cstr(piece);
    ptrdiff_t colon;

    while ((colon = str_find_byte(rest, ':')) >= 0) {
        size_t end = (size_t)colon + 1;
        while (end < rest.n && is_letter(rest.p[end]))
            end++;
        str name = str_slice(rest, (size_t)colon + 1, end);
        const char *inner = piece_named(name, given ? given : &nothing);
        buf_put(&s->text, str_slice(rest, 0, (size_t)colon));
        if (inner)
            list_sql_put(s, l, inner, given);
        else
            put_value(s, value_of(name, l, given ? given : &nothing));
        rest = str_from(rest, end);
    }
    buf_put(&s->text, rest);
}

/* ---- conditions ---- */

static struct value filter_value(const struct list_filter *f, str text)
{
    struct date day;
    int64_t n = 0;

    if (f->kind == FILTER_FROM || f->kind == FILTER_UNTIL)
        return v_int(date_parse(text, &day, NULL) == OK ? date_start(day) + (f->kind == FILTER_UNTIL ? DAY : 0) : 0);
    if (f->is_number)
        return v_int(str_to_int(text, &n) ? n : 0);
    return v_str(text);
}

static void put_one(struct list_sql *s, const struct list *l, const struct list_filter *f, str text)
{
    const struct list_option *o = list_option_of(f, text);

    list_sql_put(s, l, f->kind == FILTER_OPTIONS ? (o && o->sql ? o->sql : "1 = 1") : f->sql,
                 &(struct list_given){.value = filter_value(f, text)});
}

static void put_filter(struct list_sql *s, const struct list *l, size_t i)
{
    const struct list_asked *asked = &l->asked[i];

    for (size_t k = 0; k < asked->n; k++) {
        buf_putz(&s->text, k == 0 ? " AND (" : " OR ");
        put_one(s, l, &l->def->filters[i], asked->values[k]);
    }
    if (asked->n > 0)
        buf_byte(&s->text, ')');
}

static str folded(const struct list *l, str words)
{
    return l->def->fold ? l->def->fold(l->a, words) : str_lower(l->a, words);
}

/* Each word is somewhere. */
static void put_words(struct list_sql *s, const struct list *l)
{
    str rest = l->search, word;
    int n = 0;

    while (n < LIST_WORDS_MOST && str_cut(&rest, ' ', &word)) {
        if (str_is_empty(word))
            continue;
        buf_putz(&s->text, " AND (");
        list_sql_put(s, l, l->def->search, &(struct list_given){.word = search_anywhere(l->a, folded(l, word))});
        buf_byte(&s->text, ')');
        n++;
    }
}

static bool is_searched(const struct list *l)
{
    return l->def->search && !str_is_empty(l->search) && !l->act;
}

static bool is_searched_by_start(const struct list *l)
{
    return is_searched(l) && l->is_long && l->def->search_start;
}

/* Who begins so stands first, and CROSS JOIN keeps it there: told by a condition
 * alone, SQLite reads the whole list in its order until a page of them is found. */
static void put_from(struct list_sql *s, const struct list *l)
{
    if (!is_searched_by_start(l)) {
        buf_printf(&s->text, " FROM %s WHERE ", l->def->from);
        return;
    }
    struct search_range range = search_start(l->a, folded(l, l->search));
    buf_putz(&s->text, " FROM (");
    list_sql_put(s, l, l->def->search_start, &(struct list_given){.from = range.from, .to = range.to});
    buf_printf(&s->text, ") AS found CROSS JOIN %s WHERE found.id = %s AND ", l->def->from, l->def->key);
}

static bool is_found(const struct list *l)
{
    for (size_t i = 0; i < l->def->n_filters; i++)
        if (l->asked[i].n > 0 && l->def->filters[i].finds)
            return l->def->where_found && !l->act;
    return false;
}

/* Few persons or badges are looked up sooner than the whole organisation is. */
static bool is_narrowed(const struct list *l)
{
    return !l->reach.everything && l->reach.parts.n == 1 && !l->act;
}

/* A part whose limit the list does not know shows nothing of it. */
static void put_part(struct list_sql *s, const struct list *l, const struct list_part *part)
{
    const struct list_scope *scope = &l->def->scope;
    const struct list_given given = {.part = part};
    bool people = part->below || part->departments;

    if ((!people && !part->badges) || (people && !scope->people) || (part->badges && !scope->badges)) {
        buf_putz(&s->text, "1 = 0");
        return;
    }
    if (people)
        list_sql_put(s, l, scope->people, &given);
    if (part->badges) {
        buf_putz(&s->text, people ? " AND " : "");
        list_sql_put(s, l, scope->badges, &given);
    }
}

static void put_reach(struct list_sql *s, const struct list *l, const struct list_reach *reach)
{
    if (reach->everything)
        return;
    buf_putz(&s->text, reach->parts.n ? " AND (" : " AND 1 = 0");
    for (size_t i = 0; i < reach->parts.n; i++) {
        buf_putz(&s->text, i ? " OR (" : "(");
        put_part(s, l, &reach->parts.items[i]);
        buf_byte(&s->text, ')');
    }
    if (reach->parts.n)
        buf_byte(&s->text, ')');
}

/* from, where, filters, words; `found`: a filter may find the rows. */
static void list_sql_where(struct list_sql *s, const struct list *l, bool found)
{
    put_from(s, l);
    list_sql_put(s, l, found && (is_found(l) || is_narrowed(l)) && l->def->where_found ? l->def->where_found : l->def->where, NULL);
    put_reach(s, l, &l->reach);
    put_reach(s, l, &l->acts_reach);
    if (l->act) {
        buf_printf(&s->text, SQL_MADE(" AND %s IN (SELECT row_id FROM list_act_row WHERE act_id = "), l->def->key);
        list_sql_put(s, l, ":act)", NULL);
        return;
    }
    for (size_t i = 0; i < l->def->n_filters; i++)
        put_filter(s, l, i);
    if (is_searched(l) && !is_searched_by_start(l))
        put_words(s, l);
}

/* ---- statements ---- */

static const char *order_of(const struct list *l)
{
    return l->def->columns[l->sort].order;
}

static bool sorts_by_key(const struct list *l)
{
    return strcmp(order_of(l), l->def->key) == 0;
}

/* Behind the edge in the direction of reading. What is sorted by is bounded once
 * more by itself, as SQLite looks up no pair of which one half is computed. */
static void put_edge(struct list_sql *s, const struct list *l, const struct list_page *p)
{
    const char *than = p->is_back == l->descending ? ">" : "<";
    const struct list_given given = {.after = p->after, .edge = p->edge};

    if (p->after == 0)
        return;
    buf_putz(&s->text, " AND ");
    if (!sorts_by_key(l)) {
        list_sql_put(s, l, order_of(l), NULL);
        buf_printf(&s->text, " %s= ", than);
        list_sql_put(s, l, ":edge AND (", &given);
        list_sql_put(s, l, order_of(l), NULL);
        buf_putz(&s->text, ", ");
    }
    buf_putz(&s->text, l->def->key);
    buf_printf(&s->text, sorts_by_key(l) ? " %s " : ") %s (", than);
    list_sql_put(s, l, sorts_by_key(l) ? ":after" : ":edge, :after)", &given);
}

/* What is sorted by is the second that is selected: said again, with other numbers for the
 * same values, it would be worked out twice for each row. */
static void put_order(struct list_sql *s, const struct list *l, bool is_back)
{
    const char *direction = is_back == l->descending ? "ASC" : "DESC";

    buf_putz(&s->text, " ORDER BY ");
    if (!sorts_by_key(l))
        buf_printf(&s->text, "2 %s, ", direction);
    buf_printf(&s->text, "%s %s", l->def->key, direction);
}

void list_sql_page(struct list_sql *s, const struct list *l, const struct list_page *p)
{
    buf_printf(&s->text, SQL_MADE("SELECT %s, "), l->def->key);
    list_sql_put(s, l, order_of(l), NULL);
    for (size_t i = 0; i < l->def->n_columns; i++) {
        if (!p->columns[i])
            continue;
        buf_putz(&s->text, ", ");
        list_sql_put(s, l, l->def->columns[i].sql, NULL);
    }
    list_sql_where(s, l, l->is_few);
    put_edge(s, l, p);
    put_order(s, l, p->is_back);
    buf_printf(&s->text, " LIMIT %d", p->limit);
}

void list_sql_edge(struct list_sql *s, const struct list *l, int64_t key)
{
    buf_putz(&s->text, SQL_MADE("SELECT "));
    list_sql_put(s, l, order_of(l), NULL);
    buf_printf(&s->text, " FROM %s WHERE ", l->def->from);
    list_sql_put(s, l, l->def->where, NULL);
    put_reach(s, l, &l->reach);
    buf_printf(&s->text, " AND %s = ", l->def->key);
    put_value(s, v_int(key));
}

void list_sql_any(struct list_sql *s, const struct list *l, const char *piece, int64_t value)
{
    buf_printf(&s->text, SQL_MADE("SELECT count(*) FROM (SELECT 1 FROM %s WHERE "), l->def->from);
    list_sql_put(s, l, l->def->where, NULL);
    put_reach(s, l, &l->reach);
    buf_putz(&s->text, " AND ");
    list_sql_put(s, l, piece, &(struct list_given){.value = v_int(value)});
    buf_putz(&s->text, " LIMIT 1) AS found");
}

void list_sql_count(struct list_sql *s, const struct list *l, int64_t most)
{
    buf_putz(&s->text, SQL_MADE("SELECT count(*) FROM (SELECT 1"));
    list_sql_where(s, l, true);
    buf_printf(&s->text, " LIMIT %lld) AS counted", (long long)most);
}

void list_sql_keys(struct list_sql *s, const struct list *l, int64_t after, int limit)
{
    buf_printf(&s->text, SQL_MADE("SELECT %s"), l->def->key);
    list_sql_where(s, l, false);
    buf_printf(&s->text, " AND %s > ", l->def->key);
    put_value(s, v_int(after));
    buf_printf(&s->text, " ORDER BY %s LIMIT %d", l->def->key, limit);
}

void list_sql_seen(struct list_sql *s, const struct list *l, const char *head)
{
    list_sql_put(s, l, head, NULL);
    buf_printf(&s->text, SQL_MADE(" (SELECT %s FROM %s WHERE "), l->def->key, l->def->from);
    list_sql_put(s, l, l->def->where, NULL);
    put_reach(s, l, &l->reach);
    buf_byte(&s->text, ')');
}

void list_sql_gather(struct list_sql *s, const struct list *l, const struct list_gather *g)
{
    list_sql_put(s, l, g->head, NULL);
    for (size_t i = 0; i < g->n; i++) {
        buf_putz(&s->text, i ? ", " : " (");
        put_value(s, v_int(g->values[i]));
    }
    if (g->is_few)
        buf_putz(&s->text, SQL_MADE(") AND EXISTS (SELECT 1"));
    else
        buf_printf(&s->text, SQL_MADE(") AND %s IN (SELECT %s"), g->row, l->def->key);
    list_sql_where(s, l, false);
    if (g->is_few)
        buf_printf(&s->text, " AND %s = %s", l->def->key, g->row);
    buf_printf(&s->text, ") %s", g->tail);
}

/* The engines number $n by the text, so the act comes where it stands. */
void list_sql_take(struct list_sql *s, const struct list *l, int64_t act)
{
    buf_putz(&s->text, SQL_MADE("INSERT INTO list_act_row (act_id, row_id) SELECT CAST("));
    put_value(s, v_int(act));
    buf_printf(&s->text, " AS BIGINT), %s", l->def->key);
    list_sql_where(s, l, true);
}

/* ---- running ---- */

struct rows *list_sql_rows(struct list_sql *s, const struct list *l)
{
    return db_query_made(l->db, str_z(l->a, buf_done(&s->text)), (struct args){s->values, s->n});
}

code list_sql_run(struct list_sql *s, const struct list *l, int64_t *changed, struct error *err)
{
    return db_run_made(l->db, str_z(l->a, buf_done(&s->text)), (struct args){s->values, s->n}, changed, err);
}
