/* learnlog/learnlog_pages.c — the log, month by month, and as a file; writing an entry
 * and changing it. */
#include "app/learnlog/learnlog_private.h"

#include "app/effort.h"
#include "app/layout/paging.h"
#include "base/crypto.h"
#include "base/uri.h"
#include "format/csv.h"
#include "templates.h"
#include "web/out.h"
#include "web/scratch.h"

#define PER_PAGE      50
#define LINES_AT_ONCE 200                        /* of a table: some 4 MB at the most */

str learnlog_path(struct arena *a, const struct log_entry *e)
{
    return str_printf(a, "/backpack/log/%lld", (long long)e->id);
}

bool learnlog_mine(struct request *rq, struct response *rs, struct log_entry *out)
{
    struct error err = {0};

    if (learnlog_get(rq->db, rq->arena, rq->session->account, request_param_int(rq, "id"), out, &err) == OK)
        return true;
    app_fail(rq, rs, &err);
    return false;
}

/* ---- what is asked ---- */

static struct log_filter filter_of(struct request *rq)
{
    struct log_filter f = {.search = request_query(rq, "q"), .which = request_query(rq, "which"), .removed = str_eq(request_query(rq, "in"), S("removed"))};

    if (!str_to_int(request_query(rq, "year"), &f.year) || f.year < 0 || f.year > 9999)
        f.year = 0;
    if (str_is_absent(f.search) || f.search.n > 200)
        f.search = S("");
    if (!str_eq(f.which, S("witnessed")) && !str_eq(f.which, S("asked")) && !str_eq(f.which, S("alone")))
        f.which = S("");
    return f;
}

static str address(struct arena *a, const struct log_filter *f, int64_t year)
{
    struct buf b = buf_new(a);
    const char *sep = "?";

    buf_putz(&b, "/backpack/log");
    if (f->search.n) {
        buf_printf(&b, "%sq=" STR_FMT, sep, STR_ARG(uri_encode(a, f->search)));
        sep = "&";
    }
    if (year) {
        buf_printf(&b, "%syear=%lld", sep, (long long)year);
        sep = "&";
    }
    if (f->which.n) {
        buf_printf(&b, "%swhich=" STR_FMT, sep, STR_ARG(f->which));
        sep = "&";
    }
    if (f->removed)
        buf_printf(&b, "%sin=removed", sep);
    return buf_done(&b);
}

/* ---- the page ---- */

static const char *const months[] = {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"};

static str sum_words(struct arena *a, const struct log_sum *s)
{
    str n = s->n == 1 ? said("1 entry") : words_printf(a, "%lld entries", (long long)s->n);

    return s->minutes ? str_printf(a, STR_FMT " · " STR_FMT, STR_ARG(n), STR_ARG(effort_time_words(a, s->minutes))) : n;
}

static str month_words(struct arena *a, const struct log_sum *s)
{
    int64_t m = s->month % 100;

    return str_printf(a, "%s %lld · " STR_FMT, words(months[m > 0 && m < 13 ? m - 1 : 0]), (long long)(s->month / 100), STR_ARG(sum_words(a, s)));
}

static struct tag_view tag_of(struct arena *a, const struct log_entry *e)
{
    if (e->said)
        return (struct tag_view){NULL, "eye-check", e->said == 1 ? said("Witnessed") : words_printf(a, "%lld witnesses", (long long)e->said)};
    return e->asked ? (struct tag_view){NULL, "hourglass", said("Witness asked")} : (struct tag_view){0};
}

static str heading(struct arena *a, const struct log_sums *all, int64_t month)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->items[i].month == month)
            return month_words(a, &all->items[i]);
    return S("");
}

static code fill_rows(struct request *rq, const struct log_filter *f, const struct log_entry_list *all, struct log_view *v, struct error *err)
{
    struct log_sums sums = {0};
    struct log_month *now = NULL;

    if (all->n)
        TRY(learnlog_months(rq->db, rq->arena, rq->session->account, f, learnlog_month(all->items[all->n - 1].day), learnlog_month(all->items[0].day), &sums, err));
    for (size_t i = 0; i < all->n; i++) {
        const struct log_entry *e = &all->items[i];
        int64_t month = learnlog_month(e->day);
        if (!now || now->month != month) {
            now = list_add(rq->arena, &v->months);
            *now = (struct log_month){.month = month, .words = heading(rq->arena, &sums, month)};
        }
        *list_add(rq->arena, &now->rows) = (struct log_row){
            *e, learnlog_path(rq->arena, e), e->minutes ? effort_time_words(rq->arena, e->minutes) : S(""), tag_of(rq->arena, e)};
    }
    return OK;
}

