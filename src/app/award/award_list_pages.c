/* award/award_list_pages.c — a list on its way: checked, corrected, awarded,
 * its result. One address shows whichever it is now. */
#include "app/award/award_pages.h"

#include "app/award/award_table.h"
#include "app/catalog/results.h"
#include "app/layout/paging.h"
#include "app/zone.h"
#include "templates.h"

#include <string.h>

#define PER_PAGE 50

str award_list_path(struct request *rq, int64_t id)
{
    return str_printf(rq->arena, STR_FMT "/lists/%lld", STR_ARG(award_base_path(rq)), (long long)id);
}

/* ---- rows ---- */

/* The same row reads differently before and after. */
static const struct { const char *what; bool when_draft; const char *kind, *icon, *words; } looks[] = {
    {"award", true, "good", "check", "Gets the badge"},
    {"done", false, "good", "check", "Awarded"},
    {"waiting", false, "info", "hourglass", "Waits"},
    {"wrong", true, "bad", "alert-circle", "Needs correcting"},
    {"failed", false, "bad", "alert-circle", "Not awarded"},
    {"skip-holds", true, NULL, "award", "Holds it already"},
    {"skip-double", true, "warn", "copy", "Twice in the list"},
    {"skip-self", true, "warn", "user", "You yourself"},
    {"skip-user", true, NULL, "x", "Left out"},
    {"skipped", false, NULL, "award", "Holds it already"},
};

struct tag_view award_row_tag(const struct bulk_row *r, bool draft)
{
    bool by_plan = draft || (str_eq(r->state, S("skipped")) && !str_eq(r->plan, S("award")));
    str what = by_plan ? r->plan : r->state;

    for (size_t i = 0; i < COUNT(looks); i++)
        if (looks[i].when_draft == by_plan && str_eq(what, cstr(looks[i].what)))
            return (struct tag_view){looks[i].kind, looks[i].icon, said(looks[i].words)};
    return (struct tag_view){NULL, "circle", what};
}

str award_capital(struct arena *a, str s)
{
    if (s.n == 0 || s.p[0] < 'a' || s.p[0] > 'z')
        return s;
    return str_printf(a, "%c" STR_FMT, s.p[0] - 32, STR_ARG(str_from(s, 1)));
}

static void add_row(struct request *rq, const struct bulk_row *r, struct award_list_view *v)
{
    struct arena *a = rq->arena;

    *list_add(a, &v->rows) = (struct award_list_row){
        .r = *r, .tag = award_row_tag(r, bulk_is_ahead(&v->b)), .why = award_capital(a, r->message),
        .form_id = str_printf(a, "row-%lld", (long long)r->number),
        .award_href = r->award ? str_printf(a, STR_FMT "/%lld", STR_ARG(v->base), (long long)r->award) : S(""),
        .results = results_words(a, &v->described, str_is_empty(r->results) ? v->b.results : r->results),
        .may_correct = str_eq(r->state, S("failed")) && !bulk_is(&v->b, "running"),
        .until = r->valid_until > 0 ? r->valid_until - DAY : 0, .is_edited = v->line.number == r->number,
        .change_href = r->award || bulk_is(&v->b, "running") ? S("") : award_line_path(rq, r->number)};
}

/* ---- what is shown of it ---- */

static const struct { const char *only, *look, *icon, *label; bool when_draft; } boxes[] = {
    {"award", "outcome-good", "circle-check", "will get the badge", true},
    {"skip-holds", "", "award", "hold it already", true},
    {"skip-double", "outcome-warn", "copy", "stand twice in the list", true},
    {"skip-self", "outcome-warn", "user", "are you yourself", true},
    {"wrong", "outcome-bad", "alert-circle", "need correcting", true},
    {"done", "outcome-good", "circle-check", "awarded", false},
    {"skipped", "", "award", "left out: hold it, twice, yourself, or by hand", false},
    {"failed", "outcome-bad", "alert-circle", "not awarded", false},
};

static int64_t box_count(const struct award_list_view *v, const char *only)
{
    const struct bulk *b = &v->b;
    const struct { const char *only; int64_t n; } counts[] = {
        {"award", b->n_award}, {"skip-holds", b->n_holds}, {"skip-double", b->n_double}, {"wrong", b->n_wrong},
        {"skip-self", v->selves}, {"done", b->n_done}, {"skipped", b->n_skipped}, {"failed", b->n_failed},
    };
    for (size_t i = 0; i < COUNT(counts); i++)
        if (strcmp(counts[i].only, only) == 0)
            return counts[i].n;
    return 0;
}

