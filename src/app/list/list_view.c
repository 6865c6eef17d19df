/* list/list_view.c — what stands around the rows: heads to sort by, chips of
 * the filters, the fields of the search form, the menus. */
#include "app/list/act.h"
#include "app/list/list_private.h"

#include "web/text.h"

#define CHOICES_MOST 1000

/* ---- for the templates ---- */

str list_row_name(const struct list_row *row)
{
    const struct list_cell *c = row->cells.items;

    return str_is_empty(c->tag.words) ? c->text : c->tag.words;
}

str list_indent(int depth)
{
    static const char spaces[] = "\u2003\u2003\u2003\u2003\u2003\u2003\u2003\u2003\u2003\u2003\u2003\u2003";
    size_t most = sizeof spaces - 1, n = (size_t)depth * 3;

    return (str){spaces, n < most ? n : most};
}

/* ---- heads ---- */

static void fill_heads(struct list *l)
{
    for (size_t i = 0; i < l->def->n_columns; i++) {
        const struct list_column *c = &l->def->columns[i];
        struct list_head h = {.label = c->label, .name = c->name, .is_number = c->kind == CELL_NUMBER || c->kind == CELL_AMOUNT, .href = S("")};
        bool sorted = i == l->sort;

        if (!l->shown[i])
            continue;
        if (c->order && !l->is_bare)
            h.href = list_link(l, list_query_with(l, &(struct list_change){.sort = c->name, .descending = sorted && !l->descending}));
        if (sorted)
            h.sorted = l->descending ? "descending" : "ascending";
        *list_add(l->a, &l->heads) = h;
    }
}

static void fill_sorts(struct list *l)
{
    for (size_t i = 0; i < l->def->n_columns; i++) {
        const struct list_column *c = &l->def->columns[i];
        bool now = i == l->sort;
        if (c->order)
            *list_add(l->a, &l->sorts) = (struct list_sort){
                c->label, list_link(l, list_query_with(l, &(struct list_change){.sort = c->name, .descending = now && !l->descending})), now};
    }
}

/* ---- cards ---- */

static void fill_cards(struct list *l)
{
    for (size_t i = 0; l->is_cards && i < l->rows.n; i++) {
        struct badge_card *card = list_add(l->a, &l->cards);
        *card = (struct badge_card){.tick = l->buttons.n ? l->rows.items[i].id : 0};
        l->def->card(l, &l->rows.items[i], card);
    }
}

/* ---- choices ---- */

static bool has_id(const struct id_list *ids, str text)
{
    int64_t id = 0;
    bool found = false;

    if (!str_to_int(text, &id))
        return false;
    for (size_t i = 0; i < ids->n && !found; i++)
        found = ids->items[i] == id;
    return found;
}

code list_choices_of(struct list *l, const struct list_filter *f, struct list_choices *out, struct error *err)
{
    struct list_choices all = {0};
    struct id_list seen = {0};

    if (l->reach.everything || !f->seen)
        return f->choices(l, out, err);
    TRY(f->choices(l, &all, err));
    TRY(list_seen(l, f->seen, &seen, err));
    for (size_t i = 0; i < all.n; i++)
        if (has_id(&seen, all.items[i].value))
            *list_add(l->a, out) = all.items[i];
    return OK;
}

/* ---- chips ---- */

static str choice_words(const struct list_choices *choices, str value)
{
    for (size_t i = 0; i < choices->n; i++)
        if (str_eq(choices->items[i].value, value))
            return choices->items[i].words;
    return (str){0};
}

code list_chip_words(struct list *l, const struct list_filter *f, str value, str *out, struct error *err)
{
    struct list_choices choices = {0};
    const struct list_option *o = list_option_of(f, value);

    *out = value;
    if (o)
        *out = said(o->words);
    else if (f->words)
        *out = f->words(l, value);
    else if (f->choices) {
        TRY(list_choices_of(l, f, &choices, err));
        *out = choice_words(&choices, value);
    }
    if (str_is_empty(*out))
        *out = S("(gone)");
    return OK;
}