static code fill_years(struct request *rq, const struct log_filter *f, struct log_view *v, struct error *err)
{
    struct log_sums years = {0};

    TRY(learnlog_years(rq->db, rq->arena, rq->session->account, &years, err));
    *list_add(rq->arena, &v->years) = (struct log_year){said("All years"), address(rq->arena, f, 0), f->year == 0};
    for (size_t i = 0; i < years.n; i++)
        *list_add(rq->arena, &v->years) = (struct log_year){
            str_printf(rq->arena, "%lld", (long long)years.items[i].month), address(rq->arena, f, years.items[i].month), f->year == years.items[i].month};
    return OK;
}

static code fill_log(struct request *rq, struct log_view *v, struct error *err)
{
    struct log_filter f = filter_of(rq);
    struct paging p = paging_of(rq, PER_PAGE);
    struct log_entry_list all = {0};
    struct log_sum total;

    f.at = p.at;
    v->search = f.search;
    v->which = f.which;
    v->year = f.year ? str_printf(rq->arena, "%lld", (long long)f.year) : S("");
    v->is_bin = f.removed;
    v->is_filtered = f.search.n || f.which.n || f.year;
    TRY(learnlog_find(rq->db, rq->arena, rq->session->account, &f, &all, err));
    paging_arrange(&p, &all);
    TRY(learnlog_total(rq->db, rq->arena, rq->session->account, &f, &total, err));
    v->total = sum_words(rq->arena, &total);
    v->is_nothing = total.n == 0 && !v->is_filtered && !f.removed;
    TRY(fill_rows(rq, &f, &all, v, err));
    TRY(fill_years(rq, &f, v, err));
    str self = address(rq->arena, &f, f.year);
    v->csv = str_printf(rq->arena, STR_FMT "%sas=csv", STR_ARG(self), str_contains(self, S("?")) ? "&" : "?");
    v->pages = paging_links(rq->arena, &p, &(struct paged){self, all.n, all.n ? all.items[0].id : 0, all.n ? all.items[all.n - 1].id : 0, total.n});
    return OK;
}

/* ---- as a file ---- */

static void put_line(struct arena *a, struct buf *b, const struct log_entry *e)
{
    csv_put(b, date_format(a, date_of(e->day)), true);
    csv_put(b, e->what, false);
    csv_put(b, str_printf(a, "%lld", (long long)e->minutes), false);
    csv_put(b, e->words, false);
    csv_put(b, e->link, false);
    csv_put(b, e->seen_by, false);
    csv_put(b, str_printf(a, "%lld", (long long)e->said), false);
    csv_end_row(b);
}

static void put_heads(struct buf *b)
{
    static const char *const heads[] = {"Day", "What", "Minutes", "Words", "Link", "Seen by", "Witnesses"};

    buf_putz(b, "\xEF\xBB\xBF");
    for (size_t i = 0; i < COUNT(heads); i++)
        csv_put(b, said(heads[i]), i == 0);
    csv_end_row(b);
}

static code put_lines(struct request *rq, struct response *rs, struct error *err)
{
    struct arena *a = scratch_open();
    struct log_filter f = filter_of(rq);
    size_t n = LINES_AT_ONCE;

    f.at.limit = LINES_AT_ONCE;
    for (bool is_first = true; n == LINES_AT_ONCE; is_first = false) {
        struct log_entry_list some = {0};
        struct buf b = buf_new(a);
        if (is_first)
            put_heads(&b);
        TRY(learnlog_find(rq->db, a, rq->session->account, &f, &some, err));
        for (size_t i = 0; i < some.n; i++)
            put_line(a, &b, &some.items[i]);
        n = some.n;
        f.at.after = n ? some.items[n - 1].id : 0;
        TRY(response_file_put(rs, buf_done(&b), err));
        arena_reset(a);
    }
    return OK;
}