static void add_boxes(struct request *rq, str only, struct award_list_view *v)
{
    for (size_t i = 0; i < COUNT(boxes); i++)
        if (boxes[i].when_draft == bulk_is_ahead(&v->b) && (v->selves > 0 || strcmp(boxes[i].only, "skip-self") != 0))
            *list_add(rq->arena, &v->boxes) = (struct outcome_box){
                boxes[i].look, boxes[i].icon, boxes[i].label,
                str_printf(rq->arena, STR_FMT "?only=%s", STR_ARG(v->self), boxes[i].only),
                box_count(v, boxes[i].only), str_eq(only, cstr(boxes[i].only))};
}

/* Unasked, the rows that somebody must look at come first. */
static str chosen_rows(struct request *rq, const struct bulk *b)
{
    str asked = request_query(rq, "only");

    for (size_t i = 0; i < COUNT(boxes); i++)
        if (str_eq(asked, cstr(boxes[i].only)))
            return asked;
    if (str_eq(asked, S("all")))
        return S("");
    return b->n_failed == 0 ? S("") : bulk_is_ahead(b) ? S("wrong") : S("failed");
}

static code add_rows(struct request *rq, str only, struct award_list_view *v, struct error *err)
{
    struct bulk_row_list rows = {0};
    struct paging p = paging_of(rq, PER_PAGE);

    TRY(bulk_rows(rq->db, rq->arena, &v->b, &(struct bulk_page){only, p.at}, &rows, err));
    paging_arrange(&p, &rows);
    for (size_t i = 0; i < rows.n; i++)
        add_row(rq, &rows.items[i], v);
    v->pages = paging_links(rq->arena, &p, &(struct paged){
        .address = str_printf(rq->arena, STR_FMT "?only=" STR_FMT, STR_ARG(v->self), STR_ARG(only.n ? only : S("all"))),
        .n = rows.n, .first = rows.n ? rows.items[0].number : 0, .last = rows.n ? rows.items[rows.n - 1].number : 0,
        .total = only.n ? box_count(v, str_z(rq->arena, only)) : v->b.total});
    return OK;
}

/* ---- words ---- */

static str people(struct arena *a, int64_t n)
{
    return n == 1 ? said("1 person") : words_printf(a, "%lld people", (long long)n);
}

static void say_check(struct arena *a, struct award_list_view *v)
{
    const struct bulk *b = &v->b;
    int64_t others = b->total - b->n_award;

    v->title = words_printf(a, STR_FMT " will get “" STR_FMT "”", STR_ARG(people(a, b->n_award)), STR_ARG(b->badge_name));
    v->lead = others == 0 ? said("Everybody on the list.")
              : others == 1 ? said("One line will not: correct it here, or go on without it.")
                            : words_printf(a, "%lld of the %lld lines will not: correct them here, or go on without them.",
                                         (long long)others, (long long)b->total);
    v->button = words_printf(a, "Award to " STR_FMT, STR_ARG(people(a, b->n_award)));
    v->promise = words_printf(a, STR_FMT " will be awarded “" STR_FMT "” %s.%s%s",
                            STR_ARG(people(a, b->n_award)), STR_ARG(b->badge_name),
                            b->n_award == 1 ? words("and gets one mail") : words("and each gets one mail"),
                            v->has_server ? "" : words(" No mail server is set: the mails wait in the outbox, where you can read them."),
                            v->rule.hold_minutes == 0 ? "" : str_z(a, words_printf(a, " You can take it back for %lld minutes; then it can be taken back only by revoking.",
                                                                                (long long)v->rule.hold_minutes)));
    v->may_start = b->n_award > 0;
}

static void say_waiting(struct arena *a, struct award_list_view *v)
{
    const struct bulk *b = &v->b;
    int64_t n = b->started ? b->n_waiting : b->n_award;
    msec left = b->starts > clock_now() ? b->starts - clock_now() : 0;

    v->title = words_printf(a, STR_FMT " will get “" STR_FMT "”", STR_ARG(people(a, n)), STR_ARG(b->badge_name));
    v->starts_words = zone_words(a, v->rule.time_zone, b->starts);
    v->left = left < HOUR ? str_printf(a, "%lld:%02lld", (long long)(left / MINUTE), (long long)(left / SECOND % 60))
              : left < 2 * DAY ? words_printf(a, "%lld hours", (long long)(left / HOUR))
                               : words_printf(a, "%lld days", (long long)(left / DAY));
    v->is_planned = bulk_is(b, "planned");
}

