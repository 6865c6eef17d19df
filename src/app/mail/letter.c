/* mail/letter.c — a letter of a kind: holes filled, and the same as plain text and
 * as HTML, in one language. */
#include "app/mail/mail_view.h"
#include "base/utf8.h"
#include "templates.h"

#define SUBJECT_BYTES 400                        /* what a header takes (web/smtp.c) is more */

/* ---- holes ---- */

struct hole { const char *name; str value; };

/* Controls and what cannot be seen, which headers refuse, become spaces. */
static str one_line(struct arena *a, str s)
{
    struct buf b = buf_new(a);

    while (s.n) {
        str rest = s;
        (void)utf8_next(&rest);
        str point = str_slice(s, 0, s.n - rest.n);
        buf_put(&b, utf8_has_controls(point) ? S(" ") : point);
        s = rest;
    }
    return buf_done(&b);
}

/* The value of the hole that `rest` begins with, and its length; NULL: none of ours. */
static const struct hole *hole_at(str rest, const struct hole *holes, size_t n, size_t *length)
{
    ptrdiff_t end = str_find_byte(rest, '}');

    for (size_t i = 0; end > 0 && i < n; i++)
        if (str_eq(str_slice(rest, 1, (size_t)end), cstr(holes[i].name))) {
            *length = (size_t)end + 1;
            return &holes[i];
        }
    return NULL;
}

static str fill(struct arena *a, str pattern, const struct hole *holes, size_t n)
{
    struct buf b = buf_new(a);
    size_t length = 0;

    for (size_t i = 0; i < pattern.n;) {
        const struct hole *h = pattern.p[i] == '{' ? hole_at(str_from(pattern, i), holes, n, &length) : NULL;
        if (h)
            buf_put(&b, h->value);
        else
            buf_byte(&b, pattern.p[i]);
        i += h ? length : 1;
    }
    return buf_done(&b);
}

/* ---- what it says ---- */

static str given(str s)
{
    return str_is_absent(s) ? S("") : s;
}

static const char *chosen(const char *other, const char *standard)
{
    return other ? other : standard;
}

struct writing { struct arena *a; const struct letter *l; const struct letter_kind *k; const struct letter_how *how; struct hole holes[9]; };

static void set_holes(struct writing *w, str name)
{
    const struct letter *l = w->l;
    const struct hole holes[] = {
        {"name", given(name)}, {"organisation", given(l->organisation)}, {"badge", l->thing ? said(l->thing) : given(l->badge)}, {"link", given(l->link)},
        {"reason", given(l->reason)}, {"sender", given(l->sender)}, {"message", given(l->message)}, {"code", given(l->code)},
        {"date", l->until ? out_day_words(w->a, w->how->lang, l->until) : S("")},
    };

    memcpy(w->holes, holes, sizeof holes);
}

static str filled(const struct writing *w, str pattern)
{
    return str_trim(fill(w->a, pattern, w->holes, COUNT(w->holes)));
}

/* What strangers typed may be in it: one line, as a header needs it. */
static str subject_of(const struct writing *w)
{
    str pattern = w->how->own ? w->how->own->subject : said(chosen(w->l->subject, w->k->subject));

    return utf8_cut(one_line(w->a, filled(w, pattern)), SUBJECT_BYTES);
}

static str opening_of(const struct writing *w)
{
    return filled(w, w->how->own ? w->how->own->opening : said(chosen(w->l->opening, w->k->opening)));
}

static str greeting(struct arena *a, str name)
{
    return str_is_empty(name) ? said("Hello,") : words_printf(a, "Hello " STR_FMT ",", STR_ARG(name));
}

/* ---- as text ---- */

static void put_paragraph(struct buf *b, str s)
{
    if (!str_is_empty(s))
        buf_printf(b, STR_FMT "\n\n", STR_ARG(s));
}

static void put_items(struct buf *b, const struct letter_items *items)
{
    for (size_t i = 0; i < items->n; i++) {
        const struct letter_item *one = &items->items[i];
        buf_printf(b, "- " STR_FMT ": " STR_FMT "\n", STR_ARG(one->head), STR_ARG(one->sub));
        if (!str_is_empty(one->href))
            buf_printf(b, "  " STR_FMT "\n", STR_ARG(one->href));
    }
    if (items->n)
        buf_putz(b, "\n");
}

static void put_foot(struct buf *b, const struct letter_view *v)
{
    if (v->why.n || v->look.postal.n || v->choices.n)
        buf_putz(b, "-- \n");
    put_paragraph(b, v->why);
    put_paragraph(b, v->look.postal);
    if (v->choices.n)
        buf_printf(b, STR_FMT "\n" STR_FMT "\n", STR_ARG(said("Choose your language, and which mails you get:")), STR_ARG(v->choices));
}