static void send_csv(struct request *rq, struct response *rs)
{
    struct error err = {0};
    code c = response_file_open(rs, S("text/csv; charset=utf-8"), &err);

    if (c == OK)
        c = put_lines(rq, rs, &err);
    if (c == OK) {
        response_header(rs, "Content-Disposition", S("attachment; filename=\"learning-log.csv\""));
        return;
    }
    response_file_drop(rs);
    app_fail(rq, rs, &err);
}

static void all_show(struct request *rq, struct response *rs)
{
    struct log_view v = {0};
    struct error err = {0};

    if (str_eq(request_query(rq, "as"), S("csv"))) {
        send_csv(rq, rs);
        return;
    }
    if (fill_log(rq, &v, &err) != OK) {
        app_fail(rq, rs, &err);
        return;
    }
    struct out o = app_page(rq, "Learning log", "backpack");
    tmpl_learnlog(&o, &v);
    app_send(rq, rs, &o);
}

/* ---- writing ---- */

static const struct form_field fields[] = {
    {"mark", FIELD_LINE, "Mark", .max = 40},
    {"what", FIELD_LINE, "What you did", .max = 200, .required = true},
    {"day", FIELD_DATE, "When", .required = true},
    {"hours", FIELD_LINE, "Hours", .max = 20},
    {"words", FIELD_TEXT, "What you learned", .max = LEARNLOG_WORDS},
    {"link", FIELD_URL, "Link", .max = 1000},
    {"seen_by", FIELD_LINE, "Who saw it", .max = 200},
    {"file", FIELD_FILE, "Photo or file", .max = LEARNLOG_FILE_BYTES},
};
static const struct form_spec entry_form = FORM(fields);

static void show_form(struct request *rq, struct response *rs, int64_t id, struct form *f)
{
    struct log_edit_view v = {
        .form = f, .id = id, .draft = str_printf(rq->arena, "log-%lld-%lld", (long long)rq->session->account, (long long)id),
        .what = {.value = form_value(f, "what"), .label = "What you did", .hint = "One line, such as “Rebuilt the crane’s gearbox with Jo”."},
        .day = {.value = form_value(f, "day"), .label = "When", .type = "date", .size = "medium"},
        .hours = {.value = form_value(f, "hours"), .label = "How long", .hint = "Such as 1:30, 1.5 or 90 min.", .size = "short", .optional = true},
        .words = {.value = form_value(f, "words"), .label = "What you learned", .rows = 4, .optional = true},
        .link = {.value = form_value(f, "link"), .label = "Link", .type = "url", .optional = true},
        .seen_by = {.value = form_value(f, "seen_by"), .label = "Who saw it", .hint = "A name or an e-mail address. You can ask them to confirm it afterwards.", .optional = true},
        .file = {.value = form_value(f, "file"), .label = "Photo or file", .title = "Choose a file", .hint = "Picture, PDF or document, up to 5 MB. The place where a photo was taken is left out.",
                 .accept = "image/*,.pdf,.txt,.docx,.xlsx,.pptx,.odt,.csv", .small = true, .optional = true},
    };
    struct out o = app_page(rq, id ? "Change the entry" : "New entry", "backpack");

    tmpl_learnlog_edit(&o, &v);
    app_send(rq, rs, &o);
    rs->status = f->ok ? 200 : 422;
}

static void new_show(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &entry_form);

    form_set(f, "mark", random_token(rq->arena, 12));
    form_set(f, "day", date_format(rq->arena, date_of(clock_now())));
    show_form(rq, rs, 0, f);
}

static void read_entry(struct request *rq, struct form *f, struct log_entry *e)
{
    e->owner = rq->session->account;
    e->what = form_text(f, "what");
    e->day = form_int(f, "day");
    e->words = form_text(f, "words");
    e->link = form_text(f, "link");
    e->seen_by = form_text(f, "seen_by");
    if (!effort_read_time(form_text(f, "hours"), &e->minutes))
        form_reject(f, "hours", said("Write it like 1:30, 1.5 or 90 min."));
}

/* The entry is kept even where its file is refused: then the page of the entry says so. */
static code add(struct request *rq, struct form *f, struct log_entry *e, struct error *file_err, struct error *err)
{
    const struct part *file = form_file(f, "file");

    TRY(learnlog_add(rq->db, rq->arena, e, err));
    if (file && learnlog_file_add(rq->db, rq->arena, e, &(struct log_upload){file->value, file->file_name}, file_err) != OK)
        file_err->code = file_err->code ? file_err->code : FAULT;
    return OK;
}