static void say_progress(struct arena *a, struct award_list_view *v)
{
    v->title = words_printf(a, "Awarding “" STR_FMT "”", STR_ARG(v->b.badge_name));
    v->lead = said("You may close this page. The work goes on, even if the server is restarted.");
}

static void say_reading(struct arena *a, struct award_list_view *v)
{
    v->title = words_printf(a, "Reading the list for “" STR_FMT "”", STR_ARG(v->b.badge_name));
    v->lead = v->is_stuck ? said("It cannot be read to its end, and nobody has got a badge by it.")
                          : said("Then you see what will happen to each person. You may close this page: the list waits for you.");
}

static void say_result(struct arena *a, struct award_list_view *v)
{
    const struct bulk *b = &v->b;

    v->title = words_printf(a, b->n_done == 1 ? STR_FMT " now has “" STR_FMT "”" : STR_FMT " now have “" STR_FMT "”",
                          STR_ARG(people(a, b->n_done)), STR_ARG(b->badge_name));
    v->lead = b->n_failed == 0 && b->n_waiting == 0
                  ? said("All is done.")
              : b->n_failed == 0 ? said("The corrected lines wait: award them now. Nobody gets it twice.")
              : b->n_failed == 1 ? said("One award could not be made. Correct it and try again; nobody gets it twice.")
                                 : words_printf(a, "%lld awards could not be made. Correct them and try again; nobody gets it twice.",
                                              (long long)b->n_failed);
    v->may_start = b->n_waiting > 0;
    v->button = words_printf(a, "Award to " STR_FMT " more", STR_ARG(people(a, b->n_waiting)));
}

/* The mail that the first of them gets. */
static code add_mail(struct request *rq, struct award_list_view *v, struct error *err)
{
    struct arena *a = rq->arena;
    struct bulk_row_list first = {0};
    struct mail_settings s;
    struct badge_row badge;
    struct org o;

    TRY(mail_settings_load(app_of(rq), rq->db, a, &s, err));
    TRY(catalog_get(rq->db, a, rq->org, v->b.achievement, &badge, err));
    TRY(org_issuer_get(rq->db, a, rq->org, badge.v.issuer, &o, err));
    TRY(bulk_rows(rq->db, a, &v->b, &(struct bulk_page){S("award"), {.limit = 1}}, &first, err));
    v->has_server = s.has_server;
    v->mail_org = o.name;
    v->mail_from = s.has_server ? str_printf(a, STR_FMT " <" STR_FMT ">", STR_ARG(s.from_name), STR_ARG(s.from_address)) : S("");
    v->mail_subject = words_printf(a, "You earned “" STR_FMT "”", STR_ARG(v->b.badge_name));
    v->mail_to = first.n ? first.items[0].email : S("");
    v->mail_greeting = !first.n || str_is_empty(first.items[0].name)
                           ? said("Hello,") : words_printf(a, "Hello " STR_FMT ",", STR_ARG(first.items[0].name));
    return OK;
}

/* Asked before the first award of an organisation: its address stays in it. */
static const char sql_any_award[] = SQL("SELECT count(*) FROM (SELECT 1 FROM award WHERE org_id = $1 LIMIT 1) AS any_award");

static code warn_of_address(struct request *rq, struct award_list_view *v, struct error *err)
{
    const struct app *app = app_of(rq);
    int64_t n = 0;

    if (!bulk_is(&v->b, "draft") || !app_is_loopback(app->base))
        return OK;
    TRY(db_int(rq->db, sql_any_award, ARGS(v_int(rq->org)), &n, err));
    v->base_fixed = app->base_is_fixed;
    v->local_base = n ? S("") : app->base;
    return OK;
}

static str use_words(const struct column_choice_list *choices, int use)
{
    return use == COLUMN_NOTHING ? said("left out") : choices->items[use].words;
}

/* Of a draft that was read from a table: what its columns were taken for. */
static code add_columns(struct request *rq, struct award_list_view *v, struct error *err)
{
    struct table t;
    struct column_choice_list choices = {0};
    code c = bulk_is(&v->b, "draft") ? table_get(rq->db, rq->arena, &v->b, &t, err) : NOT_FOUND;

    if (c != OK)
        return c == NOT_FOUND ? OK : c;
    v->columns_href = str_join(rq->arena, v->self, S("/columns"));
    v->is_unread = bulk_is_unread(&v->b);
    v->columns_by_line = !t.is_said && !t.mapping.has_names;
    mapping_choices(rq->arena, &v->described, &choices);
    for (size_t i = 0; i < t.heads.n && !v->columns_by_line; i++)
        if (!str_is_empty(str_trim(t.heads.items[i])) || t.mapping.uses[i] != COLUMN_NOTHING)
            *list_add(rq->arena, &v->columns) = (struct column_line){
                t.mapping.has_names ? str_trim(t.heads.items[i]) : words_printf(rq->arena, "Column %zu", i + 1),
                use_words(&choices, t.mapping.uses[i]), t.mapping.uses[i] == COLUMN_NOTHING};
    return OK;
}