static code fill_chips(struct list *l, struct error *err)
{
    for (size_t i = 0; i < l->def->n_filters; i++) {
        const struct list_filter *f = &l->def->filters[i];
        for (size_t k = 0; k < l->asked[i].n && !list_is_standard(l, i); k++) {
            struct list_chip chip = {.label = f->label};
            TRY(list_chip_words(l, f, l->asked[i].values[k], &chip.words, err));
            chip.href = list_link(l, list_query_with(l, &(struct list_change){.without = f, .value = l->asked[i].values[k]}));
            *list_add(l->a, &l->chips) = chip;
        }
    }
    l->clear_href = list_link(l, list_query_with(l, &(struct list_change){.no_search = true, .no_filters = true}));
    return OK;
}

/* ---- the search form ---- */

static void hide(struct list *l, const char *name, str value)
{
    *list_add(l->a, &l->hidden) = (struct list_hidden){cstr(name), value};
}

/* A filter that takes several: those chosen are carried along, and the field
 * asks for one more. */
static code fill_field(struct list *l, size_t i, struct error *err)
{
    const struct list_filter *f = &l->def->filters[i];
    struct list_field field = {.filter = f, .value = S("")};

    for (size_t k = 0; k < l->asked[i].n; k++)
        if (f->many || f->kind == FILTER_LINK)
            hide(l, f->name, l->asked[i].values[k]);
        else
            field.value = l->asked[i].values[k];
    if (f->kind == FILTER_LINK)
        return OK;
    if (f->choices)
        TRY(list_choices_of(l, f, &field.choices, err));
    for (const struct list_option *o = f->options; o && o->value; o++)
        *list_add(l->a, &field.choices) = (struct list_choice){cstr(o->value), said(o->words), 0};
    if (field.choices.n > CHOICES_MOST)
        field.choices.n = CHOICES_MOST;
    if (field.choices.n > 0 || !(f->choices || f->options))
        *list_add(l->a, &l->fields) = field;
    return OK;
}

static void hide_keep(struct list *l)
{
    str rest = l->keep, one, name;

    while (str_cut(&rest, '&', &one))
        if (str_cut(&one, '=', &name))
            *list_add(l->a, &l->hidden) = (struct list_hidden){name, one};
}

static code fill_form(struct list *l, struct error *err)
{
    str sort = str_printf(l->a, "%s%s", l->descending ? "-" : "", l->def->columns[l->sort].name);

    hide_keep(l);
    if (l->columns_asked)
        hide(l, "columns", l->look.columns);
    for (size_t i = 0; i < l->def->n_filters; i++)
        TRY(fill_field(l, i, err));
    if (!str_eq(sort, cstr(l->def->order)))
        hide(l, "sort", sort);
    return OK;
}

/* ---- menus, bulk bar ---- */

static void fill_picks(struct list *l)
{
    for (size_t i = 1; i < l->def->n_columns; i++)
        *list_add(l->a, &l->picks) = (struct list_pick){&l->def->columns[i], l->shown[i]};
}

static void fill_buttons(struct list *l)
{
    const struct list_act *act;

    for (size_t i = 0; (act = list_act_at(l->def, i)); i++)
        if (app_allow(l->rq, act->right, l->org) == OK && (!act->fits || act->fits(l)))
            *list_add(l->a, &l->buttons) = (struct list_button){act};
}

static void fill_addresses(struct list *l)
{
    str base = l->org ? str_printf(l->a, "/org/%lld/lists/%s", (long long)l->org, l->def->name)
                      : str_printf(l->a, "/lists/%s", l->def->name);
    str query = list_query(l);

    l->query = query;
    l->page_href = list_link(l, query);
    l->csv_href = list_link(l, query.n ? str_join(l->a, query, S("&as=csv")) : S("as=csv"));
    l->look_href = str_join(l->a, base, S("/look"));
    l->views_href = str_join(l->a, base, S("/views"));
    l->act_href = str_join(l->a, base, S("/acts"));
}

code list_fill_view(struct list *l, struct error *err)
{
    fill_heads(l);
    fill_addresses(l);
    if (l->is_bare)
        return OK;
    TRY(fill_chips(l, err));
    TRY(fill_form(l, err));
    fill_picks(l);
    fill_sorts(l);
    fill_buttons(l);
    fill_cards(l);
    TRY(list_views_load(l, err));
    return act_find_undo(l->db, l->a, &(struct act_place){l->org, l->account, l->def->name, l->now}, &l->undo, err);
}