static void new_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &entry_form);
    struct log_entry e = {.mark = form_text(f, "mark")};
    struct error err = {0}, file_err = {0};

    read_entry(rq, f, &e);
    if (f->ok && add(rq, f, &e, &file_err, &err) != OK)
        form_reject_error(f, &err, rq->arena);
    if (!f->ok) {
        show_form(rq, rs, 0, f);
        return;
    }
    if (file_err.code != OK) {
        flash_set(rq, rs, &app_of(rq)->session, "bad", words_printf(rq->arena, "The entry is kept, but not its file: %s.", file_err.text));
        response_redirect(rs, learnlog_path(rq->arena, &e));
        return;
    }
    app_done(rq, rs, learnlog_path(rq->arena, &e), "Written down.");
}

/* ---- changing ---- */

static void edit_show(struct request *rq, struct response *rs)
{
    struct form *f = form_empty(rq->arena, &entry_form);
    struct log_entry e;

    if (!learnlog_mine(rq, rs, &e))
        return;
    form_set(f, "what", e.what);
    form_set(f, "day", date_format(rq->arena, date_of(e.day)));
    form_set(f, "hours", effort_time_typed(rq->arena, e.minutes));
    form_set(f, "words", e.words);
    form_set(f, "link", e.link);
    form_set(f, "seen_by", e.seen_by);
    show_form(rq, rs, e.id, f);
}

static void edit_post(struct request *rq, struct response *rs)
{
    struct form *f = form_read(rq, &entry_form);
    struct log_entry e;
    struct error err = {0};

    if (!learnlog_mine(rq, rs, &e))
        return;
    read_entry(rq, f, &e);
    if (f->ok && learnlog_change(rq->db, rq->arena, &e, &err) != OK)
        form_reject_error(f, &err, rq->arena);
    if (f->ok)
        app_done(rq, rs, learnlog_path(rq->arena, &e), "Saved. What it said before stands in its history.");
    else
        show_form(rq, rs, e.id, f);
}

/* ---- the table ---- */

const struct route learnlog_routes[] = {
    {GET,  "/backpack/log",                              SIGNED_IN, all_show,                 NULL,                   0},
    {POST, "/backpack/log",                              SIGNED_IN, new_post,                 &entry_form,   0},
    {GET,  "/backpack/log/new",                          SIGNED_IN, new_show,                 NULL,                   0},
    {GET,  "/backpack/log/{id}",                         SIGNED_IN, learnlog_entry_show,      NULL,                   0},
    {GET,  "/backpack/log/{id}/edit",                    SIGNED_IN, edit_show,              NULL,                   0},
    {POST, "/backpack/log/{id}/edit",                    SIGNED_IN, edit_post,              &entry_form,   0},
    {POST, "/backpack/log/{id}/remove",                  SIGNED_IN, learnlog_remove_post,     NULL,                   0},
    {POST, "/backpack/log/{id}/restore",                 SIGNED_IN, learnlog_restore_post,    NULL,                   0},
    {POST, "/backpack/log/{id}/files",                   SIGNED_IN, learnlog_file_post,       &learnlog_file_form,    0},
    {GET,  "/backpack/log/{id}/files/{file}",            SIGNED_IN, learnlog_file_show,       NULL,                   0},
    {POST, "/backpack/log/{id}/files/{file}/remove",     SIGNED_IN, learnlog_file_remove_post, NULL,                  0},
    {POST, "/backpack/log/{id}/collections",             SIGNED_IN, learnlog_collect_post,    &learnlog_collect_form, 0},
    {GET,  "/backpack/log/{id}/witness",                 SIGNED_IN, learnlog_witness_show,    NULL,                   0},
    {POST, "/backpack/log/{id}/witness",                 SIGNED_IN, learnlog_witness_post,    &learnlog_witness_form, 0},
    {POST, "/backpack/log/{id}/witness/{witness}",       SIGNED_IN, learnlog_witness_act,     NULL,                   0},
    {GET,  "/witness/{token}",                           EVERYBODY, witness_link_show,        NULL,                   0},
    {POST, "/witness/{token}",                           EVERYBODY, witness_link_post,        NULL,                   0},
    {GET,  "/witness/{token}/files/{file}",              EVERYBODY, witness_link_file,        NULL,                   0},
    {0},
};