static str as_text(struct arena *a, const struct letter_view *v)
{
    struct buf b = buf_new(a);

    put_paragraph(&b, v->greeting);
    put_paragraph(&b, v->opening);
    put_paragraph(&b, v->detail);
    put_paragraph(&b, v->description);
    put_items(&b, &v->items);
    put_paragraph(&b, v->small);
    if (v->link.n && v->action.n)
        buf_printf(&b, STR_FMT ":\n" STR_FMT "\n\n", STR_ARG(v->action), STR_ARG(v->link));
    if (v->code.n)
        buf_printf(&b, STR_FMT "\n" STR_FMT "\n\n", STR_ARG(v->link.n ? said("Or type this code where you asked for it:") : said("Your code:")), STR_ARG(v->code));
    put_paragraph(&b, v->note);
    put_foot(&b, v);
    return str_printf(a, STR_FMT "\n", STR_ARG(str_trim(buf_done(&b))));
}

/* ---- as HTML ---- */

static str as_html(struct arena *a, str lang, str subject, const struct letter_view *v)
{
    const struct spoken *s = text_language_of(lang);
    struct page *p = NEW(a, struct page);
    struct out o = {.buf = buf_new(a), .page = p};

    p->lang = lang;
    p->right_to_left = s && s->right_to_left;
    p->title = subject;
    tmpl_mail_letter(&o, v);
    return buf_done(&o.buf);
}

/* ---- together ---- */

static void fill_view(const struct writing *w, const struct letter_look *look, str choices, str name, struct letter_view *v)
{
    const struct letter *l = w->l;

    *v = (struct letter_view){
        .look = *look, .greeting = greeting(w->a, name), .opening = opening_of(w), .action = said(chosen(l->action, w->k->action)),
        .note = filled(w, said(w->k->note)), .why = w->k->why ? filled(w, said(w->k->why)) : S(""), .link = given(l->link),
        .code = given(l->code), .picture = given(l->picture), .badge = given(l->badge), .description = given(l->description),
        .detail = given(l->detail), .small = given(l->small), .items = l->items, .choices = choices,
    };
}

static str item_words(struct arena *a, const struct letter_item *one, str day)
{
    if (one->words)
        return said(one->words);
    if (one->is_due)
        return one->is_over ? words_printf(a, "Was due on " STR_FMT, STR_ARG(day)) : words_printf(a, "Due on " STR_FMT, STR_ARG(day));
    return one->is_over ? words_printf(a, "Ended on " STR_FMT, STR_ARG(day)) : words_printf(a, "Ends on " STR_FMT, STR_ARG(day));
}

static str item_head(struct arena *a, const struct letter_item *one)
{
    str thing = one->thing ? said(one->thing) : S("");

    return !one->thing ? one->title : one->title.n ? str_printf(a, STR_FMT ": " STR_FMT, STR_ARG(one->title), STR_ARG(thing)) : thing;
}

static void date_items(struct arena *a, str lang, const struct letter_items *items)
{
    for (size_t i = 0; i < items->n; i++) {
        struct letter_item *one = &items->items[i];
        one->head = item_head(a, one);
        one->sub = item_words(a, one, out_day_words(a, lang, one->until));
    }
}

static void write_in(struct arena *a, const struct letter *l, const struct letter_how *how, const struct letter_look *look, str choices, struct mail *m)
{
    struct writing w = {.a = a, .l = l, .k = letter_kind(cstr(l->kind)), .how = how};
    struct letter_view v;

    set_holes(&w, m->to_name);
    date_items(a, how->lang, &l->items);
    fill_view(&w, look, choices, m->to_name, &v);
    m->subject = subject_of(&w);
    m->text = as_text(a, &v);
    m->html = as_html(a, how->lang, m->subject, &v);
}

code letter_write_as(struct app *app, struct db *db, struct arena *a, const struct letter *l, const struct letter_how *how,
                     struct mail *m, struct error *err)
{
    const struct dictionary *before = words_spoken();
    struct letter with = *l;
    struct letter_look look = {0};
    bool may_choose = l->org > 0 && m->person > 0 && letter_kind(cstr(l->kind))->why;

    TRY(letter_look(app, db, a, l->org, l->issuer, &look, err));
    if (str_is_empty(with.organisation))
        with.organisation = look.organisation;
    text_speak(how->lang);
    str choices = may_choose ? letter_choices_path(a, app, l->org, m->person) : l->choices;
    write_in(a, &with, how, &look, choices.n ? app_url(a, app, choices) : S(""), m);
    words_speak(before);
    m->lang = how->lang;
    m->words = how->own ? how->own->id : 0;
    return OK;
}

code letter_write(struct app *app, struct db *db, struct arena *a, const struct letter *l, struct mail *m, struct error *err)
{
    const struct letter_kind *k = letter_kind(cstr(l->kind));
    struct letter_reader r;
    struct letter_words own = {0};

    TRY(letter_reader(db, a, l->org, m->to_address, &r, err));
    if (l->asked_here && !r.chose)
        r.lang = text_spoken();
    m->person = r.person;
    if (l->org > 0 && letter_is_own(k))
        TRY(letter_words_now(db, a, l->org, cstr(k->name), r.lang, &own, err));
    return letter_write_as(app, db, a, l, &(struct letter_how){r.lang, own.id ? &own : NULL}, m, err);
}

struct letter_words letter_standard(const struct letter_kind *k, str lang)
{
    return (struct letter_words){0, cstr(text(lang, k->subject)), cstr(text(lang, k->opening))};
}