code award_list_load(struct request *rq, int64_t id, struct award_list_view *v, struct error *err)
{
    struct arena *a = rq->arena;
    struct badge_row badge;
    struct mail_counts mails;

    TRY(bulk_get(rq->db, a, rq->org, id, &v->b, err));
    TRY(catalog_get(rq->db, a, rq->org, v->b.achievement, &badge, err));
    TRY(mail_count(rq->db, a, rq->org, id, &mails, err));
    v->mails_sent = mails.sent;
    v->mails_waiting = mails.outbox + mails.queued + mails.failed;
    TRY(org_awarding_get(rq->db, a, rq->org, &v->rule, err));
    v->base = award_base_path(rq);
    v->self = award_list_path(rq, id);
    v->who = str_printf(a, STR_FMT "/new?badge=%lld", STR_ARG(v->base), (long long)v->b.achievement);
    v->all_href = str_join(a, v->self, S("?only=all"));
    v->picture = award_picture(a, badge.v.png_hash);
    v->described = badge.v.results;
    v->is_stuck = bulk_is_stuck(rq->db, a, &v->b) || bulk_is_left(rq->db, a, &v->b);
    v->handled = v->b.total - v->b.n_waiting;
    TRY(add_mail(rq, v, err));
    TRY(warn_of_address(rq, v, err));
    TRY(award_line_load(rq, v, err));
    TRY(add_columns(rq, v, err));
    if (bulk_is(&v->b, "reading"))
        TRY(table_lines(rq->db, id, &v->lines, err));
    str only = chosen_rows(rq, &v->b);
    TRY(bulk_count_selves(rq->db, v->b.id, &v->selves, err));
    add_boxes(rq, only, v);
    v->only_words = only;
    return add_rows(rq, only, v, err);
}

/* ---- the page ---- */

static const struct form_field when_fields[] = {
    {"when", FIELD_CHOICE, "When", .choices = "now|at"},
    {"day", FIELD_DATE, "Day"},
    {"time", FIELD_LINE, "Time", .max = 20},
};
static const struct form_spec when_form = FORM(when_fields);

/* The time that is offered: tomorrow at nine there, or what was chosen. */
static struct form *time_form(struct request *rq, const struct award_list_view *v)
{
    struct form *f = form_empty(rq->arena, &when_form);
    struct zone_day d = zone_day(rq->arena, v->rule.time_zone, v->b.starts ? v->b.starts : clock_now() + DAY);

    form_set(f, "when", S("now"));
    form_set_int(f, "day", d.day);
    form_set(f, "time", v->b.starts ? str_printf(rq->arena, "%02d:%02d", (int)(d.minute / 60), (int)(d.minute % 60)) : S("09:00"));
    return f;
}

void award_list_show_as(struct request *rq, struct response *rs, struct award_list_view *v)
{
    struct arena *a = rq->arena;
    struct out o = app_page(rq, bulk_is_ahead(&v->b) ? "Check the list" : "List of awards", "awards");

    v->may_group = app_allow(rq, MANAGE_PEOPLE, rq->org) == OK;
    if (!v->group)
        v->group = award_group_form(rq);
    bool is_draft = bulk_is(&v->b, "draft") || bulk_is(&v->b, "reading");
    v->steps = award_steps(a, is_draft ? 3 : 4, S(""), is_draft ? v->who : S(""));
    if (!v->form)
        v->form = time_form(rq, v);
    if (bulk_is(&v->b, "draft")) {
        say_check(a, v);
        tmpl_award_check(&o, v);
    } else if (bulk_is_waiting(&v->b)) {
        ((struct page *)o.page)->refresh_seconds = bulk_is(&v->b, "held") ? 5 : 0;
        say_waiting(a, v);
        tmpl_award_waiting(&o, v);
    } else if (bulk_is(&v->b, "reading")) {
        ((struct page *)o.page)->refresh_seconds = v->is_stuck ? 0 : 3;
        say_reading(a, v);
        tmpl_award_reading(&o, v);
    } else if (bulk_is(&v->b, "running")) {
        ((struct page *)o.page)->refresh_seconds = 3;
        say_progress(a, v);
        tmpl_award_running(&o, v);
    } else {
        say_result(a, v);
        tmpl_award_result(&o, v);
    }
    app_send(rq, rs, &o);
    if (!v->form->ok || !v->group->ok || (v->line.number && !v->line.form->ok))
        rs->status = 422;
}

void award_list_show(struct request *rq, struct response *rs)
{
    struct award_list_view v = {0};
    struct error err = {0};

    if (award_list_load(rq, request_param_int(rq, "id"), &v, &err) != OK)
        app_fail(rq, rs, &err);
    else if (v.is_unread)
        response_redirect(rs, v.columns_href);
    else
        award_list_show_as(rq, rs, &v);
}

/* ---- start, throw away ---- */

static struct bulk_act act_of(struct request *rq)
{
    return (struct bulk_act){rq->org, request_param_int(rq, "id"), rq->session->account};
}

/* "9:30", "17:05" */
static bool read_time(str text, msec *out)
{
    int64_t hour, minute;
    str first;

    if (!str_cut(&text, ':', &first) || first.n > 2 || text.n != 2 || !str_to_int(first, &hour) || !str_to_int(text, &minute))
        return false;
    *out = hour * HOUR + minute * MINUTE;
    return hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59;
}

/* When the list is to go: after the minutes in which it can be taken back, or at
 * an hour of the organisation's clocks. */
static code read_when(struct request *rq, struct form *f, struct bulk_time *t, struct error *err)
{
    struct org_awarding rule;
    msec time = 0;

    TRY(org_awarding_get(rq->db, rq->arena, rq->org, &rule, err));
    *t = (struct bulk_time){clock_now() + rule.hold_minutes * MINUTE, false};
    if (!str_eq(form_text(f, "when"), S("at")))
        return OK;
    if (str_is_empty(form_text(f, "day")))
        form_reject(f, "day", said("Choose the day."));
    if (!read_time(form_text(f, "time"), &time))
        form_reject(f, "time", said("Write hours and minutes, such as 09:30."));
    *t = (struct bulk_time){zone_moment(rq->arena, rule.time_zone, form_int(f, "day") + time), true};
    return OK;
}

static void show_wrong_time(struct request *rq, struct response *rs, struct form *f)
{
    struct award_list_view v = {.form = f};
    struct error err = {0};

    if (award_list_load(rq, request_param_int(rq, "id"), &v, &err) != OK)
        app_fail(rq, rs, &err);
    else
        award_list_show_as(rq, rs, &v);
}

void award_list_start(struct request *rq, struct response *rs)
{
    struct bulk_act act = act_of(rq);
    struct form *f = form_read(rq, &when_form);
    struct bulk_time t = {0};
    struct error err = {0};
    code c = f->ok ? read_when(rq, f, &t, &err) : OK;

    if (c == OK && f->ok)
        c = bulk_start_at(app_of(rq), rq->db, rq->arena, &act, &t, &err);
    if (c == BAD_INPUT)
        form_reject_error(f, &err, rq->arena);
    /* Pressed twice: the first press did it. */
    if (!f->ok)
        show_wrong_time(rq, rs, f);
    else if (c != OK && c != CONFLICT)
        app_fail(rq, rs, &err);
    else
        response_redirect(rs, award_list_path(rq, act.list));
}

void award_list_now(struct request *rq, struct response *rs)
{
    struct bulk_act act = act_of(rq);
    struct error err = {0};
    code c = bulk_start(app_of(rq), rq->db, rq->arena, &act, &err);

    if (c == BAD_INPUT)
        flash_set(rq, rs, &app_of(rq)->session, "bad", app_sentence(rq->arena, err.text));
    if (c != OK && c != CONFLICT && c != BAD_INPUT)
        app_fail(rq, rs, &err);
    else
        response_redirect(rs, award_list_path(rq, act.list));
}

void award_list_take_back(struct request *rq, struct response *rs)
{
    struct bulk_act act = act_of(rq);
    struct error err = {0};

    if (bulk_take_back(rq->db, rq->arena, &act, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, award_list_path(rq, act.list), "Taken back. Nobody was awarded, and no mail was sent.");
}

void award_list_discard(struct request *rq, struct response *rs)
{
    struct bulk_act act = act_of(rq);
    struct error err = {0};

    if (bulk_discard(rq->db, rq->arena, &act, &err) != OK)
        app_fail(rq, rs, &err);
    else
        app_done(rq, rs, str_join(rq->arena, award_base_path(rq), S("/lists")), "The list is thrown away. Nobody was awarded.");
}
